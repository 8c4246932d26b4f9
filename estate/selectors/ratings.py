"""The ratings of a property: what stands, and everything that was ever said, with how long it stood."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from estate.calc.standing import Said, Stint, how_long, stints, stood
from estate.models import Property, RagAssessment, RagWithdrawal
from totalplace.models import User


def standing_on(property_ids: Iterable[int]) -> dict[int, RagAssessment]:
    """The assessment that stands on each of these properties, by property; none for those that are not rated."""
    found = (
        RagAssessment.objects.filter(property__in=list(property_ids), withdrawal=None)
        .select_related("assessed_by")
        .order_by("property_id", "-assessed_at", "-id")
        .distinct("property_id")
    )
    return {each.property_id: each for each in found}


# Beside the version, what an event says of itself.
BESIDE = "'{pgh_id,pgh_created_at,pgh_label,pgh_context_id,version,updated_at}'::text[]"
STOOD = "jsonb_build_array(e.rag, e.rag_assessed_on, e.next_review_on)"
RATED_SINCE = f"""
    SELECT id FROM (
        SELECT c.id, e.pgh_id IS NULL AS is_unknown, e.pgh_id > opened.pgh_id AND (
                   {STOOD} IS DISTINCT FROM lag({STOOD}) OVER w
                   OR e.version <> lag(e.version) OVER w
                      AND to_jsonb(e) - {BESIDE} = lag(to_jsonb(e) - {BESIDE}) OVER w) AS is_rated
          FROM unnest(%s::bigint[], %s::bigint[]) AS c (id, version)
          LEFT JOIN LATERAL (SELECT max(o.pgh_id) AS pgh_id FROM estate_propertyevent o
                              WHERE o.pgh_obj_id = c.id AND o.version = c.version) opened ON true
          LEFT JOIN estate_propertyevent e ON e.pgh_obj_id = c.id AND e.pgh_id >= opened.pgh_id
        WINDOW w AS (PARTITION BY c.id ORDER BY e.pgh_id)) events
     WHERE is_unknown OR is_rated
"""


def rated_since(versions: Mapping[int, int]) -> set[int]:
    """Those of these properties, {id: version}, that somebody rated, or took a rating of back, after that version.

    One whose version was never kept is among them. A rating that leaves a property red on the same day moves its
    version and nothing else, which nothing but a rating does.
    """
    if not versions:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(RATED_SINCE, [list(versions), list(versions.values())])
        return {pk for (pk,) in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Told:
    """One assessment as the timeline tells it. `periods` are the days it stood, from and to (None: until today)."""

    assessment: RagAssessment
    stands: bool
    length: str
    periods: Sequence[tuple[datetime.date, datetime.date | None]]

    @property
    def withdrawal(self) -> RagWithdrawal | None:
        return getattr(self.assessment, "withdrawal", None)


def timeline(assessments: Iterable[RagAssessment], now: datetime.datetime | None = None) -> list[Told]:
    """Every assessment of one property, newest first: who, why, how long it stood. Withdrawals are read with them."""
    known = sorted(assessments, key=lambda each: (each.assessed_at, each.pk), reverse=True)
    now = now or timezone.now()
    periods = stints(Said(each.pk, each.assessed_at, _withdrawn_at(each)) for each in known)
    lengths = stood(periods, now)
    return [
        Told(
            assessment=each,
            stands=any(p.key == each.pk and p.end is None for p in periods),
            length=how_long(lengths[each.pk]) if each.pk in lengths else "",
            periods=_days([p for p in periods if p.key == each.pk]),
        )
        for each in known
    ]


def _days(of_one: Sequence[Stint]) -> list[tuple[datetime.date, datetime.date | None]]:
    """The days of one assessment's times. What was interrupted for less than a day is told as one."""
    days: list[tuple[datetime.date, datetime.date | None]] = []
    for each in of_one:
        start = timezone.localdate(each.start)
        end = timezone.localdate(each.end) if each.end else None
        if days and days[-1][1] == start:
            start = days.pop()[0]
        days.append((start, end))
    return days


def _withdrawn_at(assessment: RagAssessment) -> datetime.datetime | None:
    withdrawal = getattr(assessment, "withdrawal", None)
    return withdrawal.withdrawn_at if withdrawal else None


def rated_by(prop: Property) -> User | None:
    """Who last rated a property, or took a rating of it back; None when it was no person."""
    rated = RagAssessment.objects.filter(property=prop).order_by("-assessed_at", "-id")
    taken_back = RagWithdrawal.objects.filter(assessment__property=prop).order_by("-withdrawn_at")
    said = [
        *((each.assessed_at, each.assessed_by) for each in rated.select_related("assessed_by")[:1]),
        *((each.withdrawn_at, each.withdrawn_by) for each in taken_back.select_related("withdrawn_by")[:1]),
    ]
    return max(said, key=lambda each: each[0])[1] if said else None


def changed_by(prop: Property) -> User | None:
    """Who last changed a property; None when it was no person."""
    context = (
        Property.pgh_event_model.objects.filter(pgh_obj_id=prop.pk)  # type: ignore[attr-defined]
        .order_by("-pgh_id")
        .values_list("pgh_context__metadata", flat=True)
        .first()
    )
    who = (context or {}).get("user")
    return User.objects.filter(pk=who).first() if who else None
