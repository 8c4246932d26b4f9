"""Thousands of attacks on tables that disclosure control lets out, each by somebody who knows the true numbers later.

ATTACKS=5000 makes so many; without it, some hundreds do. The seed is fixed, so that a failure comes again.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from neets.calc.disclosure import SMALLEST, TOTAL, Cell, Shown, merge_rare, protect, rate_shown, rounded
from tests.attacking import Attacker, adding_up

ATTACKS = int(os.environ.get("ATTACKS", "400"))
TABLES = max(ATTACKS // 25, 80)
COLUMNS = ("neet", "not_known", "other")
Table = Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class County:
    """A table let out, the truth of it, and which row belongs to which."""

    parents: Mapping[str, str]
    truth: Table
    shown: Mapping[Cell, int | None]

    def attacker(self, asked: Callable[[Cell], bool] = lambda cell: True, *, told_small: bool = True) -> Attacker:
        """Somebody who asked for some of it, and was told of each hidden count there whether it is small."""
        made = Attacker(sums=list(adding_up(self.parents, COLUMNS, TOTAL)))
        for cell, number in self.shown.items():
            if asked(cell):
                made.told(cell, number, self.truth[cell] < SMALLEST if told_small else None)
        return made

    def below(self, parent: str) -> set[str]:
        return {row for row, its in self.parents.items() if its == parent}


def made_up(rng: random.Random) -> tuple[dict[Cell, int], dict[str, str]]:
    """A county of a few districts and wards: most have few people of a kind, some none."""
    parents = {f"d{one}": "county" for one in range(rng.randint(2, 6))}
    for district in list(parents):
        parents |= {f"{district}w{one}": district for one in range(rng.randint(1, 9))}
    wards = [row for row in parents if "w" in row]
    few = rng.choice((3, 12, 40))
    most = {"neet": few, "not_known": few * 2, "other": few * 12}
    return {(ward, column): min(rng.randint(0, most[column]), rng.randint(0, most[column])) for ward in wards
            for column in COLUMNS}, parents  # fmt: skip


def add_up(counts: Table, parents: Mapping[str, str]) -> dict[Cell, int]:
    full = dict.fromkeys(((row, column) for row in {*parents, *parents.values()} for column in (*COLUMNS, TOTAL)), 0)
    for (row, column), people in counts.items():
        place: str | None = row
        while place is not None:
            full[place, column] += people
            full[place, TOTAL] += people
            place = parents.get(place)
    return full


def let_out(counts: Table, parents: Mapping[str, str], salt: bytes) -> County:
    return County(parents, add_up(counts, parents), protect(counts, parents, salt=salt).counts)


@pytest.fixture(scope="module")
def counties() -> list[County]:
    rng = random.Random(20261122)
    return [let_out(*made_up(rng), rng.randbytes(8)) for _ in range(TABLES)]


# --- What she asks ------------------------------------------------------------------------------------


def filtered_until_few(county: County, rng: random.Random) -> Callable[[Cell], bool]:
    """County, one district, one ward, one column: each narrower than the last."""
    ward = rng.choice([row for row in county.parents if row not in county.parents.values()])
    line = {ward, county.parents[ward], "county"}
    column = rng.choice(COLUMNS)
    return lambda cell: cell[0] in line and cell[1] in (column, TOTAL)


def difference_of_totals(county: County, rng: random.Random) -> Callable[[Cell], bool]:
    """A whole and its parts, of one column and of all."""
    whole = rng.choice(sorted(set(county.parents.values())))
    rows, column = {whole} | county.below(whole), rng.choice((*COLUMNS, TOTAL))
    return lambda cell: cell[0] in rows and cell[1] in (column, TOTAL)


def siblings_of_the_hidden(county: County, rng: random.Random) -> Callable[[Cell], bool]:
    """Everything about a hidden count but itself: its row, its column, what they belong to."""
    hidden = [cell for cell, number in county.shown.items() if number is None] or [("county", TOTAL)]
    row, _ = rng.choice(sorted(hidden))
    rows = {row, county.parents.get(row, row)} | county.below(county.parents.get(row, row)) | {"county"}
    return lambda cell: cell[0] in rows


def columns_of_a_row(county: County, rng: random.Random) -> Callable[[Cell], bool]:
    """All columns of some rows."""
    rows = set(rng.sample(sorted({*county.parents, "county"}), k=min(4, len(county.parents))))
    return lambda cell: cell[0] in rows


def at_random(county: County, rng: random.Random) -> Callable[[Cell], bool]:
    """Any cells, in any order."""
    asked = set(rng.sample(sorted(county.shown), k=rng.randint(2, len(county.shown))))
    return lambda cell: cell in asked


def everything(county: County, rng: random.Random) -> Callable[[Cell], bool]:
    """The whole table."""
    return lambda cell: True


KINDS = (
    filtered_until_few,
    difference_of_totals,
    siblings_of_the_hidden,
    columns_of_a_row,
    at_random,
    everything,
)


def attack(counties: list[County], seed: int, attacks: int) -> list[tuple[str, object]]:
    """So many sequences of questions; what each gave away."""
    rng, found = random.Random(seed), []
    for number in range(attacks):
        county, kind = rng.choice(counties), KINDS[number % len(KINDS)]
        attacker = county.attacker(kind(county, rng), told_small=rng.random() < 0.8)
        attacker.conclude()
        found += [(kind.__name__, leak) for leak in attacker.given_away(county.truth)]
    return found


def test_no_sequence_of_questions_gives_a_small_count_away(counties: list[County]) -> None:
    assert attack(counties, 1, ATTACKS) == []


def test_every_small_count_of_every_table_could_still_be_three_numbers(counties: list[County]) -> None:
    for county in counties:
        attacker = county.attacker()
        attacker.conclude()
        small = [cell for cell, people in county.truth.items() if people < SMALLEST]
        assert all(attacker.possible(cell) >= 3 for cell in small)


def test_the_attacks_can_succeed_without_hiding_neighbours(counties: list[County]) -> None:
    """The same attacks on tables in which small counts alone are hidden: many are worked out."""
    bare = [
        County(each.parents, each.truth, {
            cell: None if people < SMALLEST else rounded(people) for cell, people in each.truth.items()
        })
        for each in counties
    ]  # fmt: skip
    found = attack(bare, 1, ATTACKS)
    assert len(found) > ATTACKS // 100
    assert {kind for kind, _ in found} >= {"siblings_of_the_hidden", "everything"}


# --- Before and after an edit -------------------------------------------------------------------------


def edited(counts: Table, rng: random.Random) -> dict[Cell, int]:
    """One person came, or went."""
    cell = rng.choice(sorted(counts))
    change = 1 if counts[cell] == 0 or rng.random() < 0.5 else -1
    return dict(counts) | {cell: counts[cell] + change}


def test_letting_a_month_out_again_after_an_edit_would_tell_so_it_is_let_out_once() -> None:
    """Shown twice, a table tells by what changed where one person came or went. The ledger lets it out once
    (services.counting): then before and after are the same table, and nothing changed."""
    rng = random.Random(3)
    told = 0
    for _ in range(max(ATTACKS // 5, 60)):
        counts, parents = made_up(rng)
        salt = rng.randbytes(8)
        before = let_out(counts, parents, salt)
        after = let_out(edited(counts, rng), parents, salt)
        told += before.shown != after.shown
        assert before.shown == let_out(counts, parents, salt).shown
    assert told > 0


# --- Shares, and journeys -----------------------------------------------------------------------------


def test_no_share_says_that_nobody_or_everybody_is(counties: list[County]) -> None:
    for county in counties:
        for row in {*county.parents, "county"}:
            whole = county.shown[row, TOTAL]
            for column in COLUMNS:
                share = rate_shown(county.shown[row, column], whole)
                assert share is None or 0 < share < 1
                if county.truth[row, column] in (0, county.truth[row, TOTAL]):
                    assert share is None


def test_no_rare_journey_is_told_nor_worked_out_from_the_rest() -> None:
    rng = random.Random(7)
    for _ in range(ATTACKS):
        people = {f"path {number}": min(rng.randint(1, 60), rng.randint(1, 60)) for number in range(rng.randint(1, 12))}
        shown, others = merge_rare(people)
        assert all(people[name] >= 10 for name in shown)
        left = {name: number for name, number in people.items() if name not in shown}
        assert others is None or others >= 10
        # With everybody's number known, what is left is still ten people or more, or nobody.
        assert not left or sum(left.values()) >= 10 or not shown


def test_the_attacker_adds_up_as_a_person_would() -> None:
    """A total of 20 and one part of 15: the other is what is left, give or take the rounding."""
    one = Attacker(sums=[("all", ["a", "b"])])
    one.told("all", 20)
    one.told("a", 15)
    one.told("b", None, small=True)
    one.conclude()
    assert (one.least["b"], one.most["b"]) == (1, 4)


def test_shown_is_what_the_module_says(counties: list[County]) -> None:
    counts, parents = made_up(random.Random(9))
    shown = protect(counts, parents)
    assert isinstance(shown, Shown)
    assert {cell for cell, number in shown.counts.items() if number is None} == shown.hidden_small | shown.hidden_beside
