"""The county map's page, its list of what is in view, its cards and its search: all of what the person may see."""

from __future__ import annotations

import datetime
import json
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from estate.models import Lease, Property, RagAssessment
from estate.views.county_map import MODULES
from tests.factories import make_officer, make_organisation, make_person, make_property, point, square
from totalplace.choices import AreaLevel, Role
from totalplace.models import Area, Postcode

pytestmark = pytest.mark.django_db

AROUND_HALL = "-2.2,52.18,-2.185,52.19"


@pytest.fixture
def partner(client: Client) -> Client:
    make_organisation("WCC", name="Worcestershire County Council", short_name="County")
    hall = make_property(
        "WCC", name="County Hall", location=point(387000, 254000), rag="amber", rag_assessed_on="2026-01-05",
        post_town="Worcester", book_value=12_000_000, gross_internal_area_m2=1000, tenure="leasehold", use="office",
    )  # fmt: skip
    Lease.objects.create(property=hall, counterparty="Acme", expires_on="2040-03-31")
    make_property("BDC", name="Depot", location=point(396000, 271000), post_town="Worcester", use="depot")
    make_property("WCC", name="Rose Refuge", location=point(387010, 254000), is_sensitive=True, use="refuge")
    client.force_login(make_person("partner", [(Role.PARTNER, None)]))
    return client


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def config(client: Client, query: str = "") -> dict:
    page = client.get(f"/map/{query}").content.decode()
    return json.loads(re.search(r'id="county-map-config" type="application/json">(.*?)</script>', page)[1])


def test_without_a_script_the_page_says_why_and_lists_all_that_the_map_would_show(partner: Client) -> None:
    page = words(partner, "/map/")
    assert "2 properties" in page
    assert "County Hall" in page
    assert "Depot" in page
    assert "The map itself needs JavaScript" in page
    assert "Refuge" not in page.replace("Refuge or secure home", "")


def test_the_list_is_of_what_is_in_view_with_its_totals(partner: Client) -> None:
    here = words(partner, f"/map/view/?view={AROUND_HALL}")
    assert "1 property in view" in here
    assert "County Hall" in here
    assert "Depot" not in here
    assert "1,000 m² of floor (known for 1), book value £12.0m" in here
    nothing = words(partner, f"/map/view/?view={AROUND_HALL}&rag=green")
    assert "No property here" in nothing


def test_the_refuge_is_in_view_of_its_own_officer_alone(partner: Client, client: Client) -> None:
    for person, sees in ((make_officer("BDC"), False), (make_officer("WCC"), True)):
        client.force_login(person)
        assert ("Rose Refuge" in words(client, f"/map/view/?view={AROUND_HALL}")) is sees
        assert (client.get("/map/find/?q=rose").json()["results"] != []) is sees


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("by=colour", "by: The map can be coloured by: rag, tenure"),
        ("at=1/2", "at: This must be zoom/latitude/longitude"),
        ("view=2,1,1,2", "view: The west of the box"),
        ("rag=blue", "rag: “blue” is not one of"),
        ("zoom=9", "zoom: There is no parameter of this name"),
    ],
)
@pytest.mark.parametrize("address", ["/map/", "/map/view/"])
def test_an_address_that_the_map_does_not_know_is_refused_in_words(partner, address: str, query: str, why: str) -> None:
    answer = partner.get(f"{address}?{query}")
    assert answer.status_code == 400
    assert why in answer.content.decode()


def test_a_card_tells_what_decides_and_a_hidden_site_has_none(partner: Client) -> None:
    listed = partner.get("/map/view/").content.decode()
    reference = re.search(r'data-reference="([^"]+)"[^>]*>\s*<a[^>]*>County Hall', listed)[1]
    card = words(partner, f"/map/{reference}/")
    told = ("Worcestershire County Council", "Amber – possible change", "Leasehold", "31 March 2040", "£12,000,000")
    assert [each for each in told if each not in card] == []
    assert partner.get("/map/WP-999999/").status_code == 404


def test_bodies_get_colours_by_size_those_asked_for_first(partner: Client) -> None:
    make_property("BDC", name="Second depot")
    schemes = {each["key"]: each["values"] for each in config(partner)["schemes"]}
    assert [code for code, _ in schemes["organisation"]] == ["BDC", "WCC"]
    assert schemes["rag"][0] == ["red", "Red – core"]
    asked = {each["key"]: each["values"] for each in config(partner, "?organisation=WCC")["schemes"]}
    assert [code for code, _ in asked["organisation"]] == ["WCC", "BDC"]


