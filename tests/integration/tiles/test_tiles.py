"""Tiles show each property that a person may see, near as itself and far as a count, and what was just edited."""

from __future__ import annotations

import datetime
import gzip
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from estate.models import FinishedTile, Property
from estate.models.drawing import COUNTED_BY
from estate.services import tiles
from tests.factories import make_organisation, make_person, make_property, point, square
from tests.integration.tiles.asking import EVERY_ZOOM, address_of, browser_of, counted, features, tile_over
from tests.mvt import layers_of
from totalplace.choices import Role
from totalplace.services.tokens import make_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(db: Any) -> Client:
    return browser_of((Role.PARTNER, None))


def test_near_a_property_is_itself_with_what_it_is_coloured_by(partner):
    made = make_property(
        "WCC", name="Library", boundary=square(), tenure="leasehold", category="access", use="library",
        energy_rating="C", gross_internal_area_m2=200,
    )  # fmt: skip
    Property.objects.filter(pk=made.pk).update(rag="red", rag_assessed_on=datetime.date(2026, 1, 1))
    made.leases.create(expires_on=datetime.date(2031, 5, 1))
    made.running_costs.create(year=2024, heading="total", amount=1)
    made.running_costs.create(year=2025, heading="total", amount=9075)
    (near,) = features(partner, 16)
    assert near.id == made.pk
    assert near.kind == 3
    assert near.attributes == {
        "reference": made.reference, "name": "Library", "organisation": "WCC", "rag": "red", "tenure": "leasehold",
        "category": "access", "use": "library", "status": "operational", "lease_expiry_year": 2031,
        "energy_rating": "C", "cost_per_m2": 45.38,
    }  # fmt: skip
    assert "name" not in features(partner, 14)[0].attributes


def test_without_an_outline_or_too_small_for_one_it_is_a_point(partner):
    without, tiny = make_property(), make_property(boundary=square(385100, 254700, 0.2))
    kinds = {feature.id: feature.kind for feature in features(partner, 13)}
    assert kinds == {without.pk: 1, tiny.pk: 1}


@pytest.mark.parametrize("z", EVERY_ZOOM)
def test_each_property_is_told_once_at_every_zoom(partner, z):
    for number in range(7):
        make_property(location=point(385000 + 9 * number, 254700))
    make_property(location=None)
    found = features(partner, z)
    if z < 13:
        assert sum(feature.attributes["count"] for feature in found) == 7
    else:
        assert len(found) == 7


def test_far_they_are_counted_by_what_is_asked(partner):
    make_property("WCC", use="school", tenure="freehold", energy_rating="A+")
    make_property("BDC", use="school", status="vacant")
    lasting = make_property("BDC", use="office", gross_internal_area_m2=10)
    lasting.leases.create(expires_on=datetime.date(2040, 1, 1))
    lasting.running_costs.create(year=2025, heading="total", amount=749)
    said = {by: counted(partner, 10, f"?by={by}") for by in COUNTED_BY}
    assert {by: sums.pop("count") for by, sums in said.items()} == dict.fromkeys(COUNTED_BY, 3)
    assert said == {
        "rag": {"n:": 3},
        "tenure": {"n:freehold": 1, "n:": 2},
        "organisation": {"n:WCC": 1, "n:BDC": 2},
        "category": {"n:": 3},
        "use": {"n:school": 2, "n:office": 1},
        "status": {"n:operational": 2, "n:vacant": 1},
        "lease_expiry_year": {"n:2040": 1, "n:": 2},
        "energy_rating": {"n:A+": 1, "n:": 2},
        "cost_per_m2": {"n:50": 1, "n:": 2},
    }
    assert counted(partner, 10) == {"count": 3, "n:": 3}


@pytest.mark.parametrize("z", [3, 9, 12, 13, 17])
def test_a_filter_leaves_what_the_list_leaves(partner, z):
    make_property("WCC", use="school", name="Rowan school")
    make_property("BDC", use="school", book_value=500)
    make_property("BDC", status="closed", closed_on=datetime.date(2020, 1, 1), closed_reason="Sold")
    numbers = {}
    for query in ("", "?use=school", "?organisation=BDC", "?status=all", "?q=rowan", "?min_book_value=400"):
        found = features(partner, z, query)
        numbers[query] = sum(feature.attributes.get("count", 1) for feature in found)
    assert numbers == {
        "": 2, "?use=school": 2, "?organisation=BDC": 1, "?status=all": 3, "?q=rowan": 1, "?min_book_value=400": 1,
    }  # fmt: skip


def test_what_is_counted_ready_and_what_is_counted_then_say_the_same(partner):
    for number in range(40):
        make_property(
            ("WCC", "BDC")[number % 2], location=point(384000 + 97 * number, 254000 + 61 * number), use="school"
        )  # fmt: skip
    for z in range(13):
        for by in COUNTED_BY:
            address = address_of(*tile_over(z), f"?by={by}")
            ready = partner.get(address).content
            assert ready == partner.get(f"{address}&use=school").content, address


@pytest.mark.parametrize(("z", "layer"), [(13, "cells"), (15, "cells"), (16, "properties")])
def test_where_too_many_stand_to_be_told_apart_they_are_counted(partner, monkeypatch, z, layer):
    monkeypatch.setattr("estate.selectors.tiles.MOST_FEATURES", 3)
    for number in range(4):
        make_property(location=point(385000 + number, 254700), use=("", "school")[number % 2])
    make_property("WCC", location=point(385000, 254700), is_sensitive=True)
    found = features(partner, z, "?by=use")
    assert len(found) == {"cells": 1, "properties": 4}[layer]
    if layer == "cells":
        assert found[0].attributes == {"count": 4, "n:": 2, "n:school": 2}
    few = features(partner, z, "?by=use&use=school")
    assert {feature.attributes["use"] for feature in few} == {"school"}


