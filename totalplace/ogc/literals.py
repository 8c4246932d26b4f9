"""Geometries that a request names, made ready for the database: in order, within Great Britain, valid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import shapely
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Value

from totalplace.calc.cql2.tree import NotAFilter, Shape
from totalplace.calc.reference_systems import STORED, System


class NotABox(ValueError):
    """The numbers make no box; the words say why."""


def parse_box(text: str, system: System) -> Shape:
    """`bbox` as an address writes it, in the order of the system's own axes; NotABox where it is none."""
    parts = text.split(",")
    if len(parts) not in (4, 6):
        raise NotABox(f"There are {len(parts)} values between the commas: write four, or six with heights.")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        raise NotABox("Not every value between the commas is a number.") from None
    if not all(map(math.isfinite, numbers)):
        raise NotABox("Not every value between the commas is a finite number.")
    half = len(numbers) // 2
    first, second = numbers[:2], numbers[half : half + 2]
    for low, high, side in zip(first, second, ("first", "second"), strict=True):
        if not low <= high:
            raise NotABox(f"The {side} coordinate of the lower corner, {low:g}, is greater than the upper's, {high:g}.")
    shape = Shape("BBox", (*first, *second))
    try:
        _in_the_world(_made(shape, system), system)
    except NotAFilter as refused:
        raise NotABox(str(refused)) from None
    return shape


def bound(shape: Shape, system: System) -> Any:
    """The geometry as an expression in EPSG:27700, clipped to where anything can be; NotAFilter where it is not valid.

    Clipping changes no answer, for every feature lies inside; outside, the National Grid has no coordinates to give.
    """
    made = _made(shape, system)
    _in_the_world(made, system)
    if not shapely.is_valid(made):
        raise NotAFilter(f"A geometry of the filter is not valid: {shapely.is_valid_reason(made)[:100]}.")
    clipped = shapely.intersection(made, shapely.box(*system.frame))
    if system.step:
        clipped = shapely.segmentize(clipped, system.step)
    value = Value(GEOSGeometry(memoryview(shapely.to_wkb(clipped)), srid=system.srid), GeometryField(srid=system.srid))
    return value if system.srid == STORED.srid else Transform(value, STORED.srid)


def _made(shape: Shape, system: System) -> Any:
    made = _of_box(shape.coordinates) if shape.kind == "BBox" else _of_geojson(shape)
    if system.is_latitude_first:
        made = shapely.transform(made, lambda corners: corners[:, ::-1])
    return made


def _of_box(ordinates: Sequence[float]) -> Any:
    """A polygon; of a box without width or height the line or point that it is."""
    left, low, right, high = ordinates
    corners = list(dict.fromkeys([(left, low), (right, low), (right, high), (left, high)]))
    if len(corners) == 4:
        return shapely.Polygon(corners)
    return shapely.LineString(corners) if len(corners) == 2 else shapely.Point(corners[0])


def _of_geojson(shape: Shape) -> Any:
    return shapely.geometry.shape({"type": shape.kind, "coordinates": shape.coordinates})


def _in_the_world(made: Any, system: System) -> None:
    west, south, east, north = system.world
    x, y, right, top = made.bounds
    # Not a comparison that NaN would pass.
    if not (west <= x and south <= y and right <= east and top <= north):
        order = f"latitude ({south:g} to {north:g}), then longitude ({west:g} to {east:g})"
        if not system.is_latitude_first:
            order = f"east ({west:g} to {east:g}), then north ({south:g} to {north:g})"
        raise NotAFilter(f"A coordinate lies outside the world of {system.uri}: {order}.")
