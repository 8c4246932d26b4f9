"""How many properties had which rating month by month, from what is kept of past months where that is true."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Min, Sum

from estate.models import Property, RatingMonth, RatingMonthStale
from estate.querysets import visible
from estate.selectors.bodies import IN_REGISTER
from estate.selectors.past_ratings import RATINGS, Counted, counts_on
from estate.selectors.totals import tallied
from totalplace.models import Organisation


def rated_by_month(user: Any, days: Sequence[datetime.date], organisation: Organisation | None = None) -> list[Counted]:
    """For each of `days`, ends of past months and today last: what `user` may see of a body or of all, by rating.

    Past months are those kept, and today is the tally's, so nothing is counted; unless they are not kept, or something
    moved them since: then all of it is, as `counts_on` does.
    """
    condition = visible(user)
    if condition is None or not _are_kept(days[:-1]):
        seen = Property.objects.visible_to(user)
        return counts_on(seen.filter(organisation=organisation) if organisation else seen, days)
    kept = RatingMonth.objects.filter(condition, day__in=days[:-1])
    if organisation:
        kept = kept.filter(organisation=organisation)
    found: dict[datetime.date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(RATINGS, 0))
    rows: Any = kept.values_list("day", "rating").annotate(number=Sum("properties")).order_by()
    for day, rating, number in rows:
        found[day][rating] = number
    return [*(Counted(day, found[day]) for day in days[:-1]), _today(user, days[-1], organisation)]


def _are_kept(days: Sequence[datetime.date]) -> bool:
    """Whether these months' ends are all kept, as they are now."""
    if RatingMonthStale.objects.exists():
        return False
    kept = RatingMonth.objects.aggregate(first=Min("day"), last=Max("day"))
    return bool(days and kept["first"] and kept["first"] <= days[0] and kept["last"] >= days[-1])


def _today(user: Any, day: datetime.date, organisation: Organisation | None) -> Counted:
    dimensions = {"status": IN_REGISTER} | ({"organisation": [organisation.pk]} if organisation else {})
    rows: Any = tallied(user, dimensions, apart=("rag",))
    grouped = rows.values_list("rag").annotate(number=Sum("properties")).order_by()
    return Counted(day, dict.fromkeys(RATINGS, 0) | {rag: number for rag, number in grouped if number})
