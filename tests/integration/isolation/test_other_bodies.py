"""Two officers of different bodies: neither changes anything of the other's, by whatever way in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from estate.models import Property
from estate.services.judgements import Judgement
from estate.services.rating import rate, rate_many, withdraw
from tests.import_files import csv_of
from tests.integration.isolation import (
    api,
    county_map,
    editing,
    many,
    ogc,
    open_data,
    payments,
    protocol,
    reshaping,
    spend,
    tiles,
    young_people,
    young_people_imports,
)
from tests.integration.isolation.addresses import ADDRESSES
from tests.integration.isolation.scene import ALONE, MARK, UPRN, Scene
from totalplace import afterwards
from totalplace.choices import ImportStatus
from totalplace.importing import staging
from totalplace.jobs import Progress
from totalplace.models import ImportBatch, Membership, News
from totalplace.services import accounts
from totalplace.services import imports as services
from totalplace.services.imports.running import apply_batch, apply_work
from totalplace.services.organisations import add_organisation, edit_organisation
from totalplace.services.people import add_person, grant_role, revoke_role
from totalplace.services.records import add_note, attach_file, edit_note, remove_attachment, remove_note

NEIGHBOURHOOD = ALONE["neighbourhood"]
DRAWN = {"neighbourhood_add", "neighbourhood_edit", "neighbourhood_withdraw"}
ROW = csv_of([("NEW-9", "Intruder", "WR1 1AA")], ("Local reference", "Name", "Postcode"))
RED = Judgement("red", "no_change")
# What reading alone writes: the files of open data too, which are made when they are first asked for, and the marks
# that they were to be made again. Both are derived from what is stored elsewhere.
OF_READING = {"django_session", "totalplace_cache", "estate_opendatafile", "estate_opendatastale"}


def everything_stored() -> dict[str, tuple[int, str]]:
    """How many rows each table has and a digest of them all: equal before and after when nothing was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()} - OF_READING
        found = {}
        for table in sorted(tables):
            cursor.execute(f"""SELECT count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')
                                 FROM "{table}" t""")
            found[table] = cursor.fetchone()
    return found


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("sites.csv", ROW)


