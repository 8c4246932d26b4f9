"""The estate added up by one or two of its dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from estate.models import Property

# What can be summed by, and the field that holds each one's code.
DIMENSIONS = {
    "organisation": "organisation__code", "category": "category", "use": "use", "district": "district__code",
    "ward": "ward__code", "tenure": "tenure", "rag": "rag", "status": "status", "energy_rating": "energy_rating",
}  # fmt: skip
MEASURES = ("gross_internal_area_m2", "site_area_ha", "book_value", "running_cost")
# Only what is known to cost something and to be of some size tells what a square metre costs.
COSTED = Q(running_cost__isnull=False, gross_internal_area_m2__gt=0)


def summary(properties: QuerySet[Property], by: Sequence[str]) -> list[dict[str, Any]]:
    """{dimension: code or None, count, sums in m², hectares and pounds or None, running_cost_per_m2} for each group.

    `properties` are already what the person may see. A sum over no known figure is None, not nought.
    """
    sums = {f"sum_{name}": Sum(name) for name in MEASURES}
    sums |= {
        "costed": Sum("running_cost", filter=COSTED), "costed_m2": Sum("gross_internal_area_m2", filter=COSTED)
    }  # fmt: skip
    keys = {f"by_{name}": F(DIMENSIONS[name]) for name in by}
    rows = properties.order_by().values(**keys).annotate(count=Count("pk"), **sums).order_by(*keys)
    return [_row(row, by) for row in rows]


def _row(row: Any, by: Sequence[str]) -> dict[str, Any]:
    per_m2 = round(row["costed"] / row["costed_m2"], 2) if row["costed_m2"] else None
    return (
        {name: row[f"by_{name}"] or None for name in by}
        | {"count": row["count"]}
        | {name: row[f"sum_{name}"] for name in MEASURES}
        | {"running_cost_per_m2": per_m2}
    )
