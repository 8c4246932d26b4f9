"""An estate set beside the people it serves and the land it stands on, so that places of any size compare."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Density:
    """Properties per 1,000 people and per 100 hectares, and per head: m² of floor, pounds of book value and of running
    cost a year. None where the figure, or the people, are not known."""

    properties_per_1000: float | None
    properties_per_100_ha: float | None
    floor_area_per_head: float | None
    book_value_per_head: float | None
    running_cost_per_head: float | None


def density(
    *,
    properties: int,
    floor_area_m2: Decimal | None,
    book_value: Decimal | None,
    running_cost: Decimal | None,
    people: int | None,
    hectares: float,
) -> Density:
    """What `properties` with these sums (m², pounds, pounds a year) are to `people` on `hectares` of land."""

    def per_head(amount: Decimal | int | None) -> float | None:
        return None if amount is None or not people else float(amount) / people

    per_person = per_head(properties)
    return Density(
        properties_per_1000=None if per_person is None else per_person * 1000,
        properties_per_100_ha=properties / hectares * 100 if hectares else None,
        floor_area_per_head=per_head(floor_area_m2),
        book_value_per_head=per_head(book_value),
        running_cost_per_head=per_head(running_cost),
    )
