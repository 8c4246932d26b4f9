"""The estate added up by one or two of its dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from estate.models import Property, Tally
from estate.selectors.totals import Dimensions, tallied

# What can be summed by, and the field that holds each one's code.
DIMENSIONS = {
    "organisation": "organisation__code", "category": "category", "use": "use", "district": "district__code",
    "ward": "ward__code", "tenure": "tenure", "rag": "rag", "status": "status", "energy_rating": "energy_rating",
}  # fmt: skip
MEASURES = ("gross_internal_area_m2", "site_area_ha", "book_value", "running_cost")
# Only what is known to cost something and to be of some size tells what a square metre costs.
COSTED = Q(running_cost__isnull=False, gross_internal_area_m2__gt=0)


def summary(
    user: Any, properties: QuerySet[Property], by: Sequence[str], dimensions: Dimensions | None
) -> list[dict[str, Any]]:
    """{dimension: code or None, count, sums in m², hectares and pounds or None, running_cost_per_m2} for each group.

    `properties` are already what `user` may see. `dimensions` are the values that alone narrowed them, where that is
    so: then the sums stand ready, if the tally tells those of `by` apart too. A sum over no known figure is None, not
    nought.
    """
    keys = {f"by_{name}": F(DIMENSIONS[name]) for name in by}
    rows = tallied(user, dimensions, apart=by) if dimensions is not None else None
    groups = _counted(properties, keys) if rows is None else _standing(rows, keys)
    return [_row(group, by) for group in groups.order_by(*keys)]


def _counted(properties: QuerySet[Property], keys: Mapping[str, F]) -> QuerySet[Any, Any]:
    """The groups, added up from the register."""
    sums = {f"sum_{name}": Sum(name) for name in MEASURES}
    sums |= {
        "costs": Sum("running_cost", filter=COSTED),
        "costed_size": Sum("gross_internal_area_m2", filter=COSTED),
    }
    return properties.order_by().values(**keys).annotate(count=Count("pk"), **sums)


def _standing(rows: QuerySet[Tally], keys: Mapping[str, F]) -> QuerySet[Any, Any]:
    """The groups, added up from the tally's rows. Some may subtract, so that nothing is left of a group."""
    known = {f"known_{name}": Sum(f"{name}_known") for name in MEASURES}
    sums = {f"sum_{name}": Case(When(**{f"known_{name}__gt": 0}, then=Sum(name))) for name in MEASURES}
    costed = {"costs": Sum("costed"), "costed_size": Sum("costed_m2")}
    groups = rows.order_by().values(**keys).annotate(count=Sum("properties"), **known)
    return groups.annotate(**sums, **costed).filter(count__gt=0)


def _row(row: Any, by: Sequence[str]) -> dict[str, Any]:
    per_m2 = round(row["costs"] / row["costed_size"], 2) if row["costed_size"] else None
    return (
        {name: row[f"by_{name}"] or None for name in by}
        | {"count": row["count"]}
        | {name: row[f"sum_{name}"] for name in MEASURES}
        | {"running_cost_per_m2": per_m2}
    )
