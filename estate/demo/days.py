"""Days reckoned in calendar months."""

from __future__ import annotations

import calendar
import datetime


def months_from(day: datetime.date, months: int, on: int | None = None) -> datetime.date:
    """The same day of the month (or day `on`) some months later, or earlier; its last day if it is shorter."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(on or day.day, last))


def years_from(day: datetime.date, years: int) -> datetime.date:
    """The same day some years later, or earlier; 28 February for the 29th."""
    return months_from(day, years * 12)
