"""Editions: the published file as of the first of each month since a body first published it."""

from __future__ import annotations

import datetime
import re

from django.utils import timezone

from estate.models import OpenDataPublication

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NoSuchEdition(ValueError):
    """There is no edition of that day; the words say which there are."""


def first_published_on(publication: OpenDataPublication) -> datetime.date:
    """The day on which a body first published, however often it stopped since. `publication` is one of
    `selectors.open_data.publications()`, which know the moment."""
    return timezone.localdate(publication.first_published_at)  # type: ignore[attr-defined]


def editions_of(first: datetime.date, today: datetime.date) -> list[datetime.date]:
    """The first days of months after the day of first publication, newest first. That of this month is there from the
    second on: an edition tells how the register stood at the end of its day."""
    found, day = [], today.replace(day=1)
    if day == today:
        day = _month_before(day)
    while day > first:
        found.append(day)
        day = _month_before(day)
    return found


def edition_asked(publication: OpenDataPublication, text: str) -> datetime.date:
    """The day of the edition that an address asks for, as 2026-11-01. NoSuchEdition says why there is none."""
    first, today = first_published_on(publication), timezone.localdate()
    there = editions_of(first, today)
    which = f"There are editions of: {', '.join(map(str, there))}." if there else "There is none yet."
    try:
        day = datetime.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise NoSuchEdition(f"“{text[:40]}” is not a day. Write it as 2026-11-01. {which}")
    if day >= today:
        raise NoSuchEdition(f"{day} is not over yet. {which} Leave “on” out for the data of today.")
    if day not in there and day <= first:
        raise NoSuchEdition(f"{publication.organisation.code} first published on {first}, not before. {which}")
    if day not in there:
        raise NoSuchEdition(f"{day} is not the first of a month. {which}")
    return day


def _month_before(day: datetime.date) -> datetime.date:
    return (day - datetime.timedelta(days=1)).replace(day=1)
