"""The dates of a lease that somebody must not miss."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class LeaseDate:
    """A day, and what it is the day of."""

    on: datetime.date
    what: str


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The day `months` calendar months before; the month's last day where it has no such day.

    >>> months_before(datetime.date(2027, 3, 31), 1)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def lease_dates(
    *,
    expires_on: datetime.date | None,
    breaks: Iterable[tuple[datetime.date, int | None]] = (),
    reviews: Iterable[datetime.date] = (),
) -> list[LeaseDate]:
    """Every date of a lease in order. `breaks` are days with the notice they take, in months (None: not known)."""
    dates = [LeaseDate(day, "rent review") for day in reviews]
    for day, notice in breaks:
        dates.append(LeaseDate(day, "break"))
        if notice:
            dates.append(LeaseDate(months_before(day, notice), "last day for notice to break"))
    if expires_on is not None:
        dates.append(LeaseDate(expires_on, "expiry"))
    return sorted(dates)


def next_lease_date(dates: Iterable[LeaseDate], today: datetime.date) -> LeaseDate | None:
    """The first date that has not passed; None when all have, or none is known."""
    return min((each for each in dates if each.on >= today), default=None)
