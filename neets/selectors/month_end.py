"""Exact counts as of one day: what people are like, what they would need, what became of them, who knows of them.

They are for `services.analyses` alone, as those of `selectors.exact` are.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import connection

from neets.choices import Level, Standing
from neets.selectors.exact import SUSTAINED_DAYS, standings

_SQL = Path(__file__).resolve().parents[1] / "sql"
LATER_DAYS = 183
Counts = dict[tuple[str, str], int]


def by_characteristic(until: dt.date) -> Counts:
    """(characteristic, "neet" or "rest") → people; one with two circumstances counts in both."""
    return _counted("by_characteristic", until, head="month_end")


def by_segment(until: dt.date) -> Counts:
    """(segment half a year before, standing now, "gone" where none) → people without work or learning then."""
    return _counted("by_segment", until, head="month_end")


def need_by_level(until: dt.date) -> Counts:
    """(highest level achieved, "" for none recorded; ages) → people without work or learning."""
    levels = [level.value for level in Level if level.rank is not None]
    return _counted("need_by_level", until, head="month_end", levels=levels)


def outcomes_by_strand(until: dt.date) -> Counts:
    """(strand, what was reached) → people on it in the year that ended half a year before."""
    to = until - dt.timedelta(days=LATER_DAYS)
    year_from = to - dt.timedelta(days=365)
    return _counted(
        "outcomes_by_strand", until, wanted=Standing.EET, sustained=SUSTAINED_DAYS, year_from=year_from, year_to=to
    )


def kept_by_agency(until: dt.date) -> dict[tuple[int, str], int]:
    """(agency's number, how well it knows) → people whose status it keeps."""
    return _counted("kept_by_agency", until)


def _counted(name: str, until: dt.date, *, head: str = "", wanted: Standing | None = None, **more: Any) -> Any:
    named = [(key, standing) for key, standing in standings().items() if wanted is None or standing == wanted]
    before = until - dt.timedelta(days=LATER_DAYS)
    values: dict[str, Any] = {
        "codes": [code for (code, _), _ in named],
        "lists": [each for (_, each), _ in named],
        "standings": [standing for _, standing in named],
        "neet": Standing.NEET.value,
        "until": until,
        "before": before,
        "days": [until, before],
    }
    texts = [(_SQL / f"{each}.sql").read_text(encoding="utf-8") for each in (head, name) if each]
    with connection.cursor() as cursor:
        cursor.execute(" ".join(texts), values | more)
        return {(row, column): people for row, column, people in cursor.fetchall()}
