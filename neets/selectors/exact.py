"""Exact counts of journeys, duplication and guarantees, asked of the database with window functions.

They are for `services.analyses` alone, which lets them out through disclosure control: row security shows none of the
rows beneath them unless the tables were opened for counting. Days are dates, both ends in; times are minutes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from neets import choices
from neets.calc.duplication import WINDOW_DAYS
from neets.choices import Activity, CodeList, Level, Standing

_SQL = Path(__file__).resolve().parents[1] / "sql"
BEGINNING = dt.date(1900, 1, 1)
SUSTAINED_DAYS = 91
Names = Mapping[tuple[str, str], str]
Path_ = tuple[str, ...]


def standings() -> Names:
    """(code, list) → standing: the coarsest steps."""
    return {(code, each): choices.standing_of(code, each).value for code, each in _codes()}


def groups() -> Names:
    """(code, list) → the list's heading: the steps of the pages' journeys."""
    return {(code, each): choices.group_of(code, each).value for code, each in _codes()}


def _codes() -> list[tuple[str, str]]:
    return [(code.value, each.value) for each in CodeList for code in Activity]


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked about."""

    until: dt.date
    since: dt.date = BEGINNING


def pairs(names: Names, span: Span) -> list[tuple[str | None, str | None, int, int]]:
    """(step, next step, passages, people); the first None where journeys begin, the second where they end."""
    return _journeys("journey_pairs", names, span)


def variants(names: Names, span: Span) -> dict[Path_, int]:
    """Whole paths, and how many people walked each."""
    return {tuple(path): people for path, people in _journeys("journey_variants", names, span)}


def paths_since(names: Names, span: Span, from_step: str, most: int) -> dict[Path_, int]:
    """Paths from each person's first `from_step` on, `most` steps at most, and how many people walked each."""
    rows = _journeys("journey_since", names, span, from_step=from_step, most=most)
    return {tuple(path): people for path, people in rows}


def about(names: Names, span: Span, event: str, reach: int = 2) -> list[tuple[int, str, int, int]]:
    """(offset, step, passages, people) of what stood up to `reach` steps before and after `event`."""
    return _journeys("journey_about", names, span, event=event, reach=reach)


def waits(span: Span, sustained_days: int = SUSTAINED_DAYS) -> dict[int, dict[str | None, int]]:
    """Months from first being without work or learning → cause of exit (None: waiting still) → people."""
    causes = {"goal": Standing.EET.value, "lost": Standing.NOT_KNOWN.value, "from_step": Standing.NEET.value}
    counted: dict[int, dict[str | None, int]] = {}
    for months, cause, people in _journeys("journey_waits", standings(), span, sustained=sustained_days, **causes):
        counted.setdefault(months, {})[cause] = people
    return counted


def repeated_assessments(span: Span, select: str, window_days: int = WINDOW_DAYS) -> list[Any]:
    """Rows of `select` over `repeats`: what another agency had assessed not long before."""
    return _rows("repeated_assessments", select, {"until": span.until, "since": span.since, "window": window_days})


def same_level_again(span: Span, select: str) -> list[Any]:
    """Rows of `select` over `again`: spells of learning that followed another, by the way they went."""
    levels = [level.value for level in Level if level.rank is not None]
    return _rows("same_level_again", select, {"until": span.until, "since": span.since, "levels": levels})


def double_tracking(span: Span, select: str) -> list[Any]:
    """Rows of `select` over `both_tracked`: people of whom two agencies kept a status on the same days."""
    wanted = (Standing.NEET.value, Standing.NOT_KNOWN.value)
    codes, lists = zip(*(key for key, standing in standings().items() if standing in wanted), strict=True)
    values = {"until": span.until, "since": span.since, "codes": list(codes), "lists": list(lists)}
    return _rows("double_tracking", select, values)


def guarantees(span: Span) -> dict[tuple[str, str], int]:
    """(guarantee, outcome) → people owed it, where `since` is the first due day asked about."""
    rows = _rows("guarantee_outcomes", "", {"until": span.until, "since": span.since})
    return {(guarantee, outcome): people for guarantee, outcome, people in rows}


def _journeys(name: str, names: Names, span: Span, **values: Any) -> list[Any]:
    values |= {"codes": [code for code, _ in names], "lists": [each for _, each in names], "steps": [*names.values()]}
    values |= {"until": span.until, "since": span.since}
    return _rows("journey_steps", (_SQL / f"{name}.sql").read_text(encoding="utf-8"), values)


def _rows(name: str, select: str, values: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"{(_SQL / f'{name}.sql').read_text(encoding='utf-8')} {select}", values)
        return cursor.fetchall()
