"""The sums that stand ready are always those that counting would give."""

from __future__ import annotations

import datetime
import threading
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection, transaction

from estate.models import Property, RunningCost, Tally
from estate.models.tally import DIMENSIONS
from estate.selectors import summaries
from estate.selectors.summaries import summary
from estate.selectors.totals import CUBES, _counted, cube_for, totals
from tests.factories import make_organisation, make_property
from tests.integration.estate.conftest import County
from totalplace.choices import AreaLevel
from totalplace.models import Area

VALUES = {
    "category": ["office", "access"],
    "use": ["office", "library"],
    "tenure": ["freehold"],
    "rag": ["amber", "green"],
    "energy_rating": ["C"],
    "status": ["operational", "surplus"],
}


def make_ward(code: str, *box: int) -> None:
    Area.objects.create(
        code=code,
        name=code,
        level=AreaLevel.WARD,
        boundary=MultiPolygon(Polygon.from_bbox(box), srid=27700),
        valid_from=datetime.date(2020, 1, 1),
    )


def assert_true_for(person: Any) -> None:
    """Every way of asking gives the same by tally and by counting."""
    values = VALUES | {"district": list(Property.objects.exclude(district=None).values_list("district", flat=True))}
    for size in range(3):
        for names in combinations(values, size):
            dimensions = {name: values[name] for name in names}
            visible = Property.objects.visible_to(person).filter(**{f"{name}__in": dimensions[name] for name in names})
            assert totals(person, visible, dimensions) == _counted(visible, None), names


def assert_sums_are_true_for(person: Any) -> None:
    """Every summary that the tally can give is the one that adding up the register gives."""
    seen = Property.objects.visible_to(person)
    for size in (1, 2):
        for by in combinations(summaries.DIMENSIONS, size):
            for narrowed in ({}, {"rag": ["amber", "green"]}):
                listed = seen.filter(**{f"{name}__in": values for name, values in narrowed.items()})
                standing = summary(person, listed, by, narrowed)
                assert standing == summary(person, listed, by, None), (by, narrowed)


@pytest.mark.django_db
def test_every_way_of_asking_agrees_with_counting_after_every_kind_of_change(county: County) -> None:
    people = [county.people[who] for who in ("partner", "officer-wcc", "programme", "neet-lead")]
    steps = [
        lambda: None,
        lambda: make_property("BDC", use="library", category="access", book_value=Decimal("1.10")),
        lambda: Property.objects.filter(pk=county.hall.pk).update(rag="green", status="surplus"),
        lambda: Property.objects.update(energy_rating="C"),
        lambda: Property.objects.filter(pk=county.depot.pk).update(location=county.hall.location),
        lambda: make_ward("E05000002", 387200, 253500, 388000, 254500),
        lambda: Property.objects.filter(pk=county.library.pk).update(
            book_value=None, gross_internal_area_m2=Decimal(1)
        ),
        lambda: Property.objects.filter(pk=county.library.pk).update(organisation=make_organisation("BDC")),
        lambda: RunningCost.objects.create(property=county.depot, year=2026, heading="total", amount=Decimal("99.99")),
        lambda: RunningCost.objects.filter(property=county.hall).delete(),
        lambda: county.depot.delete(),
    ]
    make_ward("E05000001", 386500, 253500, 387200, 254500)
    for step in steps:
        step()
        for person in people:
            assert_true_for(person)
            assert_sums_are_true_for(person)
    wards = summary(county.people["programme"], Property.objects.none(), ["ward"], {})
    assert {row["ward"] for row in wards} >= {"E05000001", "E05000002"}


@pytest.mark.django_db
def test_what_is_asked_most_is_not_added_up_from_the_register(county: County) -> None:
    ready = {by for by in combinations(summaries.DIMENSIONS, 2) if cube_for(by) is not None}
    told_apart = {"organisation", "category", "use", "district", "tenure", "rag", "status"}
    assert ready == {
        *(by for by in combinations(summaries.DIMENSIONS, 2) if told_apart.issuperset(by)),
        ("organisation", "ward"), ("ward", "rag"), ("ward", "status"),
        ("organisation", "energy_rating"), ("status", "energy_rating"),
    }  # fmt: skip


@pytest.mark.django_db
def test_a_change_that_is_taken_back_leaves_no_trace(county: County) -> None:
    with transaction.atomic():
        make_property("BDC", book_value=1)
        transaction.set_rollback(True)
    assert_true_for(county.people["programme"])


@pytest.mark.django_db
def test_many_edits_leave_few_rows(county: County) -> None:
    before = Tally.objects.count()
    for number in range(30):
        Property.objects.filter(pk=county.hall.pk).update(book_value=number)
    assert Tally.objects.count() == before


@pytest.mark.django_db
def test_counting_again_finds_nothing_to_correct(county: County) -> None:
    def standing() -> list[Any]:
        fields = [field.attname for field in Tally._meta.concrete_fields if field.name != "id"]
        return sorted(Tally.objects.values_list(*fields), key=repr)

    before = standing()
    with connection.cursor() as cursor:
        cursor.execute("SELECT estate_tally_again()")
    assert standing() == before


@pytest.mark.django_db(transaction=True)
def test_people_who_edit_at_the_same_time_neither_wait_nor_lose_a_figure() -> None:
    made = [make_property("BDC", name=f"Shed {number}", book_value=0, use="depot") for number in range(4)]
    finished: list[int] = []

    def edit(prop: Property) -> None:
        try:
            for amount in range(1, 11):
                with transaction.atomic():
                    Property.objects.filter(pk=prop.pk).update(book_value=amount)
            finished.append(prop.pk)
        finally:
            connection.close()

    # One writer holds its change open the while: the others must not stand in line behind it.
    with transaction.atomic():
        Property.objects.filter(pk=made[0].pk).update(book_value=5)
        threads = [threading.Thread(target=edit, args=[prop]) for prop in made[1:]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert len(finished) == 3
    held = Tally.objects.filter(cube=cube_for(["use"]), use="depot")
    assert sum(row.book_value for row in held) == 35
    assert sum(row.properties for row in held) == 4


@pytest.mark.django_db
def test_the_cubes_named_here_are_those_the_database_keeps(county: County) -> None:
    kept = set(Tally.objects.values_list("cube", flat=True))
    assert kept == {cube_for(cube) for cube in CUBES}
    assert set(DIMENSIONS) == {name for cube in CUBES for name in cube}


@pytest.mark.django_db
def test_the_latest_years_running_cost_stands_on_the_property(county: County) -> None:
    def standing() -> tuple[Decimal | None, int | None]:
        return Property.objects.values_list("running_cost", "running_cost_year").get(pk=county.library.pk)

    assert standing() == (Decimal(10000), 2024)  # Its headings, added up.
    RunningCost.objects.create(property=county.library, year=2024, heading="total", amount=Decimal(11000))
    assert standing() == (Decimal(11000), 2024)  # The total that was given.
    RunningCost.objects.create(property=county.library, year=2025, heading="rent", amount=Decimal(700))
    assert standing() == (Decimal(700), 2025)
    RunningCost.objects.filter(property=county.library).delete()
    assert standing() == (None, None)


@pytest.mark.django_db
def test_a_running_cost_is_no_edit_of_the_property(county: County) -> None:
    before = Property.objects.values_list("version", flat=True).get(pk=county.hall.pk)
    RunningCost.objects.filter(property=county.hall).update(amount=Decimal(1))
    assert Property.objects.values_list("version", flat=True).get(pk=county.hall.pk) == before