def told_of(scene: Scene) -> News:
    """What the county's officer was told of the secret site."""
    given = {"kind": "estate.change", "key": "told", "organisation": scene.wcc}
    values = {"object_id": scene.hidden.pk, "words": "changed by ann"}
    return News.objects.get_or_create(user=scene.people["officer-wcc"], **given, defaults=values)[0]


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what would be a good answer of the right person, and how it is refused."""
    batch, note, file = scene.batch.pk, scene.plain_note, scene.attachment
    step = f"/estate/import/{batch}"
    estate, rated = f"/estate/{scene.plain.reference}", scene.hidden.rag_assessments.get().pk
    rating = {"rating": "red", "reason": "no_change", "version": scene.plain.version}
    hidden, plain = f"/records/property/{scene.hidden.pk}", f"/records/property/{scene.plain.pk}"
    people = "/administration/people"
    who, held = scene.people["officer-wcc"], scene.people["officer-wcc"].memberships.get()
    reason = {"reason": "Mine", "version": who.version}
    told = told_of(scene)
    body = {"name": "Mine", "kind": "county", "reason": "Mine", "version": scene.wcc.version}
    return {
        "import_list": ("/estate/import/", {"organisation": scene.wcc.pk, "file": a_file()}, 422),
        "import_columns": (f"{step}/columns/", {"column_0": "name", "column_1": "name"}, 404),
        "import_sheet": (f"{step}/columns/sheet/", {"header_row": 1}, 404),
        "import_run_again": (f"{step}/run-again/", {}, 404),
        "import_correct": (f"{step}/faults/correct/", {"row": 2, "field": "name", "value": "Mine"}, 404),
        "import_skip": (f"{step}/faults/skip/", {"row": ["2"]}, 404),
        "import_replace": (f"{step}/replace/", {"file": a_file()}, 404),
        "import_resolve": (f"{step}/conflicts/", {"choose-2-name": "file"}, 404),
        "import_apply": (f"{step}/apply/", {"reason": "Mine", "missing_action": "close", "missing_reason": "x"}, 404),
        "import_undo": (f"{step}/undo/", {"reason": "Mine"}, 404),
        "import_abandon": (f"{step}/abandon/", {}, 404),
        "job_retry": (f"/jobs/{scene.job.pk}/retry/", {}, 404),
        "note_add": (f"{plain}/notes/", {"text": "Mine"}, 403),
        "attachment_add": (f"{plain}/attachments/", {"file": a_file()}, 403),
        "note_edit": (f"/records/notes/{note.pk}/", {"text": "Mine", "version": note.version}, 403),
        "note_remove": (f"/records/notes/{note.pk}/remove/", {"version": note.version}, 403),
        "attachment_remove": (f"/records/attachments/{file.pk}/remove/", {"version": file.version}, 404),
        "person_add": (f"{people}/add/", {"username": "x", "email": "x@example.org", "role": "partner"} | reason, 403),
        "person_edit": (f"{people}/{who.pk}/edit/", {"display_name": "x", "email": "x@example.org"} | reason, 403),
        "person_link": (f"{people}/{who.pk}/link/", {}, 403),
        "role_give": (f"{people}/{who.pk}/roles/", {"role": "partner"} | reason, 403),
        "role_take": (f"{people}/{who.pk}/roles/{held.pk}/", reason, 403),
        "person_close": (f"{people}/{who.pk}/close/", reason, 403),
        "person_open": (f"{people}/{who.pk}/open/", reason, 403),
        "person_two_step": (f"{people}/{who.pk}/two-step/", reason, 403),
        "organisation_add": ("/administration/organisations/add/", {"code": "NEW"} | body, 403),
        "organisation_edit": ("/administration/organisations/WCC/", body, 403),
        # An officer of any body may draw what is the county's, so what is sent here is nothing that could be stored.
        "neighbourhood_add": ("/places/neighbourhoods/add/", {"name": ""}, 422),
        "neighbourhood_edit": (f"/places/neighbourhoods/{NEIGHBOURHOOD}/edit/", {"name": ""}, 422),
        "neighbourhood_withdraw": (f"/places/neighbourhoods/{NEIGHBOURHOOD}/withdraw/", {}, 200),
        **editing.edits(scene),
        **many.tries(scene),
        **api.tries(scene),
        **open_data.tries(scene),
        **payments.tries(scene),
        **young_people_imports.tries(scene),
        **protocol.tries(scene),
        **spend.tries(scene),
        **young_people.tries(scene),
        "property_rate": (f"{estate}/rag/", rating, 403),
        "property_rating_withdraw": (f"{estate}/rag/withdraw/", {"assessment": rated}, 403),
        "rate_row": (f"{estate}/rag/row/", rating, 403),
        "rate_row_undo": (f"{estate}/rag/row/undo/", {"assessment": rated}, 403),
        "hidden rating": (f"/estate/{scene.hidden.reference}/rag/", rating, 404),
        "hidden row": (f"/estate/{scene.hidden.reference}/rag/row/", rating, 404),
        "hidden undo": (f"/estate/{scene.hidden.reference}/rag/row/undo/", {"assessment": rated}, 404),
        "news_choice": ("/account/reminders/", {"rhythm": "hourly"}, 422),
        "news_read": ("/account/notifications/read/", {"news": told.pk}, 302),
        "news_stop": ("/account/reminders/stop/1:everything:forged/", {}, 404),
        "hidden note": (f"{hidden}/notes/", {"text": "Mine"}, 404),
        "hidden file": (f"{hidden}/attachments/", {"file": a_file()}, 404),
    }


# Addresses that only read, whatever is sent to them.
READ_ONLY = {
    "home", "areas_outline", "favicon.ico", "healthz", "readyz", "account", "account_email", "organisation_sign_in",
    "job", "attachment", "property_list", "property_suggest", "property_csv", "property_workbook", "property",
    "organisation_list", "organisation", "import_template", "import_here", "import_progress", "import_faults",
    "property_edit", "property_belongings", "property_history", "property_history_csv", "bulk_done", "quality",
    "quality_rule", "property_outlines",
    "import_faults_workbook", "import_preview", "import_result", "people", "person", "administer_organisations",
    "administer_areas", "rating_history", "rating_on", "rating_on_map", "news",
    "lease_list", "lease_csv", "lease_year", "lease_month", "lease_near", "lease_feed", *reshaping.READ_ONLY,
    *api.READ_ONLY, *payments.READ_ONLY, *protocol.READ_ONLY, *spend.READ_ONLY, *young_people.READ_ONLY,
    *young_people_imports.READ_ONLY,
    *county_map.ADDRESSES, *ogc.ADDRESSES, *tiles.ADDRESSES, *open_data.READ_ONLY,
    "place",
    "place_list", "my_estate", "change_list", "change_csv", "change", "own_map_layer_shapes",
}  # fmt: skip


# Addresses that write nothing but what is the person's very own, her calendar's private link and her map's layers, or
# what is only derived: any officer may have data quality checked again.
OF_ONESELF = {
    "lease_link", "lease_link_end", "quality_check", "own_map_layers", "own_map_layer", "own_map_layer_remove",
}  # fmt: skip


def test_every_address_that_writes_is_tried(scene):
    assert set(ADDRESSES) - READ_ONLY - OF_ONESELF - set(tries(scene)) == set()


@pytest.mark.parametrize("status", [ImportStatus.STAGED, ImportStatus.APPLIED, ImportStatus.FAILED])
@pytest.mark.parametrize("person", ["officer-bdc", "partner", "analyst", "caseworker"])
def test_no_address_lets_another_body_write(scene, person, status):
    ImportBatch.objects.filter(pk=scene.batch.pk).update(status=status)
    client = scene.client(person)
    tries(scene)  # What is tried has to be there first,
    afterwards.follow_in_worker()  # and the check of what setting it up changed be done.
    before = everything_stored()
    answers = {name: client.post(path, data).status_code for name, (path, data, _) in tries(scene).items()}
    refused = {name: code for name, (_, _, code) in tries(scene).items()}
    if person == "caseworker":  # To whom the open site is no more there than the secret one.
        refused |= dict.fromkeys(("note_add", "attachment_add", "note_edit", "note_remove"), 404)
        # The estate is closed to her as a whole, and says so alike of what is there and what is not.
        refused |= dict.fromkeys([*editing.edits(scene), *many.tries(scene)], 403)
        refused |= dict.fromkeys(("hidden rating", "hidden row", "hidden undo"), 403)
        refused |= dict.fromkeys(api.of_estate(scene), 403)
        # Her agency's own client; what is sent of her says too little to be stored.
        refused |= dict.fromkeys(young_people.OF_PERSON, 422)
    if person != "officer-bdc":  # Who may import nothing at all.
        refused |= dict.fromkeys(
            DRAWN
            | protocol.OF_OFFICERS
            | {"import_list", "spend_import_list", "property_add", "bulk_begin", *reshaping.OF_READERS},
            403,
        )
    assert answers == refused
    assert everything_stored() == before


@pytest.mark.parametrize("person", ["officer-bdc", "partner", "caseworker"])
def test_the_command_line_refuses_the_same_people(scene, person, tmp_path: Path):
    file = tmp_path / "sites.csv"
    file.write_bytes(ROW)
    before = everything_stored()
    with pytest.raises(CommandError, match="Your roles do not let you import properties"):
        call_command("import_properties", file, organisation="WCC", user=person, commit=True)
    assert everything_stored() == before


BODY = {
    "name": "Mine", "short_name": "", "kind": "county", "sponsor": None, "is_partner": True, "protocol_signed_on": None,
}  # fmt: skip
Service = Callable[[Scene, Any], Any]
SERVICES: dict[str, Service] = {
    "rate": lambda s, who: rate(user=who, property_id=s.plain.pk, version=s.plain.version, judgement=RED),
    "rate many": lambda s, who: rate_many(user=who, versions={s.plain.pk: s.plain.version}, judgement=RED),
    "take a rating back": lambda s, who: withdraw(user=who, assessments=[s.hidden.rag_assessments.get().pk]),
    "start": lambda s, who: services.start_import(
        user=who, organisation=s.wcc, kind="properties", file=a_file(), filename="sites.csv"
    ),
    "replace": lambda s, who: services.replace_file(user=who, batch=s.batch, file=a_file(), filename="sites.csv"),
    "sheet": lambda s, who: services.choose_sheet(user=who, batch=s.batch, sheet=""),
    "mapping": lambda s, who: services.confirm_mapping(user=who, batch=s.batch, mapping={"name": "Name"}),
    "correct": lambda s, who: services.correct_cell(user=who, batch=s.batch, row=2, field="name", value="Mine"),
    "skip": lambda s, who: services.skip_rows(user=who, batch=s.batch, rows=[2]),
    "resolve": lambda s, who: services.resolve_conflicts(user=who, batch=s.batch, choices={2: {"": "file"}}),
    "resolve all": lambda s, who: services.resolve_all(user=who, batch=s.batch, stands="file"),
    "apply": lambda s, who: services.apply_import(user=who, batch=s.batch, reason="Mine"),
    "undo": lambda s, who: services.undo_import(user=who, batch=s.batch, reason="Mine"),
    "run again": lambda s, who: services.run_again(user=who, batch=s.batch),
    "abandon": lambda s, who: services.abandon_import(user=who, batch=s.batch),
    "add note": lambda s, who: add_note(user=who, record=s.plain, text="Mine"),
    "edit note": lambda s, who: edit_note(user=who, note=s.plain_note, version=s.plain_note.version, text="Mine"),
    "remove note": lambda s, who: remove_note(user=who, note=s.plain_note, version=s.plain_note.version),
    "attach": lambda s, who: attach_file(user=who, record=s.hidden, file=a_file(), name="x.csv"),
    "add person": lambda s, who: add_person(by=who, username="x", email="x@example.org", role="partner", reason="Mine"),
    "edit person": lambda s, who: accounts.edit_person(
        by=who, person=who, version=who.version, display_name="x", email="x@example.org", reason="Mine"
    ),
    "close": lambda s, who: accounts.close_account(by=who, person=who, version=who.version, reason="Mine"),
    "open": lambda s, who: accounts.open_account(by=who, person=who, version=who.version, reason="Mine"),
    "two-step": lambda s, who: accounts.reset_two_step(by=who, person=who, version=who.version, reason="Mine"),
    "link": lambda s, who: accounts.make_link(by=who, person=who),
    "give role": lambda s, who: grant_role(by=who, user=who, role="administrator", reason="Mine"),
    "take role": lambda s, who: revoke_role(by=who, membership=who.memberships.get(), reason="Mine"),
    "add body": lambda s, who: add_organisation(by=who, code="NEW", reason="Mine", **BODY),
    "edit body": lambda s, who: edit_organisation(
        by=who, organisation=s.wcc, version=s.wcc.version, reason="Mine", **BODY
    ),
    **editing.SERVICES,
    **reshaping.SERVICES,
    "detach": lambda s, who: remove_attachment(user=who, attachment=s.attachment, version=s.attachment.version),
}


@pytest.mark.parametrize("name", SERVICES)
def test_the_services_themselves_refuse_so_that_no_other_way_in_can_forget_to(scene, name):
    before = everything_stored()
    with pytest.raises((PermissionDenied, ObjectDoesNotExist)):
        SERVICES[name](scene, scene.people["officer-bdc"])
    assert everything_stored() == before


# --- What changes between checking a file and applying it --------------------------------------------


def checked(scene: Scene, person: str, reference: str, name: str) -> ImportBatch:
    """An import of the county's with one row, checked by that person."""
    content = SimpleUploadedFile("x", csv_of([(reference, name)], ("Local reference", "Name")))
    batch = services.start_import(
        user=scene.people[person], organisation=scene.wcc, kind="properties", file=content, filename="one.csv"
    )
    staging.stage(batch, scene.people[person])
    return batch