@pytest.mark.parametrize("z", [5, 12, 14])
def test_an_edit_is_in_the_next_tile(partner, z):
    made, address = make_property(), address_of(*tile_over(z))
    first = partner.get(address)
    assert partner.get(address).content == first.content
    Property.objects.filter(pk=made.pk).update(rag="red", rag_assessed_on=datetime.date(2026, 1, 1))
    second = partner.get(address, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert "red" in str(layers_of(second.content))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM estate_property WHERE id = %s", [made.pk])
    assert layers_of(partner.get(address).content) == {}


def test_a_body_with_another_code_is_named_by_it(partner):
    make_property("WCC")
    assert counted(partner, 9, "?by=organisation") == {"count": 1, "n:WCC": 1}
    body = make_organisation("WCC")
    body.code = "NEW"
    body.save()
    assert counted(partner, 9, "?by=organisation") == {"count": 1, "n:NEW": 1}
    assert features(partner, 15)[0].attributes["organisation"] == "NEW"


def test_what_has_not_changed_is_not_sent_again(partner):
    make_property()
    address = address_of(*tile_over(14))
    first = partner.get(address)
    again = partner.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "private, no-cache"


def test_it_is_sent_compressed_to_whom_takes_that(partner):
    make_property()
    address = address_of(*tile_over(14))
    plain, packed = partner.get(address), partner.get(address, headers={"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain


def test_a_finished_tile_serves_all_with_the_same_rights(partner):
    make_property()
    address = address_of(*tile_over(14))
    partner.get(address)
    kept = FinishedTile.objects.count()
    browser_of((Role.ANALYST, None)).get(address)
    assert FinishedTile.objects.count() == kept
    browser_of((Role.PROGRAMME, None)).get(address)
    assert FinishedTile.objects.count() == kept + 1


def test_tilejson_says_what_there_is(partner):
    said = partner.get("/tiles/properties.json").json()
    assert said["tilejson"] == "3.0.0"
    assert said["tiles"] == ["http://testserver/tiles/properties/{z}/{x}/{y}.mvt"]
    assert [(layer["id"], layer["minzoom"], layer["maxzoom"]) for layer in said["vector_layers"]] == [
        ("cells", 0, 15), ("properties", 13, 18),
    ]  # fmt: skip
    make_property(boundary=square())
    (near,) = features(partner, 16)
    assert set(said["vector_layers"][1]["fields"]) >= set(near.attributes)


# --- Refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        (address_of(22, 0, 99999999), 404, "zoom 0 to 18"),
        (address_of(3, 8, 0), 404, "Column 8 is outside the grid"),
        (address_of(0, 0, 1), 404, "Row 1 is outside the grid"),
        (address_of(10**300, 0, 0), 404, "zoom 0 to 18"),
        (address_of(3, 0, 0, "?by=price"), 400, "rag, tenure, organisation"),
        (address_of(3, 0, 0, "?colour=rag"), 400, "There is no parameter of this name"),
        (address_of(3, 0, 0, "?rag=purple"), 400, "red, amber, green"),
        (address_of(14, 0, 0, "?min_book_value=NaN"), 400, "min_book_value"),
    ],
)
def test_what_is_not_understood_is_told(partner, address, status, words):
    answer = partner.get(address)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_a_program_asks_with_a_token():
    person, address = make_person("robot", [(Role.PARTNER, None)]), address_of(*tile_over(15))
    token = make_token(user=person, name="a map program", is_read_only=True).text
    make_property("WCC", name="Open")
    make_property("WCC", name="Hidden", is_sensitive=True)
    answer = Client().get(address, headers={"Authorization": f"Bearer {token}"})
    assert [feature.attributes["name"] for feature in layers_of(answer.content)["properties"].features] == ["Open"]
    assert {"Authorization", "Cookie", "Accept-Encoding"} <= set(answer["Vary"].split(", "))
    forged = Client().get(address, headers={"Authorization": f"Bearer {token[:-1]}x"})
    assert (forged.status_code, forged["Content-Type"]) == (401, "application/problem+json")
    assert forged["WWW-Authenticate"] == "Bearer"
    person.memberships.all().delete()
    assert Client().get(address, headers={"Authorization": f"Bearer {token}"}).status_code == 403


def test_finished_tiles_are_let_go_when_they_are_not_true_or_too_many(partner, monkeypatch):
    made, address = make_property(), address_of(*tile_over(14))
    partner.get(address)
    tiles.in_worker()
    assert FinishedTile.objects.count() == 1
    Property.objects.filter(pk=made.pk).update(rag="red", rag_assessed_on=datetime.date(2026, 1, 1))
    tiles.in_worker()
    assert FinishedTile.objects.count() == 0
    assert layers_of(partner.get(address).content)["properties"].features[0].attributes["rag"] == "red"
    monkeypatch.setattr(tiles, "MOST_KEPT", 1)
    tiles.in_worker()
    assert FinishedTile.objects.count() == 0


@pytest.mark.parametrize("rest", ["3/0/-1.mvt", "a/b/c.mvt", "3/0/1.5.mvt", "3/0/0.png", f"{'9' * 5000}/0/0.mvt"])
def test_what_is_no_address_is_not_found(partner, rest):
    assert partner.get(f"/tiles/properties/{rest}").status_code == 404


@pytest.mark.parametrize("address", ["/tiles/properties.json", address_of(0, 0, 0)])
def test_it_is_refused_to_whom_the_estate_is(address):
    assert Client().get(address)["Location"].startswith(Client().get("/estate/")["Location"].split("?")[0])
    assert browser_of((Role.CASEWORKER, "WCC")).get(address).status_code == 403
