"""Rows that stand ready are sent as long as they are true, and not for one answer longer."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import psycopg2
import pytest
from django.db import connection, transaction
from django.test import Client

from estate.models import Property, ReadyRow, ReadyRowDue, Site
from estate.selectors.ready import edition
from estate.services import ready
from tests.factories import make_property, square
from tests.integration.api.conftest import program_of
from tests.integration.estate.conftest import REFUGE, County
from totalplace.models import Area, Organisation

PAGES = ("", "?format=geojson&limit=10", "?format=ndjson&limit=10")


def told(program: Client) -> list[bytes]:
    """The list in each way that ready rows are sent in."""
    return [program.get(f"/api/v1/properties/{page}").content for page in PAGES]


def leave_standing(county: County) -> None:
    """Every row ready, and none of it due."""
    ready.write_due()
    assert ReadyRow.objects.filter(edition=edition()).count() == Property.objects.count()
    assert not ReadyRowDue.objects.exists()


def spoil(prop: Property) -> None:
    """Make a ready row say what the register does not, so that it shows when it is sent."""
    ReadyRow.objects.filter(pk=prop.pk).update(record='{"name": "Ready-made"}', geometry='{"type": "Ready-made"}')


def test_they_say_what_the_register_says_to_the_byte(county: County, analyst: Client) -> None:
    before = told(analyst)
    leave_standing(county)
    assert told(analyst) == before
    spoil(county.hall)
    assert all(b"Ready-made" in page for page in told(analyst))
    drawn = json.loads(analyst.get("/api/v1/properties/?format=geojson&limit=10&fields=name").content)["features"]
    assert {"type": "Ready-made"} in [each["geometry"] for each in drawn]


def change_the_site(county: County) -> None:
    Site.objects.update(name="A campus of another name")


def change_the_cost(county: County) -> None:
    county.hall.running_costs.update(amount=Decimal(7))


CHANGES: dict[str, Callable[[County], object]] = {
    "a field": lambda county: Property.objects.filter(pk=county.hall.pk).update(description="Changed"),
    "its outline": lambda county: Property.objects.filter(pk=county.hall.pk).update(boundary=square(387010, 254000, 9)),
    "its body's code": lambda county: Organisation.objects.filter(code="WCC").update(code="NEW"),
    "its district's code": lambda county: Area.objects.filter(code="E07000237").update(code="E07000999"),
    "its site's name": change_the_site,
    "its cost": change_the_cost,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_told_at_once_and_after_the_worker_came_by(county: County, analyst: Client, what: str) -> None:
    Property.objects.filter(pk=county.hall.pk).update(site=Site.objects.create(name="A campus"))
    leave_standing(county)
    spoil(county.hall)
    CHANGES[what](county)
    at_once = told(analyst)
    assert not any(b"Ready-made" in page for page in at_once)
    ready.in_worker()
    leave_standing(county)
    assert told(analyst) == at_once
    hall = json.loads(ReadyRow.objects.get(pk=county.hall.pk).record)
    assert hall["reference"] == county.hall.reference


def test_what_came_is_there_and_what_went_is_not(county: County, analyst: Client) -> None:
    leave_standing(county)
    came = make_property("BDC", name="New depot")
    assert all(b"New depot" in page for page in told(analyst))
    gone = county.depot.pk
    county.depot.delete()
    leave_standing(county)
    assert not ReadyRow.objects.filter(pk=gone).exists()
    assert ReadyRow.objects.filter(pk=came.pk).exists()


def test_rows_of_another_release_are_not_sent_and_are_written_anew(
    county: County, analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_standing(county)
    spoil(county.hall)
    ReadyRow.objects.update(edition=edition() + 1)
    assert not any(b"Ready-made" in page for page in told(analyst))
    monkeypatch.setattr(ready, "_is_edition_checked", False)
    ready.in_worker()
    leave_standing(county)


@pytest.mark.parametrize("person", ["officer-wcc", "programme", "officer-bdc", "partner", "analyst"])
def test_a_sensitive_site_that_stands_ready_is_sent_to_no_more_than_may_see_it(county: County, person: str) -> None:
    leave_standing(county)
    pages = told(program_of(county.people[person]))
    assert {REFUGE.encode() in page for page in pages} == {person in ("officer-wcc", "programme")}


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_they_are_written_is_told_and_written_next_time(county: County, analyst: Client) -> None:
    leave_standing(county)
    Property.objects.filter(pk=county.hall.pk).update(description="First")
    options = connection.get_connection_params()
    other = psycopg2.connect(**{name: options[name] for name in ("dbname", "host", "port", "user") if name in options})
    with transaction.atomic():
        ready.write_due()
        with other, other.cursor() as cursor:
            cursor.execute("UPDATE estate_property SET description = 'Second' WHERE id = %s", [county.hall.pk])
    other.close()
    assert all(b"Second" in page for page in told(analyst))
    ready.write_due()
    assert json.loads(ReadyRow.objects.get(pk=county.hall.pk).record)["description"] == "Second"
