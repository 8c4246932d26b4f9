"""Geometries in filters, checked before anything is made of them."""

from __future__ import annotations

import math
from typing import Any

from totalplace.calc.cql2.tree import MOST_CORNERS, NotAFilter, Shape

KINDS = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
WORDS = {kind.lower(): kind for kind in KINDS} | {"bbox": "BBox", "geometrycollection": "GeometryCollection"}
# How many lists stand around a corner in GeoJSON.
LISTS = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPoint": 1, "MultiLineString": 2, "MultiPolygon": 3}
DEEPEST = 4
FEWEST = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}


def box(ordinates: list[Any]) -> Shape:
    """A BBOX of two corners; a height in each is left out. NotAFilter where it is none."""
    if len(ordinates) not in (4, 6) or not all(map(_is_ordinate, ordinates)):
        raise NotAFilter("A BBOX has four numbers: BBOX(-2.30, 52.15, -2.15, 52.25).")
    half = len(ordinates) // 2
    found = tuple(float(each) for each in (*ordinates[:2], *ordinates[half : half + 2]))
    if found[0] > found[2] or found[1] > found[3]:
        raise NotAFilter("The first corner of a BBOX must be below and left of the second.")
    return Shape("BBox", found)


def shape(kind: str, nested: list[Any]) -> Shape:
    """A geometry from lists of corners, as well-known text nests them or as GeoJSON does; NotAFilter where it is none.

    Well-known text has a point as a list of one, and may or may not bracket each point of a MultiPoint.
    """
    if kind == "Point":
        nested = nested[0] if nested and isinstance(nested[0], list) and len(nested) == 1 else nested
    elif kind == "MultiPoint":
        nested = [each[0] if isinstance(each, list) and each and isinstance(each[0], list) else each for each in nested]
    counted = [0]
    coordinates = _corners(kind, nested, LISTS[kind], counted)
    if counted[0] > MOST_CORNERS:
        raise NotAFilter(f"A geometry of the filter has {counted[0]:,} corners; at most {MOST_CORNERS} are read.")
    return Shape(kind, coordinates)


def _corners(kind: str, nested: Any, lists: int, counted: list[int]) -> Any:
    if not isinstance(nested, list) or not nested:
        raise NotAFilter(f"The coordinates of a {kind} are not nested as they should be.")
    if lists == 0:
        if len(nested) not in (2, 3) or not all(map(_is_ordinate, nested)):
            raise NotAFilter("A corner of a geometry is two numbers.")
        counted[0] += 1
        return tuple(float(each) for each in nested[:2])
    found = tuple(_corners(kind, each, lists - 1, counted) for each in nested)
    if lists == 1 and len(found) < FEWEST.get(kind, 1):
        raise NotAFilter(f"A line or ring of a {kind} has at least {FEWEST[kind]} corners.")
    if lists == 1 and kind.endswith("Polygon") and found[0] != found[-1]:
        raise NotAFilter(f"A ring of a {kind} must end where it begins.")
    return found


def _is_ordinate(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 and math.isfinite(value)
