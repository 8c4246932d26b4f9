"""Properties as programs read them: filters, formats, rights, harvesting and conditional requests."""

from __future__ import annotations

import csv
import io
import json
import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from estate.models import Property
from tests.factories import make_property
from tests.integration.api.conftest import faults, program_of
from tests.integration.estate.conftest import REFUGE, County
from totalplace.api import lists

LIST = "/api/v1/properties/"


def rows(program: Client, query: str = "") -> list[dict[str, Any]]:
    answer = program.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)["results"]


def names(program: Client, query: str = "") -> set[str]:
    return {row["name"] for row in rows(program, query)}


def body(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_a_row_says_what_the_register_says_and_null_where_it_does_not_know(county: County, analyst: Client) -> None:
    [row] = rows(analyst, "q=County Hall")
    assert row["reference"] == county.hall.reference
    assert (row["organisation"], row["district"], row["rag"]) == ("WCC", "E07000237", "amber")
    assert (row["book_value"], row["running_cost"], row["site_area_ha"]) == (12000000.0, 250000.0, 2.5)
    assert (row["locality"], row["built_year"], row["condition"]) == (None, None, None)
    assert -2.3 < row["longitude"] < -2.1
    assert "boundary" not in row
    [drawn] = rows(analyst, "q=County Hall&fields=reference,boundary,location")
    assert drawn["boundary"]["type"] == "MultiPolygon"


@pytest.mark.parametrize(
    "text", ['quote " and \\ backslash', "line\nbreak\ttab", "é ÿ 漢 \u2028", "</script>", "=1+1", "a,b;c", "%s %%"]
)
def test_whatever_is_in_the_register_comes_back_as_it_is(analyst: Client, text: str) -> None:
    prop = make_property("WCC", name=text.strip()[:190], local_reference="odd")
    assert [row["name"] for row in rows(analyst, "ordering=-reference&limit=1")] == [prop.name]
    found = json.loads(body(analyst.get(f"{LIST}?format=geojson")))["features"]
    assert prop.name in {each["properties"]["name"] for each in found}
    lines = list(csv.DictReader(io.StringIO(body(analyst.get(f"{LIST}?format=csv")), newline="")))
    told = next(line["name"] for line in lines if line["reference"] == prop.reference)
    assert told == (f"'{prop.name}" if prop.name.startswith("=") else prop.name)


def test_it_narrows_as_the_list_does(analyst: Client) -> None:
    assert names(analyst) == {"County Hall", "Warndon Library", "Burcot Lane Depot"}
    assert names(analyst, "organisation=BDC") == {"Burcot Lane Depot"}
    assert names(analyst, "rag=amber,green") == {"County Hall", "Burcot Lane Depot"}
    assert names(analyst, "district=E07000237&tenure=leasehold") == {"Warndon Library"}
    assert names(analyst, "lease_expires_before=2031-01-01") == {"Warndon Library"}
    assert names(analyst, "near=-2.19,52.187,2000") == {"County Hall", "Warndon Library"}
    assert names(analyst, "ordering=-book_value&limit=1") == {"County Hall"}
    assert names(analyst, "missing=rag") == {"Warndon Library"}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("bbox=-2.1,52.2,-2.3,52.1", "bbox"), ("bbox=NaN,52,-2,53", "bbox"), ("bbox=1,2,3,4,5", "bbox"),
        ("bbox=-999,52,-2,53", "bbox"), ("near=-2.2,52.1,-5", "near"), ("rag=pink", "rag"), ("colour=red", "colour"),
        ("limit=1000000000", "limit"), ("q=" + "x" * 5000, "q"), ("updated_since=yesterday", "updated_since"),
        ("organisation=WCC' OR 1=1 --", "organisation"), ("min_book_value=1;DROP TABLE x", "min_book_value"),
        ("fields=reference,digest", "fields"), ("crs=EPSG:1", "crs"), ("offset=1&format=csv", "offset"),
        ("area=' OR ''='", "area"), ("ordering=(select 1)", "ordering"), ("district=%27", "district"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_by_name(analyst: Client, query: str, name: str) -> None:
    answer = analyst.get(f"{LIST}?{query}")
    assert answer.status_code == 400
    assert name in faults(answer)


def test_formats_hold_the_same_properties(analyst: Client) -> None:
    wanted = {row["reference"] for row in rows(analyst)}
    lines = csv.DictReader(io.StringIO(body(analyst.get(f"{LIST}?format=csv"))))
    assert {line["reference"] for line in lines} == wanted
    assert {json.loads(line)["reference"] for line in body(analyst.get(f"{LIST}?format=ndjson")).splitlines()} == wanted
    found = json.loads(body(analyst.get(f"{LIST}?format=geojson&fields=name")))["features"]
    assert {each["id"] for each in found} == wanted
    assert {tuple(each["properties"]) for each in found} == {("name",)}


def test_coordinates_come_in_the_system_asked_for(county: County, analyst: Client) -> None:
    found = json.loads(body(analyst.get(f"{LIST}?format=geojson&crs=27700&organisation=BDC")))
    assert found["features"][0]["geometry"] == {"type": "Point", "coordinates": [396000, 270600]}


@pytest.mark.django_db(transaction=True)
def test_a_client_that_hangs_up_ends_the_query_and_frees_its_place(
    county: County, analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "_streams", threading.BoundedSemaphore(1))
    open_stream = analyst.get(f"{LIST}?format=ndjson")
    next(iter(open_stream.streaming_content))
    busy = analyst.get(f"{LIST}?format=ndjson")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    faults(busy)
    assert analyst.get(LIST).status_code == 200
    open_stream.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE is_holdable OR name LIKE '_django%'")
        assert cursor.fetchone() == (0,)
    assert "WP-" in body(analyst.get(f"{LIST}?format=ndjson"))
    # One that was read to its end needs no closing.
    assert "WP-" in body(analyst.get(f"{LIST}?format=ndjson"))


def test_one_property_comes_with_its_tag(county: County, analyst: Client) -> None:
    address = f"{LIST}{county.hall.reference}/"
    answer = analyst.get(address)
    found = json.loads(answer.content)
    assert found["boundary"]["type"] == "MultiPolygon"
    county.hall.refresh_from_db()
    assert answer.headers["ETag"].startswith(f'"{county.hall.version}-')
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert analyst.get(address, headers=tag).status_code == 304
    county.hall.running_costs.update(amount=Decimal(7))
    assert analyst.get(address, headers=tag).status_code == 200
    assert json.loads(analyst.get(f"{address}?fields=name").content) == {"name": "County Hall"}


SEES = {"officer-wcc": True, "programme": True, "officer-bdc": False, "partner": False, "analyst": False}


@pytest.mark.parametrize("person", SEES)
def test_a_sensitive_site_is_there_for_its_own_and_for_nobody_else(county: County, person: str) -> None:
    program, sees = program_of(county.people[person]), SEES[person]
    hidden, nowhere = (program.get(f"{LIST}{reference}/") for reference in (county.refuge.reference, "WP-999999999"))
    assert (hidden.status_code == 200) is sees
    if not sees:
        assert (hidden.status_code, hidden.content) == (nowhere.status_code, nowhere.content)
    assert (REFUGE in names(program)) is sees
    for form in ("csv", "ndjson", "geojson"):
        assert (REFUGE in body(program.get(f"{LIST}?format={form}"))) is sees
    page = json.loads(program.get(f"{LIST}?limit=1").content)
    assert page["count"] == (4 if sees else 3)
    total = json.loads(program.get("/api/v1/estate/summary/?by=organisation").content)["results"]
    assert {row["organisation"]: row["count"] for row in total} == {"BDC": 1, "WCC": 3 if sees else 2}
    for address in ("rag-assessments",):
        assert (program.get(f"{LIST}{county.refuge.reference}/{address}/").status_code == 200) is sees


@pytest.mark.parametrize("person", ["caseworker", "neet-lead"])
def test_the_estate_is_closed_to_those_whose_roles_do_not_open_it(county: County, person: str) -> None:
    program = program_of(county.people[person])
    every = [
        LIST, f"{LIST}{county.hall.reference}/", f"{LIST}{county.refuge.reference}/", f"{LIST}removed/",
        f"{LIST}{county.hall.reference}/rag-assessments/", "/api/v1/estate/summary/?by=rag", "/api/v1/lease-events/",
    ]  # fmt: skip
    assert {program.get(address).status_code for address in every} == {403}


def test_sums_by_two_dimensions_are_those_of_the_register(analyst: Client) -> None:
    page = json.loads(analyst.get("/api/v1/estate/summary/?by=organisation,tenure").content)
    assert page["by"] == ["organisation", "tenure"]
    by_key = {(row["organisation"], row["tenure"]): row for row in page["results"]}
    hall = by_key["WCC", "freehold"]
    assert (hall["count"], hall["gross_internal_area_m2"], hall["book_value"]) == (1, 10000.0, 12000000.0)
    assert (hall["running_cost"], hall["running_cost_per_m2"]) == (250000.0, 25.0)
    assert by_key["BDC", "freehold"]["book_value"] is None
    for query, name in (("", "by"), ("by=colour", "by"), ("by=rag,use,tenure", "by"), ("by=rag&rag=pink", "rag")):
        answer = analyst.get(f"/api/v1/estate/summary/?{query}")
        assert answer.status_code == 400
        assert name in faults(answer)


def test_lease_dates_come_in_their_order(county: County, analyst: Client) -> None:
    page = json.loads(analyst.get("/api/v1/lease-events/?from=2029-01-01&to=2031-01-01").content)
    assert [(row["on"], row["kind"], row["property"]) for row in page["results"]] == [
        ("2030-03-31", "expiry", county.library.reference)
    ]
    assert "from" in faults(analyst.get("/api/v1/lease-events/?from=31/2/2027"))


# --- Harvesting ------------------------------------------------------------------------------------------


def harvested(program: Client, since: str) -> tuple[set[str], set[str]]:
    changed = {row["reference"] for row in rows(program, f"updated_since={since}")}
    page = json.loads(program.get(f"{LIST}removed/?updated_since={since}").content)
    return changed, {row["reference"] for row in page["results"]}


@pytest.mark.django_db(transaction=True)
def test_whoever_follows_learns_of_changes_closings_and_what_is_gone(county: County) -> None:
    follower, own = program_of(county.people["analyst"]), program_of(county.people["officer-wcc"])
    since = json.loads(follower.get(f"{LIST}?updated_since=2020-01-01T00:00:00Z").content)["as_of"]
    assert harvested(follower, since.replace("+", "%2B")) == (set(), set())
    since = since.replace("+00:00", "Z")
    Property.objects.filter(pk=county.hall.pk).update(status="sold", closed_on="2026-10-01", closed_reason="Sold")
    county.library.running_costs.update(amount=Decimal(5))
    assert harvested(follower, since) == ({county.hall.reference, county.library.reference}, set())
    # Hidden and deleted look the same, and what happens to the hidden one afterwards is not told.
    Property.objects.filter(pk=county.library.pk).update(is_sensitive=True)
    depot = county.depot.reference
    county.depot.delete()
    Property.objects.filter(pk=county.refuge.pk).update(name="Another refuge")
    assert harvested(follower, since) == ({county.hall.reference}, {county.library.reference, depot})
    later = json.loads(follower.get(f"{LIST}removed/?updated_since={since}").content)["as_of"].replace("+00:00", "Z")
    Property.objects.filter(pk=county.library.pk).update(name="Still hidden")
    assert harvested(follower, later) == (set(), set())
    # To its own officer it is a change like others.
    assert harvested(own, later) == ({county.library.reference}, set())
    assert harvested(own, since)[1] == {depot}


def test_the_list_of_what_is_gone_is_read_page_by_page(county: County, analyst: Client) -> None:
    gone = [make_property("WCC", name=f"Gone {number}") for number in range(5)]
    for prop in gone:
        prop.delete()
    url, found = f"{LIST}removed/?updated_since=2020-01-01T00:00:00Z&limit=2", []
    while url:
        page = json.loads(analyst.get(url).content)
        found += [row["reference"] for row in page["results"]]
        url = page["next"]
    assert sorted(found) == sorted(prop.reference for prop in gone)
    for query, name in (("", "updated_since"), ("updated_since=1&cursor=x", "cursor")):
        assert name in faults(analyst.get(f"{LIST}removed/?{query}"))
