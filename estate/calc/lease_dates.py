"""The dates of a lease that somebody must not miss.

Months are counted back to the same day of the month, or to the month's last day where it has no such day: 31 March less
one month is 28 February, or the 29th of a leap year. A notice given by the day so found is never later than the law's
rule of the corresponding date (Dodds v Walker [1981] 1 WLR 1027) allows.

A business tenancy inside Part II of the Landlord and Tenant Act 1954 does not end on its expiry. A landlord's notice
(section 25) or a tenant's request (section 26) must be given not more than twelve and not less than six months before
the day it names, which is the expiry at the earliest: the notice window is for that earliest day. When nobody gave one
and the tenant is still there, the tenancy goes on after the expiry (section 24): it is held over.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# Months before a tenancy's expiry in which a notice under section 25 or 26 may be given.
NOTICE_OPENS_MONTHS = 12
NOTICE_CLOSES_MONTHS = 6


class Kind(StrEnum):
    """What a date of a lease is, in the order in which those of one day are listed."""

    EXPIRY = "expiry"
    BREAK = "break"
    BREAK_NOTICE = "break_notice"
    ACT_NOTICE = "act_notice"
    REVIEW = "review"
    HOLDING_OVER = "holding_over"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Kind.EXPIRY: "Expiry",
    Kind.BREAK: "Break",
    Kind.BREAK_NOTICE: "Last day for notice to break",
    Kind.ACT_NOTICE: "1954 Act notice window",
    Kind.REVIEW: "Rent review",
    Kind.HOLDING_OVER: "Holding over",
}


@dataclass(frozen=True, slots=True, order=True)
class LeaseDate:
    """A day, or the days from `on` to `until`, both included, and what falls on them."""

    on: datetime.date
    kind: Kind
    until: datetime.date

    @property
    def what(self) -> str:
        """The kind in words, as inside a sentence."""
        return self.kind.label[0].lower() + self.kind.label[1:]

    @property
    def is_span(self) -> bool:
        return self.until != self.on


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The day `months` calendar months before; the month's last day where it has no such day.

    >>> months_before(datetime.date(2027, 3, 31), 1)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < datetime.MINYEAR:
        return datetime.date.min
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def act_notice_window(expires_on: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first and last day for a notice that ends a 1954 Act tenancy on its expiry.

    Twelve months before 29 February there is no such day, and the 28th would be a day too early, so the window opens
    on 1 March.
    """
    opens = months_before(expires_on, NOTICE_OPENS_MONTHS)
    if opens.day != expires_on.day:
        opens += datetime.timedelta(days=1)
    return opens, months_before(expires_on, NOTICE_CLOSES_MONTHS)


def lease_dates(
    *,
    expires_on: datetime.date | None,
    inside_1954_act: bool | None = None,
    breaks: Iterable[tuple[datetime.date, int | None]] = (),
    reviews: Iterable[datetime.date] = (),
    is_occupied: bool = False,
    is_renewed: bool = False,
    today: datetime.date,
) -> list[LeaseDate]:
    """Every date of a lease in order.

    `breaks` are days with the notice they take, in months (None: not known). `is_occupied`: the property is in use, so
    that a tenancy inside the Act goes on after its expiry, until `today` and beyond, unless it `is_renewed`.
    """
    dates = [_day(day, Kind.REVIEW) for day in reviews]
    for day, notice in breaks:
        dates.append(_day(day, Kind.BREAK))
        if notice:
            dates.append(_day(months_before(day, notice), Kind.BREAK_NOTICE))
    if expires_on is not None:
        dates.append(_day(expires_on, Kind.EXPIRY))
        if inside_1954_act:
            opens, closes = act_notice_window(expires_on)
            dates.append(LeaseDate(opens, Kind.ACT_NOTICE, closes))
            if expires_on < today and is_occupied and not is_renewed:
                dates.append(LeaseDate(expires_on + datetime.timedelta(days=1), Kind.HOLDING_OVER, today))
    return sorted(dates, key=in_order)


def in_order(date: LeaseDate) -> tuple[datetime.date, int]:
    """The key that dates of one lease are sorted by."""
    return date.on, list(Kind).index(date.kind)


def _day(day: datetime.date, kind: Kind) -> LeaseDate:
    return LeaseDate(day, kind, day)


def next_lease_date(dates: Iterable[LeaseDate], today: datetime.date) -> LeaseDate | None:
    """The first date that has not passed, which a window has not until its last day; None when all have."""
    coming = [each for each in dates if each.until >= today and each.kind != Kind.HOLDING_OVER]
    return min(coming, key=lambda each: (max(each.on, today), in_order(each)), default=None)