def test_places_towns_postcodes_and_properties_are_found(partner: Client) -> None:
    Area.objects.create(
        code="E05009999", name="Spetchley", level=AreaLevel.WARD, boundary=square(386500, 253500, 1000),
        valid_from=datetime.date(2020, 1, 1),
    )  # fmt: skip
    Postcode.objects.create(postcode="WR5 2NP", location=point(387000, 254000))

    def found(query: str) -> list[tuple[str, str]]:
        return [(each["title"], each["detail"]) for each in partner.get(f"/map/find/?q={query}").json()["results"]]

    assert ("Spetchley", "Ward") in found("spet")
    assert ("WR5 2NP", "Postcode") in found("wr52np")
    assert found("worc")[0] == ("Worcester", "Town")
    assert ("County Hall", "Worcester, County") in found("county hall")
    assert found("x") == []


def test_layers_are_offered_where_there_are_such_areas(partner: Client) -> None:
    assert "Wards" not in words(partner, "/map/")
    Area.objects.create(
        code="E05009999", name="Spetchley", level=AreaLevel.WARD, boundary=square(386500, 253500, 1000),
        valid_from=datetime.date(2020, 1, 1),
    )  # fmt: skip
    assert "Wards" in words(partner, "/map/")
    wards = partner.get("/areas/ward.geojson").json()["features"]
    assert [each["properties"]["name"] for each in wards] == ["Spetchley"]
    assert partner.get("/areas/parish.geojson").status_code == 404


def test_the_map_and_the_list_lead_to_each_other_with_the_filter_kept(partner: Client) -> None:
    page = partner.get("/map/?rag=amber&use=office&by=use").content.decode()
    assert 'href="/estate/?rag=amber&amp;use=office"' in page
    assert 'href="/map/?rag=amber"' in partner.get("/estate/?rag=amber&ordering=-name&page=1").content.decode()


def test_every_module_of_the_maps_script_is_asked_for_at_once() -> None:
    root = Path(settings.BASE_DIR) / "static"
    found, waiting = set(), ["js/components/county-map.js"]
    while waiting:
        name = waiting.pop()
        found.add(name)
        imports = re.findall(r'^import .*?"(\.\.?/[^"]+)";', (root / name).read_text(), flags=re.MULTILINE)
        near = {os.path.normpath(Path(name).parent / each) for each in imports}
        waiting += near - found
    assert {name for name in MODULES if name.startswith("js/")} == found


def test_who_does_not_read_the_estate_has_no_map(client: Client) -> None:
    client.force_login(make_person("lead", [(Role.NEET_LEAD, None)]))
    for address in ("/map/", "/map/view/", "/map/find/?q=x", "/map/WP-000001/"):
        assert client.get(address).status_code == 403


def test_of_a_past_day_the_list_and_the_card_tell_the_rating_of_then(partner: Client) -> None:
    hall = Property.objects.get(name="County Hall")
    for rating, month in (("red", 1), ("amber", 6)):
        moment = datetime.datetime(2026, month, 5, 12, tzinfo=datetime.UTC)
        RagAssessment.objects.create(property=hall, rating=rating, reason="no_change", assessed_at=moment)
    page = words(partner, "/map/view/?as_at=2026-03-01")
    assert "1 property on 1 March 2026" in page
    assert "County Hall County, office Red" in page
    assert "Depot" not in page
    card = words(partner, f"/map/{hall.reference}/?as_at=2026-03-01")
    assert "On 1 March 2026 Red – core" in card
    assert "Rating now Amber – possible change" in card
    assert "On 1 January 2026 not in the register" in words(partner, f"/map/{hall.reference}/?as_at=2026-01-01")
    inside = words(partner, "/map/?as_at=2026-03-01&near=-2.19115,52.18453,1000")
    assert "Within 1,000 m: 1 property" in inside
    assert "Red 1" in inside
    assert "Excel" not in inside
    whole = partner.get("/map/?as_at=2026-03-01&rag=red").content.decode()
    assert reverse("rating_on") + "?on=2026-03-01&amp;rag=red" in whole


@pytest.mark.parametrize("address", ["/map/", "/map/view/", "card"])
def test_a_day_that_has_not_come_is_refused_in_words(partner: Client, address: str) -> None:
    reference = Property.objects.get(name="County Hall").reference
    answer = partner.get(f"/map/{reference}/" if address == "card" else address, {"as_at": "2999-01-01"})
    assert answer.status_code == 400
    assert "That day has not come yet" in answer.content.decode()


def test_an_empty_day_is_today(partner: Client) -> None:
    assert "2 properties" in words(partner, "/map/?as_at=")
