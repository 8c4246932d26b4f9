"""What tiles are made from is what the register says, whoever wrote it and by whatever way."""

from __future__ import annotations

import datetime
import random
from typing import Any

import pytest
from django.db import connection

from estate.models import (
    Drawing,
    DrawingDue,
    DrawnCell,
    DrawnPast,
    Lease,
    Property,
    RagAssessment,
    RagWithdrawal,
    RunningCost,
)
from tests.factories import make_officer, make_organisation, make_property, point, square
from totalplace.models import User

pytestmark = pytest.mark.django_db


def draw(function: str = "estate_draw") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}()")


def drawn() -> dict[str, list[Any]]:
    """All that tiles are made from."""
    return {
        "drawings": list(Drawing.objects.order_by("pk").values()),
        "cells": list(DrawnCell.objects.order_by("level", "cell", "holder").values_list(
            "level", "cell", "holder", "properties", "x", "y", "counts"
        )),
        "past": list(DrawnPast.objects.order_by("pk").values()),
    }  # fmt: skip


def a_place(dice: random.Random) -> tuple[int, int]:
    return dice.randrange(380000, 395000), dice.randrange(250000, 262000)


def added(dice: random.Random, some: list[int]) -> None:
    make_property(
        dice.choice(["WCC", "BDC"]), location=point(*a_place(dice)), is_sensitive=dice.random() < 0.3,
        use=dice.choice(["", "school"]),
    )  # fmt: skip


def outlined(dice: random.Random, some: list[int]) -> None:
    make_property("BDC", boundary=square(*a_place(dice), 30))


def moved(dice: random.Random, some: list[int]) -> None:
    Property.objects.filter(pk__in=some).update(location=point(*a_place(dice)), location_source="given")


def hidden_or_shown(dice: random.Random, some: list[int]) -> None:
    Property.objects.filter(pk__in=some).update(is_sensitive=dice.random() < 0.5)


def rated(dice: random.Random, some: list[int]) -> None:
    rag = dice.choice(["red", "green"])
    Property.objects.filter(pk__in=some).update(rag=rag, rag_assessed_on=datetime.date(2026, 1, 1))


def sold(dice: random.Random, some: list[int]) -> None:
    day = datetime.date(2026, 1, 1)
    Property.objects.filter(pk__in=some[:1]).update(status="sold", closed_on=day, closed_reason="Sold")


def reopened(dice: random.Random, some: list[int]) -> None:
    Property.objects.filter(pk__in=some).update(status="operational", closed_on=None, closed_reason="")


def assessed(dice: random.Random, some: list[int]) -> None:
    moment = datetime.datetime(2025, dice.randrange(1, 13), 1, 12, tzinfo=datetime.UTC)
    RagAssessment.objects.create(
        property_id=some[0], rating=dice.choice(["red", "amber"]), reason="no_change", assessed_at=moment
    )


def taken_back(dice: random.Random, some: list[int]) -> None:
    standing = RagAssessment.objects.filter(property__in=some, withdrawal=None).first()
    if standing:
        officer = User.objects.filter(username="officer-wcc").first() or make_officer("WCC")
        RagWithdrawal.objects.create(assessment=standing, withdrawn_by=officer)


def handed_over(dice: random.Random, some: list[int]) -> None:
    Property.objects.filter(pk__in=some).update(organisation=make_organisation(dice.choice(["WCC", "BDC"])))


def leased(dice: random.Random, some: list[int]) -> None:
    Lease.objects.create(property_id=some[0], expires_on=datetime.date(dice.randrange(2020, 2040), 1, 1))


def costed(dice: random.Random, some: list[int]) -> None:
    RunningCost.objects.filter(property_id=some[0]).delete()
    RunningCost.objects.create(property_id=some[0], year=2025, amount=dice.randrange(1, 10_000))
    Property.objects.filter(pk__in=some).update(gross_internal_area_m2=dice.choice([None, 0, 100]))


def lost(dice: random.Random, some: list[int]) -> None:
    Property.objects.filter(pk__in=some[:1]).update(location=None, location_source="", boundary=None)


def removed(dice: random.Random, some: list[int]) -> None:
    # What was assessed is never taken away.
    some = [pk for pk in some if not RagAssessment.objects.filter(property=pk).exists()]
    with connection.cursor() as cursor:
        for table, column in (("lease", "property_id"), ("runningcost", "property_id"), ("property", "id")):
            cursor.execute(f"DELETE FROM estate_{table} WHERE {column} = ANY (%s)", [some[:1]])


CHANGES = (
    *(added, added, outlined, outlined, moved, hidden_or_shown),
    *(assessed, assessed, taken_back, reopened),
    *(rated, sold, handed_over, leased, costed, lost, removed),
)


def some_change(dice: random.Random) -> None:
    """One change of the register, of the kinds that people, files and SQL make."""
    ids = list(Property.objects.order_by("pk").values_list("pk", flat=True))
    some = dice.sample(ids, min(len(ids), dice.choice([1, 1, 2, 5])))
    dice.choice(CHANGES if some else CHANGES[:3])(dice, some)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_the_drawing_is_the_one_that_is_made_anew(seed):
    dice = random.Random(seed)
    for _ in range(5):
        make_property("WCC", location=point(dice.randrange(384000, 386000), 254000))
    for _ in range(40):
        some_change(dice)
        if dice.random() < 0.5:
            draw()
    draw()
    kept = drawn()
    assert kept["cells"]
    draw("estate_draw_again")
    assert kept == drawn()


def test_a_change_of_what_is_not_drawn_leaves_nothing_to_draw():
    made = make_property()
    draw()
    Property.objects.filter(pk=made.pk).update(description="Two storeys", post_town="Worcester", book_value=5)
    assert not DrawingDue.objects.exists()


def test_a_register_that_is_emptied_shows_nothing():
    make_property()
    draw()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE estate_property CASCADE")
    draw()
    assert drawn() == {"drawings": [], "cells": [], "past": []}
