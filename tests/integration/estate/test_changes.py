"""The list of changes: one line for a request, a bulk edit or an import, found by body, person, kind and day."""

from __future__ import annotations

import csv
import datetime
import io
import re
from typing import Any

import pghistory
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from estate.choices import ChangeKind
from estate.forms.changes import NotAPosition, position_token, read_position
from estate.models import (
    ChangeMark,
    EnergyUse,
    Lease,
    LeaseBreak,
    LeaseReview,
    Occupation,
    Property,
    PropertyTitle,
    RagAssessment,
    RunningCost,
    Title,
    Valuation,
)
from estate.querysets.changes import SOURCES
from estate.selectors.change_words import done_to_many, done_to_one
from estate.selectors.changes import ChangeLine, Wanted, change_line, changes, properties_of
from tests.factories import make_officer, make_organisation, make_person, make_property
from totalplace.choices import Role
from totalplace.models import Note, User

# Each change is a transaction of its own, as requests are: its events have its time, and its context.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ann() -> User:
    return make_person("ann", [(Role.PARTNER, "WCC")])


@pytest.fixture
def tom() -> User:
    return make_person("tom", [(Role.PROGRAMME, None)])


def by(person: User, reason: str = "Surveyed", **more: Any) -> Any:
    return pghistory.context(user=person.pk, username=person.username, reason=reason, **more)


def client_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def lines(person: User, **wanted: Any) -> list[ChangeLine]:
    return changes(person, Wanted(**wanted), most=50)


def everything_of(prop: Property) -> None:
    """One record of each kind that belongs to a property."""
    today = timezone.localdate()
    lease = Lease.objects.create(property=prop, role="tenant")
    LeaseBreak.objects.create(lease=lease, on=today)
    LeaseReview.objects.create(lease=lease, on=today)
    PropertyTitle.objects.create(
        property=prop, title=Title.objects.create(number=f"WR{prop.pk}", organisation=prop.organisation)
    )
    Occupation.objects.create(property=prop, organisation=prop.organisation, use="back_office")
    RunningCost.objects.create(property=prop, year=2025, amount=1)
    Valuation.objects.create(property=prop, valued_on=today, basis="euv", amount=1)
    EnergyUse.objects.create(property=prop, year=2025, fuel="gas", kwh=1)
    RagAssessment.objects.create(property=prop, rating="red")
    Note.objects.create(record=prop, created_by=User.objects.first(), text="Locked at six")


def test_one_request_is_one_line_whatever_it_touched(ann, tom):
    first, second = make_property("WCC", name="Depot"), make_property("BDC")
    before = {line.position.change for line in lines(ann)}
    with by(tom, "Reorganised"):
        Property.objects.filter(pk__in=[first.pk, second.pk]).update(description="New")
        Lease.objects.create(property=first, role="tenant")
    (line,) = [each for each in lines(ann) if each.position.change not in before]
    assert (line.who, line.why, done_to_many(line)) == ("tom", "Reorganised", "2 properties changed; 1 lease added")
    assert set(line.bodies) == {first.organisation_id, second.organisation_id}
    assert {each.pk for each in properties_of(ann, line, most=10)} == {first.pk, second.pk}
    page = client_of(ann).get(f"/estate/changes/{line.position.change}/").text
    for prop in (first, second):
        assert f"/estate/{prop.reference}/history/{line.change_id}/" in page


def test_every_kind_of_record_is_told_and_found_by(ann, tom):
    prop = make_property("WCC")
    with by(tom):
        everything_of(prop)
        prop.refresh_from_db()
    line = lines(ann)[0]
    told = {each.kind for each in line.touched}
    assert told == set(ChangeKind) - {ChangeKind.WAIVER, ChangeKind.WITHDRAWAL, ChangeKind.ATTACHMENT}
    assert line.reference == prop.reference
    assert {kind for kind in ChangeKind if line in lines(ann, kind=kind)} == told
    answer = client_of(ann).get(f"/estate/{prop.reference}/history/{line.change_id}/")
    assert answer.status_code == 200


