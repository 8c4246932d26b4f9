"""Two writers on one property, on every way in, a thousand rounds: no change is lost, and each is in the history.

Real threads, real connections, real PostgreSQL. Each writer reads, dawdles, and writes what it read plus its own
step, 1 or 2. Every change that was accepted must be there as such a step from the value before it, and the value at
the end must be the sum of the steps: had one been overwritten unseen, it would be less.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from estate.models import Lease, LeaseBreak, Occupation, Property, RagAssessment, RunningCost
from estate.services.belongings import breaks_of, edit_belonging
from estate.services.editing import edit_property
from estate.services.judgements import Judgement
from estate.services.rating import rate
from tests.factories import make_officer, make_organisation, make_property
from totalplace.models import User
from totalplace.versioning import StaleRecord

ROUNDS = 1000


class Writer:
    """One person's ways to write; `taken` counts what was accepted, by way and column."""

    def __init__(self, user: User, prop: Property, lease: Lease, seed: int) -> None:
        self.user, self.pk, self.lease_pk, self.chance = user, prop.pk, lease.pk, random.Random(seed)
        self.step = seed + 1
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.faults: list[BaseException] = []

    def dawdle(self) -> None:
        time.sleep(self.chance.random() * 0.004)

    def form(self, column: str) -> None:
        """A form of one of the property's parts."""
        seen = Property.objects.get(pk=self.pk)
        self.dawdle()
        values = {column: (getattr(seen, column) or 0) + self.step}
        edit_property(user=self.user, pk=self.pk, version=seen.version, values=values)

    def cost(self) -> None:
        """A child record."""
        seen = RunningCost.objects.get(property=self.pk)
        self.dawdle()
        edit_belonging(
            user=self.user, property_pk=self.pk, kind="costs", pk=seen.pk, version=seen.version,
            values={"amount": seen.amount + self.step},
        )  # fmt: skip

    def occupation(self) -> None:
        seen = Occupation.objects.get(property=self.pk)
        self.dawdle()
        edit_belonging(
            user=self.user, property_pk=self.pk, kind="occupations", pk=seen.pk, version=seen.version,
            values={"desks": seen.desks + self.step},
        )  # fmt: skip

    def lease(self) -> None:
        """A lease's rent, and the notice of its break, which is a record beneath it."""
        seen = Lease.objects.get(pk=self.lease_pk)
        ((on, months, by),) = opened = breaks_of(seen)
        self.dawdle()
        edit_belonging(
            user=self.user, property_pk=self.pk, kind="leases", pk=seen.pk, version=seen.version,
            values={"breaks": ((on, (months + self.step) % 60, by),)}, opened={"breaks": opened},
        )  # fmt: skip

    def rating(self) -> None:
        """The inline rating, from the list."""
        seen = Property.objects.get(pk=self.pk)
        self.dawdle()
        said = Judgement("amber", "service_change") if seen.rag == "red" else Judgement("red", "no_change")
        rate(user=self.user, property_id=self.pk, version=seen.version, judgement=said)

    def sql(self) -> None:
        """Somebody at the database's own prompt."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE estate_property SET required_maintenance = required_maintenance + %s WHERE id = %s",
                [self.step, self.pk],
            )

    def ways(self) -> dict[str, Callable[[], None]]:
        return {
            "built_year": lambda: self.form("built_year"),
            "book_value": lambda: self.form("book_value"),
            "required_maintenance": lambda: self.form("required_maintenance"),
            "sql": self.sql,
            "amount": self.cost,
            "desks": self.occupation,
            "notice_months": self.lease,
            "rag": self.rating,
        }

    def write(self, way: str) -> None:
        try:
            self.ways()[way]()
            self.taken[way] += 1
        except StaleRecord:
            self.refused[way] += 1
        except BaseException as fault:
            self.faults.append(fault)
            raise


@pytest.fixture
def writers(transactional_db: Any) -> list[Writer]:
    first = make_officer("WCC")
    second = User.objects.create(username="second")
    second.memberships.create(role="officer", organisation=make_organisation("WCC"))
    prop = make_property("WCC", built_year=1000, book_value=Decimal(0), required_maintenance=Decimal(0))
    lease = Lease.objects.create(property=prop, starts_on="2020-01-01", expires_on="2040-01-01")
    LeaseBreak.objects.create(lease=lease, on="2030-01-01", notice_months=0)
    RunningCost.objects.create(property=prop, year=2025, amount=0)
    Occupation.objects.create(property=prop, organisation=prop.organisation, use="depot", desks=0)
    return [Writer(user, prop, lease, seed) for seed, user in enumerate((first, second))]


def race(writers: list[Writer]) -> None:
    """Both at it together, a thousand times; each round they start at one moment."""
    gate = threading.Barrier(len(writers), timeout=60)

    def run(writer: Writer) -> None:
        try:
            for _ in range(ROUNDS):
                way = writer.chance.choice(list(writer.ways()))
                gate.wait()
                writer.write(way)
        except BaseException:
            gate.abort()
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def steps(model: Any, column: str, **which: int) -> list[tuple[Any, Any]]:
    """(before, after) of every change of a column, in the order in which the database kept them."""
    rows = model.pgh_event_model.objects.filter(**which).order_by("pgh_id").values_list(column, flat=True)
    return [(before, after) for before, after in pairwise(rows) if before != after]


def added(writers: list[Writer], *ways: str) -> int:
    """What the accepted writes of these ways come to."""
    return sum(writer.step * writer.taken[way] for writer in writers for way in ways)


def test_no_update_is_lost_and_every_accepted_change_is_in_the_history(writers):
    race(writers)
    assert [writer.faults for writer in writers] == [[], []]
    taken = writers[0].taken + writers[1].taken
    refused = writers[0].refused + writers[1].refused
    pk = writers[0].pk
    prop = Property.objects.get(pk=pk)
    tables = {
        "built_year": (Property, {"pgh_obj_id": pk}),
        "book_value": (Property, {"pgh_obj_id": pk}),
        "required_maintenance": (Property, {"pgh_obj_id": pk}),
        "amount": (RunningCost, {"property_id": pk}),
        "desks": (Occupation, {"property_id": pk}),
        "notice_months": (LeaseBreak, {"lease_id": writers[0].lease_pk}),
    }
    for column, (model, which) in tables.items():
        found = steps(model, column, **which)
        accepted = taken[column] + (taken["sql"] if column == "required_maintenance" else 0)
        assert len(found) == accepted, column
        assert [each for each in found if (each[1] - each[0]) % 60 not in (1, 2)] == [], column
    # The rating is append-only: each one accepted is an assessment of its own, and each turned the colour over.
    assert RagAssessment.objects.filter(property=pk).count() == taken["rag"]
    assert len(steps(Property, "rag", pgh_obj_id=pk)) == taken["rag"]
    # The totals, counted where they stand, are the sums of what was accepted.
    assert prop.built_year == 1000 + added(writers, "built_year")
    assert prop.book_value == added(writers, "book_value")
    assert prop.required_maintenance == added(writers, "required_maintenance", "sql")
    assert prop.running_costs.get().amount == added(writers, "amount")
    assert prop.occupations.get().desks == added(writers, "desks")
    assert sum(taken.values()) + sum(refused.values()) == 2 * ROUNDS
    # The race was one: some were told to look again, on each way that can be.
    assert sum(refused.values()) > 20, refused
