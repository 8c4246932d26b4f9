"""Two writers on one property, on every way in, a thousand rounds: no change is lost, and each is in the history.

Real threads, real connections, real PostgreSQL. Each writer reads, dawdles and writes. Whatever was accepted must be
in the history once, as a change from the very value that its writer had before her: had another's been overwritten
unseen, the change would begin from a value that she never saw.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection

from estate.models import Lease, LeaseBreak, Occupation, Property, RagAssessment, RagWithdrawal, RunningCost
from tests.factories import make_officer, make_organisation, make_property
from tests.integration.editing.writers import SHARED, Writer
from totalplace.models import User

ROUNDS = 1000
SEED = int(os.environ.get("INTERLEAVING_SEED", "20261121"))


@pytest.fixture
def writers(transactional_db: Any) -> list[Writer]:
    first = make_officer("WCC")
    second = User.objects.create(username="second")
    second.memberships.create(role="officer", organisation=make_organisation("WCC"))
    prop = make_property(
        "WCC", local_reference="A1", built_year=1000, book_value=Decimal(0), required_maintenance=Decimal(0),
        reason_for_holding="first",
    )  # fmt: skip
    # Something to put back from the beginning.
    Property.objects.filter(pk=prop.pk).update(reason_for_holding="second")
    lease = Lease.objects.create(property=prop, starts_on="2020-01-01", expires_on="2040-01-01")
    LeaseBreak.objects.create(lease=lease, on="2030-01-01", notice_months=0)
    RunningCost.objects.create(property=prop, year=2025, amount=0)
    Occupation.objects.create(property=prop, organisation=prop.organisation, use="depot", desks=0)
    people = ((first, "ann", 1), (second, "bea", 2))
    return [Writer(user, prop, lease, name, SEED + step, step) for user, name, step in people]


def race(writers: list[Writer]) -> None:
    """Both at it together, a thousand times; each round they start at one moment."""
    gate = threading.Barrier(len(writers), timeout=60)

    def run(writer: Writer) -> None:
        try:
            for _ in range(ROUNDS):
                gate.wait()
                writer.write()
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


def told(pk: int) -> list[tuple[str, tuple[str, str]]]:
    """(reason, (before, after)) of every change of the shared text."""
    rows = Property.pgh_event_model.objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    return [
        (why, (before, after))
        for (_, before), (why, after) in pairwise(rows.values_list("pgh_context__metadata__reason", SHARED))
        if before != after and why
    ]


@pytest.fixture
def raced(writers: list[Writer]) -> list[Writer]:
    sys.stdout.write(f"INTERLEAVING_SEED={SEED}\n")
    race(writers)
    assert [writer.faults for writer in writers] == [[], []]
    return writers


def test_no_update_is_lost_and_every_accepted_change_is_in_the_history_once(raced: list[Writer]) -> None:
    first, second = raced
    taken, refused = first.taken + second.taken, first.refused + second.refused
    prop = Property.objects.get(pk=first.pk)
    sys.stdout.write(f"taken {dict(taken)}\nrefused {dict(refused)}\n")
    numbers_add_up(raced, prop, taken)
    ratings_follow_what_was_seen(raced, prop, taken)
    # The text that every way in writes: each change is one writer's, once, from what she had seen.
    found, accepted = Counter(told(prop.pk)), Counter((first.stored | second.stored).items())
    assert (found - accepted, accepted - found) == (Counter(), Counter())
    assert getattr(prop, SHARED) == told(prop.pk)[-1][1][1]
    # The race was one: every way was taken, and some were told to look again.
    assert set(taken) == set(first.ways())
    assert sum(taken.values()) + sum(refused.values()) == 2 * ROUNDS
    assert sum(refused.values()) > 50, refused


def numbers_add_up(writers: list[Writer], prop: Property, taken: Counter[str]) -> None:
    own = {"pgh_obj_id": prop.pk}
    tables: dict[str, tuple[Any, dict[str, int]]] = {
        "built_year": (Property, own),
        "book_value": (Property, own),
        "required_maintenance": (Property, own),
        "amount": (RunningCost, {"property_id": prop.pk}),
        "desks": (Occupation, {"property_id": prop.pk}),
        "notice_months": (LeaseBreak, {"lease_id": writers[0].lease_pk}),
    }
    for column, (model, which) in tables.items():
        found = steps(model, column, **which)
        assert len(found) == taken[column] + (taken["sql"] if column == "required_maintenance" else 0), column
        assert [each for each in found if (each[1] - each[0]) % 60 not in (1, 2)] == [], column

    def added(*ways: str) -> int:
        return sum(writer.step * writer.taken[way] for writer in writers for way in ways)

    assert prop.built_year == 1000 + added("built_year")
    assert prop.book_value == added("book_value")
    assert prop.required_maintenance == added("required_maintenance", "sql")
    assert prop.running_costs.get().amount == added("amount")
    assert prop.occupations.get().desks == added("desks")


def ratings_follow_what_was_seen(writers: list[Writer], prop: Property, taken: Counter[str]) -> None:
    """Each rating stands on the one that its writer saw, and what stands is what the ratings and withdrawals leave."""
    assert RagAssessment.objects.count() == taken["rating"]
    assert RagWithdrawal.objects.count() == taken["withdrawal"]
    supersedes = dict(RagAssessment.objects.values_list("pk", "supersedes_id"))
    assert supersedes == writers[0].rated | writers[1].rated
    left = RagAssessment.objects.filter(withdrawal=None).order_by("assessed_at", "id").last()
    assert prop.rag == (left.rating if left else "")
