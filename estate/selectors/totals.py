"""What a list adds up to: how many properties, how large, worth and costing how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from estate.models import Property, Tally
from estate.models.tally import DIMENSIONS
from estate.querysets import visible

MEASURES = ("gross_internal_area_m2", "site_area_ha", "book_value", "running_cost")
# Counting further than this would cost more than the page; the reader may ask for it.
COUNTED_AT_MOST = 1_000
# The cubes of the tally, smallest first: see estate/sql/0041_tally_of_wards.sql.
CUBES = (
    ("tenure", "rag"),
    ("category", "rag"),
    ("energy_rating",),
    ("use",),
    ("district", "rag"),
    ("ward", "rag"),
    ("category", "use", "tenure", "rag", "district"),
)
ALWAYS_TOLD_APART = frozenset({"organisation", "status", "is_sensitive"})

# The values that each dimension may take: {"rag": ["red"], "organisation": [3, 4]}.
Dimensions = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many properties and their sums in m², hectares and pounds; None where no property has the figure.

    `…_known` says how many have it. `is_capped`: there are more than `properties`, and nothing was summed.
    """

    properties: int
    is_capped: bool = False
    gross_internal_area_m2: Decimal | None = None
    gross_internal_area_m2_known: int = 0
    site_area_ha: Decimal | None = None
    site_area_ha_known: int = 0
    book_value: Decimal | None = None
    book_value_known: int = 0
    running_cost: Decimal | None = None
    running_cost_known: int = 0

    def __add__(self, other: Totals) -> Totals:
        """The totals of both together; what one of them does not know is not known only when neither knows."""
        return as_totals({name: (getattr(self, name) or 0) + (getattr(other, name) or 0) for name in sums()})


def cube_for(dimensions: Iterable[str]) -> int | None:
    """The number of the smallest cube that tells these dimensions apart; None when none does."""
    wanted = set(dimensions) - ALWAYS_TOLD_APART
    return next((_number(cube) for cube in CUBES if wanted <= set(cube)), None)


def _number(cube: Sequence[str]) -> int:
    """PostgreSQL's GROUPING(): one bit a dimension, the first the highest, set where it is not told apart."""
    return sum(1 << place for place, name in enumerate(reversed(DIMENSIONS)) if name not in cube)


def tallied(user: Any, dimensions: Dimensions, *, apart: Iterable[str] = ()) -> QuerySet[Tally] | None:
    """The tally's rows of what `user` may see with these values, which also tell the dimensions in `apart` apart.

    None when no cube has all of them.
    """
    cube, condition = cube_for([*dimensions, *apart]), visible(user)
    if condition is None:
        return Tally.objects.none()
    if cube is None:
        return None
    return Tally.objects.filter(condition, cube=cube, **{f"{name}__in": list(v) for name, v in dimensions.items()})


def sums() -> dict[str, Sum]:
    """The aggregates that make a Totals out of tally rows."""
    return {name: Sum(name) for measure in MEASURES for name in (measure, f"{measure}_known")} | {
        "properties": Sum("properties")
    }


def as_totals(row: Mapping[str, Any]) -> Totals:
    """Totals from a row of `sums()`: a sum over no known figure is not known, not nought."""
    values: dict[str, Any] = {"properties": row["properties"] or 0}
    for measure in MEASURES:
        known = row[f"{measure}_known"] or 0
        values |= {measure: row[measure] if known else None, f"{measure}_known": known}
    return Totals(**values)


def totals(
    user: Any, properties: QuerySet[Property], dimensions: Dimensions | None, *, at_most: int | None = COUNTED_AT_MOST
) -> Totals:
    """What `properties` (already what `user` may see) adds up to.

    `dimensions` are the values that alone made the list, where that is so: then the sums stand ready, whatever its
    length. Otherwise the list is counted, no further than `at_most`; None for all of it.
    """
    if dimensions is not None and (rows := tallied(user, dimensions)) is not None:
        return as_totals(rows.aggregate(**sums()))
    return _counted(properties, at_most)


def number(user: Any, properties: QuerySet[Property], dimensions: Dimensions | None) -> int:
    """How many `properties` are, all of them counted: `totals` without its sums."""
    if dimensions is not None and (rows := tallied(user, dimensions)) is not None:
        return int(rows.aggregate(number=Sum("properties"))["number"] or 0)
    return properties.order_by().count()


def _counted(properties: QuerySet[Property], at_most: int | None) -> Totals:
    counted = properties.order_by().values("id", *MEASURES)
    if at_most is not None:
        counted = counted[: at_most + 1]
    # The counts come first: once a sum bears its measure's name, the name means the sum.
    row = counted.aggregate(
        properties=Count("id"),
        **{f"{measure}_known": Count(measure) for measure in MEASURES},
        **{measure: Sum(measure) for measure in MEASURES},
    )
    if at_most is not None and row["properties"] > at_most:
        return Totals(properties=at_most, is_capped=True)
    return as_totals(row)
