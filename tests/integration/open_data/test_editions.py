"""Editions of earlier months: the register of that day, by the rules of that day and of today both."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection

from estate.models import OpenDataPublication, Property, RunningCost
from estate.selectors.open_data_editions import editions_of
from tests.factories import make_organisation, make_property
from tests.integration.open_data.conftest import CSV, GEOJSON, features_of, rows_of

pytestmark = pytest.mark.django_db

Day = datetime.date


def first_of(months_ago: int) -> Day:
    """The first of the month so many months before this one."""
    day = Day.today().replace(day=1)
    for _ in range(months_ago):
        day = (day - datetime.timedelta(days=1)).replace(day=1)
    return day


EDITION = first_of(2)
BEFORE, AFTER = EDITION - datetime.timedelta(days=5), EDITION + datetime.timedelta(days=5)


def dated(model: Any, record: Any, *days: Day) -> None:
    """Let the record's events have happened on these days, the earliest first."""
    events = model.pgh_event_model
    keys = list(events.objects.filter(pgh_obj_id=record.pk).order_by("pgh_id").values_list("pgh_id", flat=True))
    with connection.cursor() as cursor:
        for key, day in zip(keys, days, strict=True):
            table = events._meta.db_table
            cursor.execute(f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_id = %s", [f"{day} 12:00+00", key])


@pytest.fixture
def long_published(published: OpenDataPublication) -> OpenDataPublication:
    """The body has published for half a year."""
    dated(OpenDataPublication, published, first_of(6) + datetime.timedelta(days=9))
    return published


def edition(stranger: Any, day: Day = EDITION) -> list[dict[str, str]]:
    return rows_of(stranger.get(f"{CSV}?on={day}"))


def test_an_edition_tells_the_register_as_it_stood(stranger: Any, long_published: Any, library: Property) -> None:
    Property.objects.filter(pk=library.pk).update(name="Renamed since")
    dated(Property, library, BEFORE, AFTER)
    later = make_property("WCC", name="Built since")
    dated(Property, later, AFTER)
    (row,) = edition(stranger)
    assert (row["PropertyName"], row["EffectiveDate"]) == ("Foregate Library", str(EDITION))
    assert {row["PropertyName"] for row in rows_of(stranger.get(CSV))} == {"Renamed since", "Built since"}
    assert [f["properties"]["PropertyName"] for f in features_of(stranger.get(f"{GEOJSON}?on={EDITION}"))] == [
        "Foregate Library"
    ]


def test_what_happened_on_the_day_itself_is_in_its_edition(
    stranger: Any, long_published: Any, library: Property
) -> None:
    dated(Property, library, EDITION)
    assert len(edition(stranger)) == 1
    assert edition(stranger, first_of(3)) == []


CLOSED = {"status": "sold", "closed_on": AFTER, "closed_reason": "Auction"}


@pytest.mark.parametrize(
    ("then", "now", "is_there"),
    [
        ({}, {"is_sensitive": True}, False),
        ({"is_sensitive": True}, {"is_sensitive": False}, False),
        ({}, {"use": "refuge"}, False),
        ({"use": "refuge"}, {"use": "office"}, False),
        ({"use": "housing"}, {"use": "office"}, False),
        ({}, {"organisation": "BDC"}, False),
        ({"organisation": "BDC"}, {"organisation": "WCC"}, False),
        ({"status": "sold", "closed_on": BEFORE, "closed_reason": "x"}, {"status": "operational"}, False),
    ],
    ids=str,
)
def test_what_was_withheld_then_or_is_now_is_in_no_edition(
    stranger: Any, long_published: Any, then: dict[str, Any], now: dict[str, Any], is_there: bool
) -> None:
    prop = changed_after(then, now)
    assert bool(edition(stranger)) is is_there
    assert prop.reference not in str(features_of(stranger.get(f"{GEOJSON}?on={EDITION}")))


def changed_after(then: dict[str, Any], now: dict[str, Any]) -> Property:
    """A property that was `then` before the edition and has been `now` since."""

    def known(fields: dict[str, Any]) -> dict[str, Any]:
        body = fields.get("organisation")
        return fields | ({"organisation": make_organisation(body)} if body else {})

    prop = make_property(**({"organisation": make_organisation("WCC"), "local_reference": ""} | known(then)))
    Property.objects.filter(pk=prop.pk).update(**known(now))
    dated(Property, prop, BEFORE, AFTER)
    return prop


@pytest.mark.parametrize(("then", "now"), [("vacant", "operational"), ("operational", "vacant")])
def test_what_was_vacant_then_or_is_now_has_no_address_in_it(
    stranger: Any, long_published: Any, then: str, now: str
) -> None:
    prop = make_property("WCC", status=then, name="Old Mill", street="Mill Lane", postcode="WR1 1AA", uprn="123")
    Property.objects.filter(pk=prop.pk).update(status=now)
    dated(Property, prop, BEFORE, AFTER)
    (row,) = edition(stranger)
    assert (row["PropertyName"], row["StreetName"], row["UPRN"], row["GeoX"], row["PostCode"]) == (
        "",
        "",
        "",
        "",
        "WR1",
    )


def test_a_property_closed_since_is_in_the_edition_and_one_deleted_is_not(stranger: Any, long_published: Any) -> None:
    sold, gone = make_property("WCC", local_reference="SOLD"), make_property("WCC", local_reference="GONE")
    Property.objects.filter(pk=sold.pk).update(**CLOSED)
    dated(Property, sold, BEFORE, AFTER)
    dated(Property, gone, BEFORE)
    assert {row["AssetCode"] for row in edition(stranger)} == {"SOLD", "GONE"}
    gone.delete()
    assert {row["AssetCode"] for row in edition(stranger)} == {"SOLD"}


def test_running_costs_are_those_known_then(stranger: Any, long_published: Any, library: Property) -> None:
    dated(Property, library, BEFORE)
    cost = RunningCost.objects.create(property=library, year=2024, heading="rent", amount="10")
    other = RunningCost.objects.create(property=library, year=2024, heading="rates", amount="5")
    later = RunningCost.objects.create(property=library, year=2025, heading="total", amount="999")
    RunningCost.objects.filter(pk=cost.pk).update(amount="77")
    dated(RunningCost, cost, BEFORE, AFTER)
    dated(RunningCost, other, BEFORE)
    dated(RunningCost, later, AFTER)
    (row,) = edition(stranger)
    assert row["Total building operation (revenue) costs"] == "15"


def test_an_edition_made_already_is_made_again_when_a_site_becomes_sensitive(
    stranger: Any, long_published: Any, library: Property
) -> None:
    dated(Property, library, BEFORE)
    first = stranger.get(f"{CSV}?on={EDITION}")
    assert len(rows_of(first)) == 1
    # Today's file takes the mark of the change first: the edition has to be out of date all the same.
    Property.objects.filter(pk=library.pk).update(is_sensitive=True)
    assert rows_of(stranger.get(CSV)) == []
    assert rows_of(stranger.get(f"{CSV}?on={EDITION}", headers={"If-None-Match": first["ETag"]})) == []


def test_the_page_lists_the_editions_and_they_open(stranger: Any, long_published: Any, library: Property) -> None:
    page = stranger.get("/open-data/WCC/").content.decode()
    listed = [day for day in (first_of(months) for months in range(8)) if f"?on={day}" in page]
    assert listed == editions_of(first_of(6) + datetime.timedelta(days=9), Day.today())
    assert len(listed) in (5, 6)
    for day in listed:
        assert stranger.get(f"{CSV}?on={day}").status_code == 200


def test_a_body_that_published_anew_keeps_its_first_day(stranger: Any, long_published: Any) -> None:
    OpenDataPublication.objects.update(is_published=False)
    OpenDataPublication.objects.update(is_published=True)
    assert stranger.get(f"{CSV}?on={first_of(5)}").status_code == 200
    assert stranger.get(f"{CSV}?on={first_of(6)}").status_code == 400


@pytest.mark.parametrize(
    ("first", "today", "there"),
    [
        (Day(2026, 11, 21), Day(2026, 11, 30), []),
        (Day(2026, 11, 21), Day(2026, 12, 1), []),
        (Day(2026, 11, 21), Day(2026, 12, 2), [Day(2026, 12, 1)]),
        (Day(2026, 11, 1), Day(2027, 1, 5), [Day(2027, 1, 1), Day(2026, 12, 1)]),
    ],
)
def test_an_edition_is_there_once_its_day_is_over(first: Day, today: Day, there: list[Day]) -> None:
    assert editions_of(first, today) == there
