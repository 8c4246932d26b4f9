"""Tiles of a past day show the ratings of that day, of what was in the register then, to who may see it now."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from estate.models import FinishedTile, Property, RagAssessment
from tests.factories import make_property
from tests.integration.tiles.asking import browser_of, counted, features
from totalplace.choices import Role

pytestmark = pytest.mark.django_db

DAY = "?as_at=2026-03-01"


def assessed(prop: Property, rating: str, day: str) -> None:
    moment = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    reason = "disposal" if rating == "green" else "no_change"
    RagAssessment.objects.create(property=prop, rating=rating, reason=reason, assessed_at=moment)


@pytest.fixture
def partner(db: None) -> Client:
    return browser_of((Role.PARTNER, None))


@pytest.mark.parametrize("z", [9, 14])
def test_a_property_has_the_rating_of_that_day_near_and_far(partner: Client, z: int) -> None:
    prop = make_property("WCC")
    assessed(prop, "red", "2026-01-05")
    assessed(prop, "green", "2026-06-01")
    make_property("BDC", name="Came later")
    told = features(partner, z, DAY)
    now = features(partner, z)
    if z == 14:
        assert [(each.attributes["reference"], each.attributes["rag"]) for each in told] == [(prop.reference, "red")]
        assert {each.attributes["rag"] for each in now} == {"green", ""}
    else:
        assert counted(partner, z, DAY) == {"count": 1, "n:red": 1}
        assert counted(partner, z) == {"count": 2, "n:green": 1, "n:": 1}


def test_what_has_left_since_is_there_and_what_had_left_is_not(partner: Client) -> None:
    for closed_on in ("2026-02-01", "2026-05-01"):
        prop = make_property("WCC")
        assessed(prop, "amber", "2026-01-05")
        Property.objects.filter(pk=prop.pk).update(status="sold", closed_on=closed_on, closed_reason="Sold")
    assert counted(partner, 9, DAY) == {"count": 1, "n:amber": 1}
    assert counted(partner, 9, f"{DAY}&status=operational") == {}
    assert counted(partner, 9) == {}


def test_a_rating_filter_asks_the_rating_of_that_day(partner: Client) -> None:
    prop = make_property("WCC", book_value=5_000)
    assessed(prop, "red", "2026-01-05")
    assessed(prop, "green", "2026-06-01")
    for also in ("", "&min_book_value=1000"):
        assert counted(partner, 9, f"{DAY}&rag=red{also}") == {"count": 1, "n:red": 1}
        assert counted(partner, 9, f"{DAY}&rag=green{also}") == {}


def test_a_rating_given_for_a_day_long_past_is_in_the_next_tile_of_it(partner: Client) -> None:
    prop = make_property("WCC")
    assessed(prop, "red", "2026-06-01")
    assert counted(partner, 9, DAY) == {}
    assert FinishedTile.objects.exists()
    assessed(prop, "amber", "2026-02-01")
    assert counted(partner, 9, DAY) == {"count": 1, "n:amber": 1}


def test_a_site_that_is_hidden_now_is_hidden_in_every_past(partner: Client) -> None:
    prop = make_property("WCC")
    assessed(prop, "red", "2026-01-05")
    assert counted(partner, 9, DAY)["count"] == 1
    Property.objects.filter(pk=prop.pk).update(is_sensitive=True)
    assert counted(partner, 9, DAY) == {}
    assert features(partner, 15, DAY) == []
    assert counted(browser_of((Role.PROGRAMME, None)), 9, DAY)["count"] == 1


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2999-01-01", "0001-01-01", "20260301", "2026-03-01'--"])
def test_a_day_that_is_none_is_refused_with_what_one_looks_like(partner: Client, day: str) -> None:
    answer = partner.get("/tiles/properties/9/252/168.mvt", {"as_at": day})
    assert answer.status_code == 400
    assert [fault["name"] for fault in answer.json()["errors"]] == ["as_at"]
