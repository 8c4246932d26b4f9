"""No small count can be worked out from a table that disclosure control lets out.

The attacker here is not the one that the module plays: she writes down every table that there could be and keeps those
that would look as this one does; and she is told which of the hidden counts are small.
"""

from __future__ import annotations

import itertools

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neets.calc.disclosure import POSSIBLE, TOTAL, Shown, merge_rare, protect, rate_shown, rounded

SMALLEST = 5


class Shape:
    """The tables of one shape: which cells at the foot each cell adds up, and every table with cells up to `most`."""

    def __init__(self, parents: dict[str, str], columns: str, most: int) -> None:
        feet = [row for row in parents if row not in parents.values()]
        self.parents, self.foot = parents, list(itertools.product(feet, columns))
        every = numpy.indices((most + 1,) * len(self.foot), dtype=numpy.int16)
        self.tables = every.reshape(len(self.foot), -1).T
        rows = [*parents, *(set(parents.values()) - set(parents))]
        self.sums = {
            (row, column): self.tables[
                :,
                [at for at, (foot, one) in enumerate(self.foot) if row in self.line(foot) and column in (one, TOTAL)],
            ].sum(axis=1, dtype=numpy.int16)
            for row, column in itertools.product(rows, [*columns, TOTAL])
        }

    def line(self, row: str) -> list[str]:
        """A row and everything it belongs to."""
        found = [row]
        while found[-1] in self.parents:
            found.append(self.parents[found[-1]])
        return found

    def protected(self, values: tuple[int, ...], **options: object) -> Shown:
        return protect(dict(zip(self.foot, values, strict=True)), self.parents, **options)  # type: ignore[arg-type]

    def could_be(self, shown: Shown) -> dict:
        """Each small hidden cell's values over all tables that would look like this one."""
        alike = numpy.ones(len(self.tables), dtype=bool)
        for cell, people in self.sums.items():
            told = shown.counts[cell]
            if cell in shown.hidden_small:
                alike &= people < SMALLEST
            else:
                alike &= people >= SMALLEST
                if told is not None:
                    alike &= (people + 2) // 5 * 5 == told
        return {cell: set(self.sums[cell][alike].tolist()) for cell in shown.hidden_small}


TWO_BY_TWO = Shape({"a": "all", "b": "all"}, "xy", 16)
TREE = Shape({"d": "all", "e": "all", "d1": "d", "d2": "d", "e1": "e", "e2": "e"}, "x", 16)
THREE_BY_TWO = Shape({"a": "all", "b": "all", "c": "all"}, "xy", 10)


def assert_kept(shape: Shape, values: tuple[int, ...], shown: Shown) -> None:
    for cell, found in shape.could_be(shown).items():
        assert len(found) >= POSSIBLE, f"{cell} of {values} can only be {found}: {shown.counts}"


@pytest.mark.parametrize("first", [0, 1, 2, 3, 4, 5, 7, 8])
@pytest.mark.parametrize("shape", [TWO_BY_TWO, TREE], ids=["two by two", "a tree"])
def test_every_small_table_keeps_its_small_counts(shape: Shape, first: int) -> None:
    for rest in itertools.product((0, 1, 3, 4, 5, 7, 8, 9), repeat=3):
        values = (first, *rest)
        assert_kept(shape, values, shape.protected(values))


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 7)] * 6))
def test_any_larger_table_keeps_its_small_counts(values: tuple[int, ...]) -> None:
    assert_kept(THREE_BY_TWO, values, THREE_BY_TWO.protected(values))


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 16)] * 4), st.sets(st.sampled_from(sorted(TREE.sums)), max_size=3))
def test_hiding_what_another_table_hides_takes_no_protection_away(values: tuple[int, ...], also: set) -> None:
    shown = TREE.protected(values, also_hide=also)
    assert all(shown.counts[cell] is None for cell in also)
    assert_kept(TREE, values, shown)


@settings(deadline=None)
@given(st.tuples(*[st.integers(0, 400)] * 4), st.binary(max_size=8))
def test_what_is_shown_is_rounded_and_what_is_small_is_hidden(values: tuple[int, ...], salt: bytes) -> None:
    shown = TREE.protected(values, salt=salt)
    full = dict(zip(TREE.foot, values, strict=True))
    full["all", TOTAL] = sum(values)
    for cell, people in full.items():
        told = shown.counts[cell]
        assert told is None or (people >= SMALLEST and told == rounded(people) and abs(told - people) <= 2)
        if people < SMALLEST:
            assert told is None
    assert shown == TREE.protected(values, salt=salt)


def test_a_salt_hides_now_and_then_without_need_so_that_hiding_proves_nothing() -> None:
    """Of a table that needs nothing hidden beside its small count, some salts hide a neighbour and most do not."""
    counts = (3, 40, 60, 80)
    assert TWO_BY_TWO.protected(counts).hidden_beside == frozenset()
    hidden = [bool(TWO_BY_TWO.protected(counts, salt=bytes([n])).hidden_beside) for n in range(1, 200)]
    assert 5 < sum(hidden) < 60


def test_a_hand_worked_table() -> None:
    # 1 + 23 + 23 = 47. Shown 25, 25 and 45, the first could only be 1 or less: 47 - 46. So a neighbour goes too.
    row = protect({("a", "x"): 1, ("b", "x"): 23, ("c", "x"): 23}, {"a": "all", "b": "all", "c": "all"})
    assert row.counts["a", "x"] is None
    assert row.counts["b", "x"] is None
    assert row.counts["c", "x"] == 25
    assert row.counts["all", "x"] == 45


@pytest.mark.parametrize(
    ("people", "shown"), [(0, 0), (2, 0), (3, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (5_000, 5_000)]
)
def test_rounding_to_fives(people: int, shown: int) -> None:
    assert rounded(people) == shown


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(None, 50, None), (5, None, None), (50, 50, None), (55, 50, None), (0, 50, None), (5, 50, 0.1)],
)
def test_no_rate_of_none_or_all_and_none_of_what_is_hidden(part: int | None, whole: int | None, share: float) -> None:
    assert rate_shown(part, whole) == share


def test_rare_journeys_become_other_and_other_is_never_small() -> None:
    assert merge_rare({"a": 40, "b": 23, "c": 9, "d": 8}) == ({"a": 40, "b": 25}, 15)
    # 3 alone would be too few: the rarest kind shown joins them.
    assert merge_rare({"a": 40, "b": 12, "c": 3}) == ({"a": 40}, 15)
    assert merge_rare({"a": 4}) == ({}, None)
    assert merge_rare({"a": 12}) == ({"a": 10}, None)


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 60), max_size=12))
def test_any_journeys_are_shown_in_tens_of_people_or_merged(people: dict[str, int]) -> None:
    kept, other = merge_rare(people)
    assert all(people[name] >= 10 for name in kept)
    assert other is None or other >= 10
    left = sum(number for name, number in people.items() if name not in kept)
    assert other == (rounded(left) if left >= 10 else None)


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="name each row"):
        protect({("a", "x"): 5}, {"a": "one", "b": "another"})
    with pytest.raises(ValueError, match="foot"):
        protect({("all", "x"): 5}, {"a": "all"})
    with pytest.raises(ValueError, match="negative"):
        protect({("a", "x"): -5}, {"a": "all"})
