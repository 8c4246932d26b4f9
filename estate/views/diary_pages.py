"""What the diary's year and month show."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from estate.querysets.leases import KINDS
from estate.selectors.lease_diary import DRAWN_AT_MOST, LeaseEvent, Row, Span, events_from, rents_of, rows_of
from estate.views.diary import Diary
from estate.views.diary_grids import (
    MONTHS,
    Day,
    Month,
    fill,
    lease_rows,
    months_of,
    next_month,
    only_held_over,
    weeks_of,
)
from estate.views.diary_words import LETTERS

LEASES_A_PAGE = 40
DAY = datetime.timedelta(days=1)


def year_page(diary: Diary) -> dict[str, Any]:
    """The year's columns, and the leases of one page: all that has a date in it, in the order of their first."""
    first = diary.form.first_of_month
    span = Span(first, next_month(first, MONTHS) - DAY, diary.form.today)
    rows, is_capped = _read(diary, span)
    last = only_held_over(rows)
    order = sorted(dict.fromkeys(row[3] for row in rows), key=lambda lease: lease in last)
    begin = (diary.page - 1) * LEASES_A_PAGE
    shown = set(order[begin : begin + LEASES_A_PAGE])
    events = events_from([row for row in rows if row[3] in shown])
    return _turning(diary, first, MONTHS) | {
        "months": _columns(diary, rows, span),
        "rows": lease_rows(first, events, span),
        "events": events,
        "is_capped": is_capped,
        "dates": len(rows),
        "leases": len(order),
        "pages": diary.pages(len(order), LEASES_A_PAGE),
        "legend": [(letter, kind.value, kind.label) for kind, letter in LETTERS.items()],
        "last": span.last,
    }


def _turning(diary: Diary, month: datetime.date, count: int) -> dict[str, Any]:
    """The ways to as many months before and after."""
    earlier, later = next_month(month, -count), next_month(month, count)
    return {
        "earlier": diary.address(page=None, month=f"{earlier:%Y-%m}"),
        "later": diary.address(page=None, month=f"{later:%Y-%m}"),
        "earlier_month": earlier,
        "later_month": later,
    }


def _columns(diary: Diary, rows: Sequence[Row], span: Span) -> list[Month]:
    months = months_of(span.first, rows, span)
    _add_rents(months)
    for month in months:
        month.is_now = month.first == span.today.replace(day=1)
        month.url = diary.filtered("lease_month", month=f"{month.first:%Y-%m}")
    return months


def _read(diary: Diary, span: Span) -> tuple[list[Row], bool]:
    """The period's rows, DRAWN_AT_MOST at most, and whether there are more."""
    rows = list(rows_of(diary.leases, span, diary.form.kinds, most=DRAWN_AT_MOST + 1))
    return rows[:DRAWN_AT_MOST], len(rows) > DRAWN_AT_MOST


def _add_rents(months: Sequence[Month]) -> None:
    """The rent of the leases that may end in each month; None where there is none, or none is known."""
    rents = rents_of({lease for month in months for lease in month.ending})
    for month in months:
        known = [rents[lease] for lease in month.ending if lease in rents]
        month.rent = sum(known, Decimal(0)) if known else None


def month_page(diary: Diary) -> dict[str, Any]:
    """The month's weeks with what falls on their days."""
    month = diary.form.first_of_month
    weeks = weeks_of(month)
    span = Span(weeks[0][0].on, weeks[-1][-1].on, diary.form.today)
    rows, is_capped = _read(diary, span)
    fill(weeks, rows)
    _decorate(weeks)
    for day in (day for week in weeks for day in week if day.more):
        day.url = diary.filtered("lease_list", **{"from": day.on, "to": day.on})
    inside = [mark for week in weeks for day in week if day.is_in_month for mark in day.marks]
    return _turning(diary, month, 1) | {
        "month": month,
        "weeks": weeks,
        "is_capped": is_capped,
        "dates": len(inside),
        "weekdays": [day.on for day in weeks[0]],
    }


def _decorate(weeks: Sequence[Sequence[Day]]) -> None:
    """Read the leases of the marks that are shown, and of those alone."""
    days = [day for week in weeks for day in week]
    wanted = {mark.row for day in days for mark in day.shown}
    found: dict[tuple[int, int, int], LeaseEvent] = {}
    for event in events_from(sorted(wanted)):
        found[KINDS.index(event.kind), event.lease.pk, event.part.pk if event.part else 0] = event
    for day in days:
        day.events = [
            (found[key], mark.edge) for mark in day.shown if (key := (mark.row[1], mark.row[3], mark.row[4])) in found
        ]