def is_kept_from(scene: Scene, person: str, batch: ImportBatch, prop: Property) -> None:
    """Applying finds a conflict and writes nothing, and insisting on the file's values is refused in words."""
    who, before = scene.people[person], Property.objects.get(pk=prop.pk)
    assert apply_batch(batch, who, lambda message: None) == 1
    page = scene.client(person).get(f"/estate/import/{batch.pk}/preview/?show=conflict")
    assert page.status_code == 200
    assert UPRN not in page.content.decode()
    assert f"{MARK} description" not in page.content.decode()
    with pytest.raises(ValidationError, match="not open to this import any more"):
        services.resolve_conflicts(user=who, batch=batch, choices={2: {"": "file"}})
    services.resolve_all(user=who, batch=batch, stands="file")
    assert apply_batch(batch, who, lambda message: None) == 1
    services.resolve_all(user=who, batch=batch, stands="register")
    assert apply_batch(batch, who, lambda message: None) == 0
    after = Property.objects.get(pk=prop.pk)
    assert (after.name, after.version) == (before.name, before.version)


def test_a_site_that_passed_to_another_body_meanwhile_is_out_of_the_imports_reach(scene):
    batch = checked(scene, "officer-wcc", scene.plain.local_reference, "Taken over")
    Property.objects.filter(pk=scene.plain.pk).update(organisation=scene.bdc)
    is_kept_from(scene, "officer-wcc", batch, scene.plain)


def test_whoever_lost_the_role_before_the_work_began_gets_nothing_done(scene):
    batch = checked(scene, "officer-wcc", scene.plain.local_reference, "Renamed")
    job = services.apply_import(user=scene.people["officer-wcc"], batch=batch, reason="As filed")
    Membership.objects.filter(user=scene.people["officer-wcc"]).delete()
    with pytest.raises(PermissionDenied):
        apply_work(Progress(job.pk, connection), batch=batch.pk, user=scene.people["officer-wcc"].pk)
    assert Property.objects.get(pk=scene.plain.pk).name == "Open depot"
