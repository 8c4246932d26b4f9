"""What the register knows of its areas."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, FloatField, Func, Sum

from totalplace.choices import AreaLevel
from totalplace.models import Area


@dataclass(frozen=True, slots=True)
class Extent:
    """How many areas of a level are in force and how large they are together, in hectares."""

    areas: int
    hectares: float


def extent_of(level: AreaLevel) -> Extent:
    """The areas of a level in force, together."""
    square_metres = Func("boundary", function="ST_Area", output_field=FloatField())
    found = Area.objects.filter(level=level, valid_to__isnull=True).aggregate(
        areas=Count("pk"), square_metres=Sum(square_metres)
    )
    return Extent(found["areas"], (found["square_metres"] or 0.0) / 10_000)
