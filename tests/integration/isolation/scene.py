"""A county with one secret in it: a refuge of the county council, marked in all its texts by a word found nowhere else.

Around it lie plain sites of two bodies, some of which touch it: the same campus, the same title, the next street.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import pghistory
import pgtrigger
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client

from estate.models import (
    DiaryLink,
    EnergyUse,
    Lease,
    LeaseBreak,
    LeaseReview,
    Occupation,
    Property,
    PropertyTitle,
    QualityFinding,
    QualityWaiver,
    RagAssessment,
    RunningCost,
    Site,
    StagedProperty,
    Title,
    Valuation,
)
from estate.selectors.diary_links import digest_of
from estate.services.quality import check_everything, waive
from tests.factories import make_organisation, make_property, point, square
from tests.import_files import csv_of
from totalplace.choices import JobStatus, Role
from totalplace.importing import staging
from totalplace.models import Area, Attachment, ImportBatch, Job, Membership, Note, Organisation, User
from totalplace.selectors.keyset import PAGE_SIZE
from totalplace.services.imports import start_import
from totalplace.services.records import attach_file

# In every text of the secret site, and in no other.
MARK = "zqxhidden"
# A word as unlike anything here as MARK, for asking the same question about nothing.
NO_MARK = "vkwnobody"
UPRN, NO_UPRN = "987654321098", "987654321090"
POSTCODE, NO_POSTCODE = "WR99 9ZZ", "WR98 8YY"
OWN_TITLE = "XQX987654"
SHARED_TITLE = "WR100200"
BOOK_VALUE = "76543210.98"
PLACE = (391234, 255432)
# Areas in which nothing stands but the secret site, by level.
ALONE = {"ward": "E05001234", "lsoa": "E01001234", "neighbourhood": "SMALLEST"}
# The secret of the calendar link that the officer of the other body has.
FEED_SECRET = "the-bromsgrove-officers-own-link"
# What of the secret site may stand in no answer to those who may not see it, in lower case.
SECRETS = (MARK, UPRN, POSTCODE.lower(), "wr999zz", OWN_TITLE.lower(), "76543210", "76,543,210", "76.5m", "391234")

PERSONS = (
    "anonymous",
    "partner",
    "analyst",
    "officer-bdc",
    "neet-lead",
    "caseworker",
)


@dataclass(frozen=True)
class Scene:
    """The records that tests ask about. `hidden` is the secret; `batch` and `job` are the import that names it."""

    wcc: Organisation
    bdc: Organisation
    hidden: Property
    plain: Property
    neighbour: Property
    note: Note
    attachment: Attachment
    plain_note: Note
    batch: ImportBatch
    job: Job
    district: Area
    people: dict[str, User]
    waiver: QualityWaiver

    def client(self, person: str) -> Client:
        """A browser in which this person is signed in; nobody in "anonymous"."""
        browser = Client(raise_request_exception=False)
        if person != "anonymous":
            browser.force_login(self.people[person], backend="django.contrib.auth.backends.ModelBackend")
        return browser


# With the two that have names, this many open sites fill one page of the list to the last line: a count that let the
# secret in would begin another.
A_FULL_PAGE = PAGE_SIZE - 2


def build(plain_sites: int = 4) -> Scene:
    """The county, made inside the caller's transaction."""
    wcc, bdc = make_organisation("WCC", name="County council"), make_organisation("BDC", name="Bromsgrove council")
    people = _people()
    DiaryLink.objects.create(user=people["officer-bdc"], digest=digest_of(FEED_SECRET))
    district = _areas()
    _plain_sites(plain_sites, wcc, bdc)
    plain = make_property(wcc, name="Open depot", location=point(391300, 255500), local_reference="OPEN-1")
    neighbour = make_property(bdc, name="Open hall", location=point(391400, 255400), local_reference="HALL-1")
    hidden = _hidden(wcc)
    _belongings(hidden, plain, bdc, people)
    _shared_with(hidden, neighbour)
    officer = people["officer-wcc"]
    batch, job = _import_naming(hidden, officer)
    note = Note.objects.create(record=hidden, created_by=officer, text=f"{MARK} note")
    plain_note = Note.objects.create(record=plain, created_by=officer, text="The gate is locked at six.")
    attachment = attach_file(
        user=officer, record=hidden, file=SimpleUploadedFile("x.txt", f"{MARK} file".encode()), name=f"{MARK}.txt"
    )
    waiver = _waived(hidden, people["officer-wcc"])
    for each in (hidden, plain, neighbour):
        each.refresh_from_db()
    return Scene(
        wcc, bdc, hidden, plain, neighbour, note, attachment, plain_note, batch, job, district, people, waiver
    )  # fmt: skip


