"""What the register knows of its areas."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db import connection
from django.db.models import Count, FloatField, Func, Max, Min, Q, QuerySet, Sum

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


@dataclass(frozen=True, slots=True)
class Level:
    """What is held of one level: areas in force, former outlines, from when, whence, and whether any is only ours."""

    level: AreaLevel
    areas: int
    former: int
    from_day: datetime.date | None
    to_day: datetime.date | None
    sources: list[str]
    has_illustrations: bool


def levels() -> list[Level]:
    """Every level in the order of the code list, with the vintages of the areas in force: one query."""
    in_force = Q(valid_to__isnull=True)
    found: dict[str, dict[str, Any]] = {
        row["level"]: {name: value for name, value in row.items() if name != "level"}
        for row in Area.objects.order_by()
        .values("level")
        .annotate(
            areas=Count("pk", filter=in_force),
            former=Count("pk", filter=~in_force),
            from_day=Min("valid_from", filter=in_force),
            to_day=Max("valid_from", filter=in_force),
            sources=ArrayAgg("source", distinct=True, filter=in_force & ~Q(source=""), default=[]),
            has_illustrations=BoolOr("is_illustrative", filter=in_force, default=False),
        )
    }
    nothing: dict[str, Any] = {"areas": 0, "former": 0, "from_day": None, "to_day": None}
    nothing |= {"sources": [], "has_illustrations": False}
    return [Level(level, **found.get(level, nothing)) for level in AreaLevel]


def areas_of(level: AreaLevel) -> QuerySet[Area]:
    """The areas of a level in force, by name, without their outlines."""
    return (
        Area.objects.filter(level=level, valid_to__isnull=True)
        .select_related("parent")
        .defer("boundary", "parent__boundary")
        .order_by("name", "code")
    )


def county_extent() -> list[float]:
    """West, south, east, north in degrees (EPSG:4326) of the county and its districts; the world where there are none.

    What is published says this of itself, never where its own features lie: that would tell where a hidden one is.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
                 FROM (SELECT ST_Extent(ST_Transform(ST_Envelope(boundary), 4326)) AS box FROM totalplace_area
                        WHERE valid_to IS NULL AND level IN ('county', 'district')) a"""
        )
        bounds = cursor.fetchone()
    return [round(each, 5) for each in bounds] if bounds[0] is not None else [-180.0, -85.05113, 180.0, 85.05113]
