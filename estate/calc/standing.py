"""Which rating stood when, from what was said and taken back; and how long that is in words."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A rating of a property, the moment it was given, and the moment it was taken back, if it was."""

    key: int
    at: datetime.datetime
    withdrawn_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Stint:
    """A time in which one rating stood without a break; `end` None: it still stands."""

    key: int
    start: datetime.datetime
    end: datetime.datetime | None


def stints(said: Iterable[Said]) -> list[Stint]:
    """When each rating stood, in order of time.

    At any moment the latest rating stands that was given by then and not taken back by then.
    """
    known = sorted(said, key=lambda each: (each.at, each.key))
    moments = sorted({moment for each in known for moment in (each.at, each.withdrawn_at) if moment is not None})
    found: list[Stint] = []
    ends: list[datetime.datetime | None] = [*moments[1:], None]
    for start, end in zip(moments, ends, strict=False):
        standing = [e for e in known if e.at <= start and (e.withdrawn_at is None or e.withdrawn_at > start)]
        if not standing:
            continue
        key = standing[-1].key
        if found and found[-1].key == key and found[-1].end == start:
            start = found.pop().start
        found.append(Stint(key, start, end))
    return found


def stood(all_stints: Iterable[Stint], now: datetime.datetime) -> Mapping[int, datetime.timedelta]:
    """How long each rating stood in all, until `now` where it still does."""
    total: dict[int, datetime.timedelta] = {}
    for each in all_stints:
        total[each.key] = total.get(each.key, datetime.timedelta()) + ((each.end or now) - each.start)
    return total


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The day `months` calendar months later; that month's last day where it has no such day.

    >>> months_after(datetime.date(2027, 1, 31), 1)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def how_long(length: datetime.timedelta) -> str:
    """“2 years 3 months”, “5 days”, “under a minute”: at most two units, of 365.25 days a year.

    >>> how_long(datetime.timedelta(days=400))
    '1 year 1 month'
    """
    minutes = int(length.total_seconds() // 60)
    days = length.days
    months = int(days / 30.4375)
    if months >= 12:
        return _units((months // 12, "year"), (months % 12, "month"))
    for count, name in ((months, "month"), (days, "day"), (minutes // 60, "hour"), (minutes, "minute")):
        if count:
            return _units((count, name))
    return "under a minute"


def _units(*parts: tuple[int, str]) -> str:
    return " ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count)
