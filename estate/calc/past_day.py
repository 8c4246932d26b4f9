"""A day of the past that was asked for."""

from __future__ import annotations

import datetime
import re

# The register goes back no further.
EARLIEST = datetime.date(1990, 1, 1)
FORM = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotAPastDay(ValueError):
    """What is wrong with the day, in a sentence."""


def parse_past_day(text: str, today: datetime.date) -> datetime.date:
    """The day that `text` names as year-month-day. NotAPastDay for none, one after `today` or one before EARLIEST."""
    try:
        if not FORM.fullmatch(text):
            raise ValueError(text)
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise NotAPastDay("This must be a day, such as 2026-03-01.") from None
    if day > today:
        raise NotAPastDay("That day has not come yet. Give a day up to today.")
    if day < EARLIEST:
        raise NotAPastDay(f"The register does not go back so far. Give a day from {EARLIEST.year} on.")
    return day
