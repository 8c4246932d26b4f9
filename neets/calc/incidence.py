"""How soon people come into education, employment or training, when some leave the count by another way.

The Aalen–Johansen estimate, in exact fractions, so that the many exits tied at one month fall where they fell:
nothing is moved apart at random, and the order of the rows changes nothing. One minus Kaplan–Meier, which takes those
who age out or are lost for people who may still come, is given beside it only to show by how much it overstates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

# What a count is filed under when the person was still waiting when last seen.
STILL_WAITING = None


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the table: months since the start, people still counted when it began, exits by cause, people last
    seen waiting, the share still waiting after it, and the share (0 to 1) that has left by each cause up to its
    end."""

    month: int
    at_risk: int
    exits: Mapping[str, int]
    still_waiting: int
    waiting: Fraction
    incidence: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Incidence:
    """The months in which anything happened, in order, for people counted from their start."""

    people: int
    causes: tuple[str, ...]
    months: tuple[Month, ...]

    def by(self, month: int, cause: str) -> Fraction:
        """The share (0 to 1) that has left by `cause` up to the end of `month`; nought before the first exit."""
        reached = [row for row in self.months if row.month <= month]
        return reached[-1].incidence[cause] if reached else Fraction(0)

    def months_until(self, share: Fraction | float, cause: str) -> int | None:
        """The first month by whose end `share` (0 to 1) of all has left by `cause`; None where so many never did."""
        return next((row.month for row in self.months if row.incidence[cause] >= share), None)


def from_spells(spells: Iterable[tuple[int, str | None]]) -> Incidence:
    """The table of spells, each whole months long, with its cause of exit or STILL_WAITING."""
    counts: dict[int, dict[str | None, int]] = {}
    for months, cause in spells:
        row = counts.setdefault(months, {})
        row[cause] = row.get(cause, 0) + 1
    return from_counts(counts)


def from_counts(counts: Mapping[int, Mapping[str | None, int]]) -> Incidence:
    """The table from people per month (whole months since the start) and cause of exit, as a database counts them.

    Whoever is last seen waiting in a month counts as at risk in it: exits come before the end of sight, the usual
    convention for ties.
    """
    _check(counts)
    causes = tuple(sorted({cause for row in counts.values() for cause in row if cause is not None}))
    people = at_risk = sum(sum(row.values()) for row in counts.values())
    waiting, reached = Fraction(1), dict.fromkeys(causes, Fraction(0))
    months = []
    for month in sorted(counts):
        row = counts[month]
        exits = {cause: row.get(cause, 0) for cause in causes}
        if at_risk:
            reached = {cause: reached[cause] + waiting * Fraction(exits[cause], at_risk) for cause in causes}
            waiting *= 1 - Fraction(sum(exits.values()), at_risk)
        months.append(Month(month, at_risk, exits, row.get(STILL_WAITING, 0), waiting, dict(reached)))
        at_risk -= sum(row.values())
    return Incidence(people, causes, tuple(months))


def one_minus_kaplan_meier(table: Incidence, cause: str) -> list[tuple[int, Fraction]]:
    """(month, share) as if every other exit were a person who may still leave by `cause`: too high, and shown as
    such."""
    waiting, curve = Fraction(1), []
    for row in table.months:
        if row.at_risk:
            waiting *= 1 - Fraction(row.exits[cause], row.at_risk)
        curve.append((row.month, 1 - waiting))
    return curve


def _check(counts: Mapping[int, Mapping[str | None, int]]) -> None:
    """Refuse what is no count: a month before the start, fewer than no people."""
    for month, row in counts.items():
        if month < 0:
            raise ValueError(f"A spell cannot last {month} months: it would end before it began.")
        if any(number < 0 for number in row.values()):
            raise ValueError(f"Month {month} counts fewer than no people.")
