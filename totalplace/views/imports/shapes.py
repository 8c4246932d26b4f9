"""A place before and after: as features for a small map, and the same in words."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import Any

import pyproj
import shapely
from shapely.geometry import shape as read_geojson

from totalplace.calc.coordinates import BNG, WGS84, to_bng
from totalplace.templatetags.formats import hectares, number

Shape = dict[str, Any]
POINTS_OF_THE_COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
IN_METRES = f"SRID={BNG};"


def from_text(text: str) -> Shape | None:
    """GeoJSON (longitude, latitude) of a geometry written as SRID=27700;POLYGON…; None for any other text."""
    if not text.startswith(IN_METRES):
        return None
    geometry = shapely.from_wkt(text.removeprefix(IN_METRES), on_invalid="ignore")
    if geometry is None:
        return None
    return json.loads(shapely.to_geojson(shapely.transform(geometry, _to_degrees().transform, interleaved=False)))


def features(old: Shape | None, new: Shape | None, title: str) -> dict[str, Any]:
    """A FeatureCollection of both places, each with its role for the map."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": shape, "properties": {"role": role, "title": title}}
            for role, shape in (("old", old), ("new", new))
            if shape
        ],
    }


def words(old: Shape | None, new: Shape | None) -> str:
    """What happens to the place: "The point moves 134 m north-east." """
    before, after = _in_metres(old), _in_metres(new)
    if after is None:
        return "The place is taken out." if before is not None else ""
    if before is None:
        return f"The {_kind(after)} is new."
    if _kind(before) == _kind(after) == "outline":
        return f"The outline goes from {_size(before)} to {_size(after)}."
    return f"The {_kind(after)} {_move(before, after)}."


def size(shape: Shape) -> str:
    """The area of an outline, as 1.23 ha."""
    return _size(_in_metres(shape))


@lru_cache(maxsize=1)
def _to_degrees() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(BNG, WGS84, always_xy=True, allow_ballpark=False)


def _in_metres(shape: Shape | None) -> shapely.Geometry | None:
    if not shape:
        return None
    return shapely.transform(read_geojson(shape), lambda x, y: to_bng(x, y, WGS84), interleaved=False)


def _kind(geometry: shapely.Geometry) -> str:
    return "point" if geometry.geom_type == "Point" else "outline"


def _size(geometry: shapely.Geometry | None) -> str:
    return hectares(None if geometry is None else geometry.area / 10_000)


def _move(before: shapely.Geometry, after: shapely.Geometry) -> str:
    """How far and which way the middle of a place moves."""
    start, end = before.centroid, after.centroid
    east, north = end.x - start.x, end.y - start.y
    metres = math.hypot(east, north)
    if metres < 1:
        return "moves by less than a metre"
    way = POINTS_OF_THE_COMPASS[round(math.degrees(math.atan2(east, north)) / 45) % 8]
    far = f"{number(metres / 1000, 1)} km" if metres >= 10_000 else f"{number(metres)} m"
    return f"moves {far} {way}"