def _areas() -> Area:
    """A county and its one district, which is answered; and areas of each smaller level with the secret site alone."""
    given = {"valid_from": datetime.date(2020, 1, 1)}
    around = square(380000, 250000, 20000)
    county = Area.objects.create(code="E10000034", name="Whole county", level="county", boundary=around, **given)
    district = Area.objects.create(
        code="E07000234", name="Middle district", level="district", parent=county, boundary=around, **given
    )
    # Its middle is not the secret's own place, which would be found in it.
    close = square(PLACE[0] - 8, PLACE[1] - 8, 20)
    for level, code in ALONE.items():
        Area.objects.create(code=code, name=f"Smallest {level}", level=level, parent=district, boundary=close, **given)
    return district


def _people() -> dict[str, User]:
    roles = {
        "partner": (Role.PARTNER, "BDC"),
        "analyst": (Role.ANALYST, None),
        "neet-lead": (Role.NEET_LEAD, None),
        "caseworker": (Role.CASEWORKER, "BDC"),
        "programme": (Role.PROGRAMME, None),
        "administrator": (Role.ADMINISTRATOR, None),
        "officer-wcc": (Role.OFFICER, "WCC"),
        "officer-bdc": (Role.OFFICER, "BDC"),
    }
    return {name: _person(name, *held) for name, held in roles.items()}


def _person(username: str, role: str, code: str | None) -> User:
    """Signed in by force, so without the password whose digest takes the longest of all this."""
    person = User.objects.create(username=username, email=f"{username}@example.org")
    Membership.objects.create(user=person, role=role, organisation=make_organisation(code) if code else None)
    return person


def _plain_sites(how_many: int, wcc: Organisation, bdc: Organisation) -> None:
    Property.objects.bulk_create(
        Property(
            organisation=(wcc, bdc)[number % 2],
            name=f"Library {number:02}",
            local_reference=f"LIB-{number:02}",
            category="office",
            book_value=100_000 + number,
            location=point(384000 + 150 * number, 253000),
            location_source="given",
        )
        for number in range(how_many)
    )


def filled(model: type[models.Model]) -> dict[str, str]:
    """A marked text for each field of a model that takes any text: a field added tomorrow is marked too."""
    free = (
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.editable
        and not isinstance(field, models.GeneratedField)
    )
    return {field.name: f"{MARK} {field.name}"[: field.max_length] for field in free}


def _hidden(wcc: Organisation) -> Property:
    given = {
        "uprn": UPRN, "postcode": POSTCODE, "is_sensitive": True, "location": point(*PLACE),
        "boundary": square(*PLACE, 60), "category": "specialist", "use": "other", "tenure": "freehold",
        "gross_internal_area_m2": "43219.87", "site_area_ha": "9.8765", "book_value": BOOK_VALUE,
        "energy_rating": "G", "status": "operational", "built_year": 1911,
    }  # fmt: skip
    with pghistory.context(reason=f"{MARK} reason", username=f"{MARK} person"):
        hidden = make_property(wcc, **(filled(Property) | given))
        hidden.description = f"{MARK} description again"
        hidden.save()
    with connection.cursor() as cursor:
        # A context lasts as long as its transaction, and a test is one transaction: here the next one would begin.
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
    return hidden


