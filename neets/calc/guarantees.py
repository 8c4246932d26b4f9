"""One clock for every guarantee: what was owed to whom by when, and whether it was made, late, or not suitable.

The rules are data. Ages are whole years; the day of birth is not kept, so a birthday counts from the end of its month.
Days are dates.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .rates import academic_age, actual_age


@dataclass(frozen=True, slots=True)
class Rule:
    """A guarantee as it stood between two days (`until` None: it still stands).

    Due either on a fixed day of each year (`due_month`, its last day), for whoever is of age then, or a number of
    months after somebody came to be without work or learning: `offer_after` for the offer, `binding_after` for the
    day from which she must take one up (None where it never binds). `age_basis` is "actual" (on the day) or "academic"
    (on the last 31 August)."""

    key: str
    youngest: int
    oldest: int
    age_basis: str
    since: dt.date
    until: dt.date | None
    due_month: int | None = None
    offer_after: int | None = None
    binding_after: int | None = None


class Outcome(StrEnum):
    """What became of a guarantee on the day of asking."""

    NOT_DUE = "not_due"
    MADE = "made"
    LATE = "late"
    UNSUITABLE = "unsuitable"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer under a guarantee: its day, and whether it suited (None: not assessed, which is not held against
    it)."""

    on: dt.date
    suitable: bool | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What one person is owed under one rule: since when, the offer's last day, the day from which she must take one
    up."""

    rule: str
    since: dt.date
    offer_by: dt.date
    binding_from: dt.date | None


def due_after_spell(rule: Rule, birth: tuple[int, int], start: dt.date, end: dt.date | None) -> Due | None:
    """What is owed for a spell without work or learning from `start` to `end` (None: it lasts); None where nothing.

    Nothing is owed where the spell ended before the offer's day, where she was not of age on that day, or where the
    rule did not then stand. `birth` is (year, month)."""
    if rule.offer_after is None:
        return None
    offer_by = months_after(start, rule.offer_after)
    if end is not None and end < offer_by:
        return None
    binding = None if rule.binding_after is None else months_after(start, rule.binding_after)
    return Due(rule.key, start, offer_by, binding) if _owed(rule, birth, offer_by) else None


def due_in_year(rule: Rule, birth: tuple[int, int], year: int) -> Due | None:
    """What is owed by the rule's day in `year`; None where she is not of age then or the rule does not stand."""
    if rule.due_month is None:
        return None
    offer_by = dt.date(year, rule.due_month, calendar.monthrange(year, rule.due_month)[1])
    since = offer_by.replace(day=1)
    return Due(rule.key, since, offer_by, None) if _owed(rule, birth, offer_by) else None


def _owed(rule: Rule, birth: tuple[int, int], on: dt.date) -> bool:
    stands = rule.since <= on and (rule.until is None or on <= rule.until)
    age = {"academic": academic_age, "actual": actual_age}[rule.age_basis](*birth, on.year, on.month)
    return stands and rule.youngest <= age <= rule.oldest


def outcome(due: Due, offers: Sequence[Offer], today: dt.date) -> Outcome:
    """How it stands today. An offer that did not suit keeps no guarantee: a later one that does is late, or in
    time."""
    made = sorted(offer.on for offer in offers if offer.suitable is not False and due.since <= offer.on <= today)
    if made:
        return Outcome.MADE if made[0] <= due.offer_by else Outcome.LATE
    if any(due.since <= offer.on <= today for offer in offers):
        return Outcome.UNSUITABLE
    return Outcome.NOT_DUE if today <= due.offer_by else Outcome.OVERDUE


@dataclass(frozen=True, slots=True)
class Clock:
    """How many guarantees ended how; `due` are all whose day has come, whatever became of them."""

    by_outcome: Counter[Outcome]

    @property
    def due(self) -> int:
        """Guarantees made, late, unsuitable or overdue."""
        return sum(number for kind, number in self.by_outcome.items() if kind != Outcome.NOT_DUE)

    @property
    def kept(self) -> float | None:
        """The share (0 to 1) of those due that were kept in time; None where none was due."""
        return self.by_outcome[Outcome.MADE] / self.due if self.due else None


def clock(outcomes: Iterable[Outcome]) -> Clock:
    """Count outcomes."""
    return Clock(Counter(outcomes))


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last of that month where it has no such day.

    >>> months_after(dt.date(2009, 8, 31), 6)
    datetime.date(2010, 2, 28)
    """
    at = day.month - 1 + months
    year, month = day.year + at // 12, at % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
