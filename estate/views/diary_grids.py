"""The diary's dates laid out: a month by weeks, and twelve months by lease."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from estate.calc.lease_dates import Kind, months_before
from estate.models import Lease
from estate.querysets.leases import KINDS
from estate.selectors.lease_diary import LeaseEvent, Row, Span

SHOWN_A_DAY = 4
MONTHS = 12
# The tallest bar above a column, in pixels.
TALLEST = 24
# What leaves a lease's rent open: it ends, may be ended, or goes on from day to day.
ENDINGS = (Kind.EXPIRY, Kind.BREAK)


def next_month(month: datetime.date, count: int = 1) -> datetime.date:
    """The first day of the month so many months on."""
    return months_before(month, -count)


# --- A month ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on one day: `edge` is "opens" or "closes" for an end of a window."""

    row: Row
    edge: str = ""


@dataclass(slots=True)
class Day:
    """A day of the grid. `events` are those shown, each with its edge; `more` marks there are beside them."""

    on: datetime.date
    is_in_month: bool
    marks: list[Mark] = field(default_factory=list)
    url: str = ""
    events: list[tuple[LeaseEvent, str]] = field(default_factory=list)

    @property
    def shown(self) -> list[Mark]:
        return self.marks[:SHOWN_A_DAY]

    @property
    def more(self) -> int:
        return max(0, len(self.marks) - SHOWN_A_DAY)


def weeks_of(month: datetime.date) -> list[list[Day]]:
    """The weeks, from Monday on, that the month's days lie in."""
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [[Day(on, on.month == month.month) for on in week] for week in weeks]


def fill(weeks: list[list[Day]], rows: Iterable[Row]) -> None:
    """Put each row on its day; of a window the first and the last day, of a holding over the first."""
    days = {day.on: day for week in weeks for day in week}
    for row in rows:
        for on, edge in _edges(row):
            if on in days:
                days[on].marks.append(Mark(row, edge))


def _edges(row: Row) -> list[tuple[datetime.date, str]]:
    kind = KINDS[row[1]]
    if kind is Kind.ACT_NOTICE:
        return [(row[0], "opens"), (row[-1], "closes")]
    return [(row[0], "begins" if kind is Kind.HOLDING_OVER else "")]


# --- A year -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Month:
    """One of the year's columns: how many dates begin in it or before, and the rent of leases that may end in it."""

    first: datetime.date
    dates: int = 0
    ending: set[int] = field(default_factory=set)
    rent: Decimal | None = None
    height: int = 0
    is_now: bool = False
    url: str = ""

    @property
    def top(self) -> int:
        """Where its bar begins, in pixels from above."""
        return TALLEST - self.height


@dataclass(frozen=True, slots=True)
class YearMark:
    """What stands in one month's cell of one lease: `part` says which piece of a span it is."""

    kind: Kind
    event: LeaseEvent
    part: str = ""


@dataclass(slots=True)
class YearRow:
    """A lease and its marks in each of the months."""

    lease: Lease
    cells: list[list[YearMark]]

    @property
    def is_only_held_over(self) -> bool:
        return all(mark.kind is Kind.HOLDING_OVER for cell in self.cells for mark in cell)


def months_of(first: datetime.date, rows: Iterable[Row], span: Span) -> list[Month]:
    """The twelve columns, with how many dates each has: a span counts in the month it begins in, or the first."""
    months = [Month(next_month(first, number)) for number in range(MONTHS)]
    for on, kind, _, lease, *_ in rows:
        month = months[_column(first, max(on, span.first))]
        month.dates += 1
        if KINDS[kind] in ENDINGS:
            month.ending.add(lease)
    tallest = max(month.dates for month in months) or 1
    for month in months:
        # Rounded up, so that a single date is always seen.
        month.height = -(-TALLEST * month.dates // tallest)
    return months


def lease_rows(first: datetime.date, events: Sequence[LeaseEvent], span: Span) -> list[YearRow]:
    """A row for each lease, in the order of its first date; those that are only held over come last."""
    found: dict[int, YearRow] = {}
    for event in events:
        row = found.setdefault(event.lease.pk, YearRow(event.lease, [[] for _ in range(MONTHS)]))
        start, end = (_column(first, day) for day in (max(event.on, span.first), min(event.until, span.last)))
        for column in range(start, end + 1):
            row.cells[column].append(YearMark(event.kind, event, _part(event, first, column)))
    return sorted(found.values(), key=lambda row: row.is_only_held_over)


def only_held_over(rows: Iterable[Row]) -> set[int]:
    """The leases (ids) of these rows that have no date but that they are held over."""
    held, others = set(), set()
    for _, kind, _, lease, *_ in rows:
        (held if KINDS[kind] is Kind.HOLDING_OVER else others).add(lease)
    return held - others


def _column(first: datetime.date, day: datetime.date) -> int:
    return (day.year - first.year) * 12 + day.month - first.month


def _part(event: LeaseEvent, first: datetime.date, column: int) -> str:
    """Whether a span begins or ends in this column or goes through it, "before" in the first; "" for a single day."""
    if not event.is_span:
        return ""
    begins = _column(first, event.on) == column
    ends = _column(first, event.until) == column and not event.is_held_over
    if begins or ends:
        return "within" if begins and ends else "begins" if begins else "ends"
    return "through" if column else "before"
