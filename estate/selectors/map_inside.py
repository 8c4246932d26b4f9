"""What is inside a place that was drawn or picked on the map: by body, use and rating."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from estate.models import Property

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Inside:
    """How many properties there are by rating ("" for not rated), by use and by the number of the body, most first."""

    ratings: dict[str, int]
    uses: list[tuple[str, int]]
    bodies: list[tuple[int, int]]


def inside(properties: QuerySet[Property], ratings: list[str], *, rag: str = "rag") -> Inside:
    """One query over properties that the person may see and that are few enough to count.

    `rag` names what holds the rating: "rag_then" of what was `rated_as_of` a past day.
    """
    rows = properties.order_by().values_list(rag, "use", "organisation").annotate(Count("pk"))
    by: tuple[Counter[Any], Counter[Any], Counter[Any]] = Counter(), Counter(), Counter()
    for *values, count in rows:
        for counter, value in zip(by, values, strict=True):
            counter[value] += count
    return Inside({rating: by[0][rating] for rating in (*ratings, "")}, by[1].most_common(), by[2].most_common())
