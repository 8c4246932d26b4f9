"""The ratings of a property: what stands, and everything that was ever said, with how long it stood."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