def _belongings(hidden: Property, plain: Property, bdc: Organisation, people: dict[str, User]) -> None:
    """Everything that hangs on the secret site; and the campus and the title that it shares with the open depot."""
    campus = Site.objects.create(name="Open campus")
    Property.objects.filter(pk__in=[hidden.pk, plain.pk]).update(site=campus)
    for prop, number in ((hidden, OWN_TITLE), (hidden, SHARED_TITLE), (plain, SHARED_TITLE)):
        title, _ = Title.objects.get_or_create(number=number, organisation=prop.organisation)
        PropertyTitle.objects.create(property=prop, title=title)
    today = datetime.date.today()
    lease = Lease.objects.create(
        property=hidden, starts_on=today, expires_on=today + datetime.timedelta(days=400), annual_rent="76543210",
        **filled(Lease),
    )  # fmt: skip
    Lease.objects.create(property=plain, starts_on=today, expires_on=today + datetime.timedelta(days=300))
    LeaseBreak.objects.create(lease=lease, on=today + datetime.timedelta(days=200), notice_months=6)
    LeaseReview.objects.create(lease=lease, on=today + datetime.timedelta(days=100))
    Occupation.objects.create(property=hidden, organisation=bdc, use="front_office", area_m2="4321", desks=987)
    RunningCost.objects.create(property=hidden, year=2025, amount="76543210")
    RunningCost.objects.create(property=plain, year=2020, amount="5")
    Valuation.objects.create(property=hidden, valued_on=today, basis="euv", amount="76543210")
    EnergyUse.objects.create(property=hidden, year=2025, fuel="gas", kwh="76543210")
    RagAssessment.objects.create(
        property=hidden, rating="green", reason="shared_use", assessed_by=people["officer-wcc"], **filled(RagAssessment)
    )


def _shared_with(hidden: Property, neighbour: Property) -> None:
    """What the secret site shares with another body's open one: a title, and ground that both outlines claim."""
    for prop in (hidden, neighbour):
        title, _ = Title.objects.get_or_create(number="WR300400", organisation=prop.organisation)
        PropertyTitle.objects.create(property=prop, title=title)
    neighbour.boundary = square(PLACE[0] + 30, PLACE[1], 60)
    neighbour.save()


def _import_naming(hidden: Property, officer: User) -> tuple[ImportBatch, Job]:
    """An import of the county's own officer, checked, with a row about the secret site and a fault in it."""
    headings = ("Local reference", "Name", "Postcode", "Tenure", "Description")
    row = (hidden.local_reference, f"{MARK} renamed", "not one", "Freehold", f"{MARK} described")
    content = SimpleUploadedFile("x", csv_of([row, ("NEW-1", f"{MARK} new", "WR1 1AA", "?", "")], headings))
    batch = start_import(
        user=officer, organisation=hidden.organisation, kind="properties", file=content, filename=f"{MARK}.csv"
    )
    staging.stage(batch, officer)
    job = Job.objects.create(
        kind="import.stage", arguments={"batch": batch.pk, "user": officer.pk}, status=JobStatus.FAILED,
        started_by=officer, message=f"{MARK} message", error=f"{MARK} error",
    )  # fmt: skip
    batch.job = job
    batch.save(update_fields=["job"])
    return batch, job


def _waived(hidden: Property, officer: User) -> QualityWaiver:
    """One of the secret site's faults, waived, after a check of everything."""
    check_everything()
    rule = QualityFinding.objects.filter(property=hidden, partner=None).order_by("rule").first().rule
    return waive(user=officer, property_id=hidden.pk, rule=rule, reason=f"{MARK} waiver")


def forget_the_secret(scene: Scene) -> None:
    """The same county as if the secret site had never been: for one who may not see it, nothing may differ."""
    of_hidden = {"content_type": ContentType.objects.get_for_model(Property), "object_id": scene.hidden.pk}
    Note.objects.filter(**of_hidden).delete()
    Attachment.objects.filter(**of_hidden).delete()
    StagedProperty.objects.filter(batch=scene.batch).delete()
    ImportBatch.objects.filter(pk=scene.batch.pk).delete()
    Job.objects.filter(pk=scene.job.pk).delete()
    remove(scene.hidden)
    Title.objects.filter(number=OWN_TITLE).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.columns WHERE column_name = 'pgh_obj_id'")
        for (events,) in cursor.fetchall():
            parent = "property_id" if _has_column(cursor, events, "property_id") else "pgh_obj_id"
            if parent == "property_id" or events == Property.pgh_event_model._meta.db_table:
                cursor.execute(f'DELETE FROM "{events}" WHERE {parent} = %s', [scene.hidden.pk])


def remove(*properties: Property) -> None:
    """Delete properties with all that belongs to them; the objects that are handed in stay as they are."""
    with pgtrigger.ignore("estate.RagAssessment:append_only"):
        Property.objects.filter(pk__in=[each.pk for each in properties]).delete()


def _has_column(cursor: Any, table: str, column: str) -> bool:
    cursor.execute("SELECT FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, column])
    return cursor.fetchone() is not None
