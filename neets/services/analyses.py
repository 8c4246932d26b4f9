"""Letting out the analyses of journeys: counted exactly, protected, stored once a month and entered in the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from neets.calc import incidence, letting_out
from neets.calc.disclosure import SMALLEST_OF_JOURNEYS, rounded
from neets.choices import ActivityGroup, Standing
from neets.choices.analyses import Analysis
from neets.choices.records import Purpose
from neets.models import Agency, Release, ReleasedAnalysis
from neets.querysets.row_security import opened
from neets.selectors import exact
from neets.selectors.exact import Span
from neets.services import month_end
from neets.services.month_end import salt_of as _salt

# Journeys are told from the first time without work or learning, so many steps at most: longer paths are nearly all
# rare.
STEPS = 4
MONTHS = 24
_LOCK = 7_304_029


@transaction.atomic
def let_out_analyses(*, today: dt.date) -> list[str]:
    """Let out what was not let out yet as of the end of the last whole month. Answers which analyses that was."""
    until = today.replace(day=1) - dt.timedelta(days=1)
    month = until.replace(day=1)
    span = Span(until=until, since=_months_before(month, MONTHS))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    out = set(ReleasedAnalysis.objects.filter(month=month).values_list("analysis", flat=True))
    new = [analysis for analysis in Analysis if analysis not in out]
    with opened(Purpose.COUNTING):
        made = {analysis: _MAKERS[analysis](span) for analysis in new}
    for analysis, result in made.items():
        ReleasedAnalysis.objects.create(analysis=analysis, month=month, result=result)
        told = json.dumps(result, sort_keys=True)
        Release.objects.get_or_create(
            question=f"{analysis} {month:%Y-%m}",
            answer=hashlib.sha256(told.encode()).hexdigest(),
            defaults={"cells": told.count(",") + 1, "hidden": told.count("null")},
        )
    return [analysis.value for analysis in new]


def _journeys(span: Span) -> dict[str, Any]:
    """Paths since the first time without work or learning, and how soon people come out of it."""
    found = letting_out.paths(exact.paths_since(_steps(), span, ActivityGroup.NEET_ACTIVE, STEPS))
    table = incidence.from_counts(exact.waits(span))
    return found | {
        "steps": STEPS,
        "curve": letting_out.curve(table, (Standing.EET.value, Standing.NOT_KNOWN.value, "aged_out")),
        "people": _people(table.people),
        "since": span.since.isoformat(),
    }


def _steps() -> exact.Names:
    """Headings, with both kinds of having nothing drawn together: a path by kind of it is rarer, and says more of
    one."""
    inactive, active = ActivityGroup.NEET_INACTIVE.value, ActivityGroup.NEET_ACTIVE.value
    return {key: active if step == inactive else step for key, step in exact.groups().items()}


def _duplication(span: Span) -> dict[str, Any]:
    """Assessments asked again, double tracking, and learning at the same level again: people, and hours of staff."""
    names = dict(Agency.objects.values_list("pk", "name"))
    asked = exact.repeated_assessments(
        span, "SELECT first_agency_id, agency_id, count(DISTINCT person_id)::int FROM repeats GROUP BY 1, 2"
    )
    (people, times, minutes), *_ = exact.repeated_assessments(
        span,
        "SELECT count(DISTINCT person_id)::int, count(DISTINCT id)::int, sum(minutes::numeric / domains) FROM repeats",
    )
    tracked = exact.double_tracking(
        span, "SELECT agency_id, other_id, count(DISTINCT person_id)::int FROM both_tracked GROUP BY 1, 2"
    )
    again = exact.same_level_again(
        span, "SELECT payment_basis, way, count(DISTINCT person_id)::int FROM again GROUP BY 1, 2"
    )
    return {
        "asked_again": letting_out.grid(
            {(names[one], names[other]): n for one, other, n in asked}, _salt("asked", span)
        ),
        "people_asked_again": _people(people),
        "times_asked_again": _people(times) if _people(people) else None,
        "hours_asked_again": _hours(minutes) if _people(people) else None,
        "tracked_twice": letting_out.grid(
            {(names[one], names[other]): n for one, other, n in tracked}, _salt("tracked", span)
        ),
        "levels": letting_out.grid({(basis, way): n for basis, way, n in again}, _salt("levels", span)),
        "since": span.since.isoformat(),
    }


def _guarantees(span: Span) -> dict[str, Any]:
    """What became of each guarantee owed."""
    return {
        "outcomes": letting_out.grid(exact.guarantees(span), _salt("guarantees", span)),
        "since": span.since.isoformat(),
    }


_MAKERS: dict[Analysis, Callable[[Span], dict[str, Any]]] = {
    Analysis.JOURNEYS: _journeys,
    Analysis.DUPLICATION: _duplication,
    Analysis.GUARANTEES: _guarantees,
    Analysis.SEGMENTS: month_end.segments,
    Analysis.PROVISION: month_end.provision,
    Analysis.STRANDS: month_end.strands,
    Analysis.AGENCIES: month_end.agencies,
}


def _people(number: int) -> int | None:
    return rounded(number) if number >= SMALLEST_OF_JOURNEYS else None


def _hours(minutes: Decimal | None) -> int | None:
    """Whole tens of hours; None where nobody noted minutes."""
    return None if minutes is None else int((minutes / 600).to_integral_value()) * 10


def _months_before(month: dt.date, months: int) -> dt.date:
    number = month.year * 12 + month.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)