def test_every_kind_has_its_events_and_its_mark():
    assert set(SOURCES) == set(ChangeKind.values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, events FROM estate_change_kinds()")
        assert dict(cursor.fetchall()) == {kind: source.events for kind, source in SOURCES.items()}


def test_raw_sql_is_there_too_and_leads_to_its_page(ann):
    prop = make_property("WCC", name="Depot")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE estate_property SET description = 'By hand' WHERE id = %s", [prop.pk])
    line = lines(ann)[0]
    assert (line.who, line.reference, done_to_one(line)) == ("Automatic process", prop.reference, "changed")
    assert "By hand" in client_of(ann).get(f"/estate/{prop.reference}/history/{line.change_id}/").text


def test_it_is_narrowed_by_body_person_kind_and_day(ann, tom):
    wcc, bdc = make_property("WCC"), make_property("BDC")
    with by(tom, "Of the county"):
        Property.objects.filter(pk=wcc.pk).update(description="New")
    with by(ann, "Of the district"):
        RunningCost.objects.create(property=bdc, year=2025, amount=5)
    client = client_of(ann)

    def whys(query: str) -> list[str]:
        page = client.get(f"/estate/changes/?{query}").text
        return [why for why in ("Of the county", "Of the district") if why in page]

    today, tomorrow = timezone.localdate(), timezone.localdate() + datetime.timedelta(days=1)
    assert whys("") == ["Of the county", "Of the district"]
    assert whys("organisation=BDC") == ["Of the district"]
    assert whys("who=tom") == ["Of the county"]
    assert whys("kind=cost") == ["Of the district"]
    assert whys(f"from={today}&to={today}") == ["Of the county", "Of the district"]
    assert whys(f"from={tomorrow}") == []
    assert "No change matches" in client.get("/estate/changes/?who=nobody").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("organisation=NONE", "“NONE” is not on the list"),
        ("kind=secret", "“secret” is not on the list"),
        ("from=31/02/2027", "This must be a day"),
        ("from=2027-03-02&to=2027-03-01", "must not be before the first"),
        ("after=nowhere", "This page does not exist"),
        ("person=tom", "There is no parameter of this name"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(ann, query, words):
    answer = client_of(ann).get(f"/estate/changes/?{query}")
    assert (answer.status_code, words in answer.text) == (400, True)


@pytest.mark.parametrize("token", ["", "x", "W10", "WzEsMl0", "bnVsbA", "é", "A" * 5000])
def test_a_position_that_nobody_gave_is_none(token):
    with pytest.raises(NotAPosition):
        read_position(token)


def test_pages_follow_on_each_other_without_gap_or_repetition(ann, tom, monkeypatch):
    monkeypatch.setattr("estate.views.changes.PAGE_SIZE", 3)
    prop = make_property("WCC")
    for number in range(8):
        with by(tom, f"Change {number}."):
            Property.objects.filter(pk=prop.pk).update(description=str(number))
    client, url, seen = client_of(ann), "/estate/changes/?who=tom", []
    while url:
        page = client.get(url).text
        seen += re.findall(r"Change \d\.", page)
        after = re.search(r'href="(\?[^"]+)" rel="next"', page)
        url = f"/estate/changes/{after[1].replace('&amp;', '&')}" if after else ""
    assert seen == [f"Change {number}." for number in range(7, -1, -1)]


def test_an_import_is_counted_so_far_and_says_that_there_is_more(ann, tom):
    made = [make_property("WCC") for _ in range(6)]
    with by(tom, "Filed", **{"import": 7}):
        Property.objects.filter(pk__in=[each.pk for each in made]).update(description="New")
    (line,) = changes(ann, Wanted(who="tom"), most=5, counted=4)
    assert (line.batch, done_to_many(line)) == (7, "more than 4 properties changed")
    rows = list(csv.DictReader(io.StringIO(body_of(client_of(ann).get("/estate/changes/export.csv?who=tom")))))
    assert [(row["Records"], row["What"], row["Import"], row["Why"]) for row in rows] == [
        ("6", "Properties", "7", "Filed")
    ]


def body_of(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_a_position_survives_its_token(ann, tom):
    make_property("WCC")
    position = lines(ann)[0].position
    assert read_position(position_token(position)) == position


# --- What may not be seen ---------------------------------------------------------------------------


def test_of_a_change_that_touched_a_hidden_site_too_nothing_of_it_is_told(ann, tom):
    depot, refuge = make_property("BDC", name="Depot"), make_property("WCC", name="Refuge", is_sensitive=True)
    with by(tom, "Both"):
        Property.objects.filter(pk__in=[depot.pk, refuge.pk]).update(description="New")
        Lease.objects.create(property=refuge, role="tenant")
    county = make_organisation("WCC")
    (line,) = lines(ann, who="tom")
    assert (line.reference, done_to_one(line), line.bodies) == (depot.reference, "changed", (depot.organisation_id,))
    assert lines(ann, who="tom", kind=ChangeKind.LEASE) == []
    assert lines(ann, who="tom", bodies=(county.pk,)) == []
    (whole,) = lines(tom, who="tom", bodies=(county.pk,))
    assert done_to_many(whole) == "2 properties changed; 1 lease added"


def test_who_may_see_a_change_is_asked_today(ann, tom):
    rosa, hall = make_officer("WCC"), make_property("WCC", name="Hall")
    with by(tom):
        Lease.objects.create(property=hall, role="tenant")
    (seen,) = lines(ann, who="tom")
    Property.objects.filter(pk=hall.pk).update(is_sensitive=True)
    assert lines(ann) == []
    assert change_line(ann, seen.position.change) is None
    assert client_of(ann).get(f"/estate/changes/{seen.position.change}/").status_code == 404
    assert len(lines(rosa, who="tom")) == 1


def test_a_property_that_is_gone_is_as_sensitive_as_it_was_when_it_went(ann, tom):
    depot, refuge = make_property("WCC", name="Depot"), make_property("WCC", name="Refuge", is_sensitive=True)
    with by(tom, "Gone"):
        Lease.objects.create(property=depot, role="tenant").delete()
        depot.delete()
        refuge.delete()
    (line,) = lines(ann, who="tom")
    assert done_to_many(line) == "1 property removed; 1 lease added and removed"
    assert "no longer in the register" in client_of(ann).get(f"/estate/changes/{line.position.change}/").text
    assert done_to_many(lines(tom, who="tom")[0]).startswith("2 properties removed")


def test_who_sees_no_estate_sees_no_change(tom):
    make_property("WCC")
    lead = make_person("lead", [(Role.NEET_LEAD, None)])
    assert lines(lead) == []
    assert client_of(lead).get("/estate/changes/").status_code == 403
    assert ChangeMark.objects.exists()
