"""What GIS programs are promised: the resources, their links, pages, coordinates and forms."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from estate.models import Property
from tests.factories import make_property
from tests.integration.api.conftest import program_of
from tests.integration.estate.conftest import signed_in
from tests.integration.ogc.conftest import GRID, ITEMS, LATITUDE_FIRST, MERCATOR, names
from totalplace.ogc.documents import CONFORMS_TO


def link(document, rel, kind=None):
    """The one link of that relation."""
    found = [each["href"] for each in document["links"] if each["rel"] == rel and kind in (None, each["type"])]
    assert len(found) == 1, (rel, found)
    return found[0].removeprefix("http://testserver")


def test_every_resource_is_found_by_links_from_the_landing_page(ask):
    landing = ask("/ogc/")
    assert ask(link(landing, "conformance"))["conformsTo"] == list(CONFORMS_TO)
    assert ask(link(landing, "service-desc"))["openapi"].startswith("3.0")
    collections = {each["id"]: each for each in ask(link(landing, "data"))["collections"]}
    properties = collections["properties"]
    assert properties["storageCrs"] == GRID
    assert {GRID, MERCATOR, LATITUDE_FIRST} < set(properties["crs"])
    assert ask(link(properties, "self")) == properties
    page = ask(link(properties, "items", "application/geo+json"))
    assert page["numberMatched"] == page["numberReturned"] == len(page["features"]) == 3
    one = ask(f"{ITEMS}/{page['features'][0]['id']}")
    assert one["properties"] == page["features"][0]["properties"]
    assert ask(link(one, "collection")) == properties


def test_the_openapi_document_names_every_parameter_that_is_taken(ask):
    document = ask("/ogc/api")
    operation = document["paths"]["/collections/properties/items"]["get"]
    parts = document["components"]["parameters"]
    told = {each.get("name") or parts[each["$ref"].rpartition("/")[2]]["name"] for each in operation["parameters"]}
    answer = json.loads(Client().get("/ogc/conformance?x=1").content)
    assert answer["errors"][0]["name"] == "x"
    assert {"limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "rag"} <= told
    for name in told - {"limit", "cursor"}:
        assert "There is no parameter" not in json.dumps(document | {"asked": name})


def test_queryables_are_a_json_schema_with_the_codes(ask):
    schema = ask("/ogc/collections/properties/queryables")
    assert schema["properties"]["rag"]["enum"] == ["red", "amber", "green"]
    assert schema["properties"]["book_value"]["type"] == "number"
    assert schema["properties"]["geometry"]["format"] == "geometry-any"
    assert "easting" not in schema["properties"]


def test_pages_lead_forward_and_back_and_miss_nothing(ask, county):
    for number in range(7):
        make_property("BDC", name=f"Site {number}", book_value=None if number % 2 else 1000 + number)
    for sort in ("reference", "-name", "book_value", "-book_value"):
        pages, asked = [ask(limit=3, sortby=sort)], {"limit": 3, "sortby": sort}
        while any(each["rel"] == "next" for each in pages[-1]["links"]):
            pages.append(ask(link(pages[-1], "next")))
        forward = [name for page in pages for name in names(page)]
        assert sorted(forward) == sorted(names(ask(limit=100))), asked
        back, page = [], pages[-1]
        while any(each["rel"] == "prev" for each in page["links"]):
            page = ask(link(page, "prev"))
            back = names(page) + back
        assert back == forward[: len(back)]
        assert len(back) == 9
    assert [page.get("numberMatched") for page in pages] == [10, None, None, None]


def test_a_limit_beyond_the_most_is_the_most_and_no_error(ask):
    assert ask(limit=10**9)["numberReturned"] == 3
    assert ask(limit=1)["numberReturned"] == 1


def test_coordinates_come_in_the_system_that_was_asked_for_and_in_its_order(ask, analyst, county):
    def place(**asked):
        answer = analyst.get(f"{ITEMS}/{county.depot.reference}", asked)
        return answer.headers["Content-Crs"].strip("<>"), json.loads(answer.content)["geometry"]["coordinates"]

    degrees = place()[1]
    assert degrees == pytest.approx([-2.0595, 52.3334], abs=0.001)
    assert place(crs=LATITUDE_FIRST) == (LATITUDE_FIRST, degrees[::-1])
    assert place(crs=GRID) == (GRID, [396000, 270600])
    assert place(crs=MERCATOR)[1] == pytest.approx([-229265, 6862300], abs=3000)


def test_a_box_finds_what_touches_it_in_any_system(ask, county):
    assert names(ask(bbox="-2.20,52.18,-2.17,52.19")) == ["County Hall", "Warndon Library"]
    assert names(ask(bbox="52.18,-2.20,52.19,-2.17", bbox__crs=LATITUDE_FIRST)) == ["County Hall", "Warndon Library"]
    # A corner of the outline, far from its point.
    assert names(ask(bbox="387055,253900,387056,254100", bbox__crs=GRID)) == ["County Hall"]
    assert names(ask(bbox="387055,253900,0,387056,254100,90", bbox__crs=GRID)) == ["County Hall"]
    assert names(ask(bbox="396000,270600,396000,270600", bbox__crs=GRID)) == ["Burcot Lane Depot"]
    assert names(ask(bbox="-180,-90,180,90")) == names(ask())
    assert names(ask(bbox="100,10,110,20")) == []


def test_only_the_properties_and_the_geometry_that_were_asked_for(ask):
    first = ask(properties="name,rag", skipGeometry="true", limit=1)["features"][0]
    assert set(first["properties"]) == {"name", "rag"}
    assert first["geometry"] is None


def test_a_datetime_chooses_by_when_a_property_changed_and_an_area_was_in_force(ask, county):
    Property.objects.filter(pk=county.depot.pk).update(name="Renamed Depot")
    assert ask(datetime="2020-01-01/..")["numberMatched"] == 3
    assert ask(datetime="../2020-01-01")["numberMatched"] == 0
    districts = "/ogc/collections/districts/items"
    assert ask(districts, datetime="2021-06-01")["numberMatched"] == 2
    assert ask(districts, datetime="2019-06-01T00:00:00Z/2019-12-31")["numberMatched"] == 0


def test_what_left_the_register_is_a_collection_of_its_own(ask, county):
    make_property("BDC", name="Sold hall", status="sold", closed_on="2026-01-05", closed_reason="Sold")
    assert "Sold hall" not in names(ask())
    assert names(ask("/ogc/collections/closed-properties/items")) == ["Sold hall"]


def test_it_is_a_page_for_people_and_json_for_programs(county):
    browser = signed_in(county.people["partner"])
    as_people = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert b"<h1" in browser.get(ITEMS, headers=as_people).content
    assert b"<h1" in browser.get(f"{ITEMS}?f=html").content
    assert browser.get(f"{ITEMS}?f=json", headers=as_people).headers["Content-Type"] == "application/geo+json"
    assert browser.get(ITEMS).headers["Content-Type"] == "application/geo+json"
    refused = browser.get(f"{ITEMS}?f=html&bbox=1")
    assert refused.status_code == 400
    assert b"bbox" in refused.content


def test_a_stranger_is_asked_to_sign_in_in_the_form_that_she_reads(county):
    for path in ("/ogc/collections", ITEMS):
        assert Client().get(path).status_code == 401
        answer = Client().get(f"{path}?f=html")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/login/")
    assert Client().get("/ogc/").status_code == 200


def test_who_does_not_read_the_estate_finds_the_areas_and_no_trace_of_it(county):
    lead = program_of(county.people["neet-lead"])
    assert "properties" not in lead.get("/ogc/collections").content.decode()
    assert "properties/items" not in lead.get("/ogc/api").content.decode()
    assert lead.get(ITEMS).status_code == 404
    assert lead.get("/ogc/collections/districts/items").status_code == 200


def test_what_was_read_is_not_sent_twice(analyst):
    tag = analyst.get(ITEMS).headers["ETag"]
    assert analyst.get(ITEMS, headers={"If-None-Match": tag}).status_code == 304
