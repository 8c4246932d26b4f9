"""A hidden site is in no tile of those who may not see it: not as a shape, a count, a place, a size or an ETag."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from estate.models import Property
from estate.models.drawing import COUNTED_BY
from tests.factories import make_person, make_property, point, square
from tests.integration.tiles.asking import EVERY_ZOOM, address_of, signed_in, tile_over, tiles_around
from tests.mvt import layers_of
from totalplace.choices import Role

pytestmark = pytest.mark.django_db

ROLES = {
    "partner": [(Role.PARTNER, None)],
    "analyst": [(Role.ANALYST, None)],
    "officer-bdc": [(Role.OFFICER, "BDC")],
    "officer-wcc": [(Role.OFFICER, "WCC")],
    "both": [(Role.OFFICER, "WCC"), (Role.OFFICER, "BDC")],
    "programme": [(Role.PROGRAMME, None)],
}
SEES_NOT = ("partner", "analyst", "officer-bdc")
SEES = ("officer-wcc", "both", "programme")
FILTERS = ("status=all", "use=refuge", "organisation=WCC", "rag=green", "min_book_value=5", "q=refuge", "missing=uprn")


@pytest.fixture
def hidden(db: Any) -> list[Property]:
    """Refuges of the county council among open sites, and one of the district, which is only its officers' to see."""
    for number in range(8):
        make_property(("WCC", "BDC")[number % 2], location=point(384900 + 31 * number, 254700), use="office")
    make_property("BDC", location=point(385020, 254720), is_sensitive=True, use="refuge")
    given = {"is_sensitive": True, "use": "refuge", "book_value": 7, "energy_rating": "G", "name": "Refuge"}
    return [
        make_property("WCC", location=point(384950, 254710), tenure="freehold", **given),
        make_property("WCC", boundary=square(385000, 254650, 60), tenure="licence", **given),
    ]


@pytest.fixture
def browsers(db: Any) -> dict[str, Client]:
    return {name: signed_in(make_person(name, roles)) for name, roles in ROLES.items()}


def questions() -> Iterator[str]:
    """Every zoom, every dimension, every kind of filter."""
    for z in EVERY_ZOOM:
        yield address_of(*tile_over(z))
    yield from tiles_around(18)
    for z in (3, 12):
        yield from (address_of(*tile_over(z), f"?by={by}") for by in COUNTED_BY)
    yield from (address_of(*tile_over(12), f"?by={by}&status=all") for by in COUNTED_BY)
    for z in (6, 12, 13, 17):
        yield from (address_of(*tile_over(z), f"?{query}") for query in FILTERS)
    yield "/tiles/properties.json"


def said(client: Client) -> dict[str, tuple[bytes, str]]:
    """What each question is answered, and the ETag that it came with."""
    answers = {}
    for address in questions():
        answer = client.get(address)
        assert answer.status_code == 200, address
        answers[address] = (answer.content, answer.headers.get("ETag", ""))
    return answers


def without(hidden: list[Property], client: Client) -> dict[str, tuple[bytes, str]]:
    """What is answered in the same county without its hidden sites, which are back afterwards."""
    with transaction.atomic():
        keep = transaction.savepoint()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM estate_property WHERE id = ANY (%s)", [[each.pk for each in hidden]])
        answers = said(client)
        transaction.savepoint_rollback(keep)
    return answers


@pytest.mark.parametrize("person", SEES_NOT)
def test_every_tile_is_the_one_of_a_county_without_it(hidden, browsers, person):
    browsers["programme"].get(address_of(0, 0, 0))
    first = said(browsers[person])
    assert first == said(browsers[person]), "finished tiles differ from new ones"
    assert first == without(hidden, browsers[person])


@pytest.mark.parametrize("person", SEES)
def test_who_may_see_it_is_shown_it_on_every_tile_that_it_is_in(hidden, browsers, person):
    """Else the test above would pass on tiles that show nothing."""
    with_it, without_it = said(browsers[person]), without(hidden, browsers[person])
    same = [address for address in with_it if with_it[address] == without_it[address]]
    middle = {address_of(*tile_over(z)) for z in range(16)}
    assert middle.isdisjoint(same)


@pytest.mark.parametrize("z", [0, 11, 13, 18])
def test_what_others_were_just_sent_is_not_sent_to_who_may_not_see_it(hidden, browsers, z):
    address = address_of(*tile_over(z))
    told = {}
    for name in ("programme", "officer-wcc", "both", "officer-bdc", "partner", "analyst"):
        told[name] = browsers[name].get(address).content
    assert told["partner"] == told["analyst"]
    if z < 18:
        assert len({told["programme"], told["officer-wcc"], told["officer-bdc"], told["partner"]}) == 4
        assert told["both"] == told["programme"]


@pytest.mark.parametrize("z", [4, 12, 15])
def test_a_site_that_becomes_sensitive_is_gone_from_the_next_tile_and_back_when_it_is_not(hidden, browsers, z):
    address = address_of(*tile_over(z))
    before = browsers["partner"].get(address)
    open_site = Property.objects.filter(is_sensitive=False).earliest("pk")
    Property.objects.filter(pk=open_site.pk).update(is_sensitive=True)
    after = browsers["partner"].get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert told(after.content) == told(before.content) - 1
    assert told(browsers["programme"].get(address).content) == told(after.content) + 4
    Property.objects.filter(pk=open_site.pk).update(is_sensitive=False)
    assert browsers["partner"].get(address).content == before.content


def told(tile: bytes) -> int:
    """How many properties a tile tells of."""
    return sum(
        feature.attributes.get("count", 1) for layer in layers_of(tile).values() for feature in layer.features
    )  # fmt: skip


@pytest.mark.parametrize("person", SEES_NOT)
def test_no_edit_of_it_makes_a_tile_that_differs(hidden, browsers, person):
    before = said(browsers[person])
    first = Property.objects.filter(pk=hidden[0].pk)
    first.update(location=point(384990, 254700), name="Another", tenure="other")
    assert said(browsers[person]) == before
    first.update(rag="green", rag_assessed_on=datetime.date(2026, 1, 1))
    address = address_of(*tile_over(9))
    again = browsers[person].get(address, headers={"If-None-Match": before[address][1]})
    assert again.status_code == 304


def test_who_gets_or_loses_a_role_is_sent_what_they_may_see_now(hidden, browsers):
    address = address_of(*tile_over(12))
    person = make_person("new", [(Role.PARTNER, None)])
    few = told(signed_in(person).get(address).content)
    role = person.memberships.create(role=Role.PROGRAMME)
    assert told(signed_in(person).get(address).content) == few + 3
    role.delete()
    assert told(signed_in(person).get(address).content) == few
