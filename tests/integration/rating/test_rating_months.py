"""Ratings month by month are told from what is kept, and are the same as if they had just been counted."""

from __future__ import annotations

import datetime
import random
from typing import Any

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from estate.models import Property, RagAssessment, RatingMonth, RatingMonthStale
from estate.selectors.past_ratings import counts_on, month_ends
from estate.selectors.rating_months import rated_by_month
from estate.services import rating_months
from tests.factories import make_officer, make_organisation, make_person, make_property
from totalplace.choices import Role
from totalplace.models import User

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()
DAYS = month_ends(12, TODAY)
CLOSED = {"status": "sold", "closed_reason": "Sold"}


@pytest.fixture
def estate() -> list[Property]:
    """Forty properties of two bodies, some sensitive, rated now and then over two years; months kept."""
    chance, made = random.Random(7), []
    for number in range(40):
        prop = make_property(("WCC", "BDC")[number % 2], is_sensitive=number % 9 == 0)
        for days in sorted(chance.sample(range(1, 700), chance.randint(0, 4)), reverse=True):
            rate(prop, days, chance.choice(("red", "amber")))
        made.append(prop)
    rating_months.keep_months()
    return made


def rate(prop: Property, days_ago: int, rating: str) -> None:
    at = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days_ago)
    RagAssessment.objects.create(property=prop, rating=rating, assessed_at=at)


def readers() -> list[User]:
    return [
        make_person("prog", [(Role.PROGRAMME, None)]), make_person("ann", [(Role.PARTNER, "BDC")]), make_officer("BDC"),
    ]  # fmt: skip


def counted_anew(user: User, code: str = "") -> Any:
    seen = Property.objects.visible_to(user)
    return counts_on(seen.filter(organisation__code=code) if code else seen, DAYS)


def reads_the_ratings(user: User) -> bool:
    """Whether telling the months looked at assessments."""
    with CaptureQueriesContext(connection) as asked:
        rated_by_month(user, DAYS)
    return any("estate_ragassessment" in query["sql"] for query in asked.captured_queries)


def same_for_all(people: list[User]) -> None:
    for person in people:
        assert rated_by_month(person, DAYS) == counted_anew(person)
        for code in ("WCC", "BDC"):
            assert rated_by_month(person, DAYS, make_organisation(code)) == counted_anew(person, code)


def test_what_is_kept_is_what_would_be_counted_for_everybody(estate):
    people = readers()
    assert not RatingMonthStale.objects.exists()
    assert not any(map(reads_the_ratings, people))
    same_for_all(people)
    assert any(each.counts["red"] for each in rated_by_month(people[0], DAYS))


def test_what_happens_this_month_moves_no_past_month(estate):
    people = readers()
    rate(estate[1], 0, "red")
    Property.objects.filter(pk=estate[2].pk).update(name="Renamed")
    Property.objects.filter(pk=estate[3].pk).update(closed_on=TODAY, **CLOSED)
    make_property("WCC")
    assert not RatingMonthStale.objects.exists()
    same_for_all(people)


@pytest.mark.parametrize(
    "move",
    [
        lambda prop: Property.objects.filter(pk=prop.pk).update(is_sensitive=True),
        lambda prop: Property.objects.filter(pk=prop.pk).update(organisation=make_organisation("RDC")),
        lambda prop: Property.objects.filter(pk=prop.pk).update(
            closed_on=TODAY.replace(day=1) - datetime.timedelta(days=70), **CLOSED
        ),
        lambda prop: rate(prop, 100, "amber"),
        lambda prop: _delete(prop),
    ],
    ids=["sensitive", "body", "closed", "rated", "deleted"],
)
def test_what_moves_a_past_month_has_it_counted_until_it_is_kept_again(estate, move):
    people = readers()
    move(estate[1])
    assert RatingMonthStale.objects.exists()
    same_for_all(people)
    assert reads_the_ratings(people[0])
    rating_months.keep_months()
    assert not any(map(reads_the_ratings, people))
    same_for_all(people)


def _delete(prop: Property) -> None:
    with pgtrigger.ignore("estate.RagAssessment:append_only"):
        prop.delete()


def test_a_worker_keeps_them_once_a_day_and_when_they_moved(estate, monkeypatch):
    monkeypatch.setattr(rating_months, "REST", 0)
    assert not rating_months.is_due()
    RatingMonth.objects.update(kept_at=datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1))
    assert rating_months.is_due()
    rating_months.in_worker()
    assert not rating_months.is_due()
    RatingMonthStale.objects.create()
    rating_months.in_worker()
    assert not RatingMonthStale.objects.exists()
