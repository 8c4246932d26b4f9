"""Believable outlines of buildings and land: drawn around nought, turned, and set down where they stand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from random import Random

from shapely import Polygon
from shapely.affinity import rotate, scale, translate


def footprint(form: str, area_m2: float, rng: Random) -> Polygon:
    """A polygon of exactly `area_m2` (before rounding to the decimetre) around the point 0, 0.

    `form` is block, shed or house (a rectangle), ell (an L), wings (an E without its middle), court (a rectangle with
    a yard inside) or field (an uneven plot of land).
    """
    drawn = _FORMS[form](rng)
    grown = math.sqrt(area_m2 / drawn.area)
    shape = scale(drawn, grown, grown, origin=(0, 0))
    middle = shape.envelope.centroid
    return rotate(translate(shape, -middle.x, -middle.y), rng.uniform(0, 180), origin=(0, 0))


def placed(shape: Polygon, easting: float, northing: float) -> Polygon:
    """`shape` set down with its middle at a point in metres, its corners to the decimetre."""
    moved = translate(shape, easting, northing)
    return Polygon(_rounded(moved.exterior.coords), [_rounded(ring.coords) for ring in moved.interiors])


def _rounded(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(round(x, 1), round(y, 1)) for x, y in points]


def _box(width: float, height: float, x: float = 0, y: float = 0) -> Polygon:
    return Polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def _ell(rng: Random) -> Polygon:
    width, across, down = rng.uniform(1.2, 1.9), rng.uniform(0.35, 0.55), rng.uniform(0.35, 0.55)
    return Polygon([(0, 0), (width, 0), (width, down), (across, down), (across, 1), (0, 1)])


def _wings(rng: Random) -> Polygon:
    width, wing, spine = rng.uniform(1.8, 2.6), rng.uniform(0.35, 0.5), rng.uniform(0.35, 0.5)
    return Polygon(
        [(0, 0), (width, 0), (width, 1), (width - wing, 1), (width - wing, spine), (wing, spine), (wing, 1), (0, 1)]
    )


def _court(rng: Random) -> Polygon:
    width, deep = rng.uniform(1.1, 1.8), rng.uniform(0.26, 0.36)
    yard = [(deep, deep), (deep, 1 - deep), (width - deep, 1 - deep), (width - deep, deep)]
    return Polygon([(0, 0), (width, 0), (width, 1), (0, 1)], [yard])


def _field(rng: Random) -> Polygon:
    corners = rng.randint(5, 8)
    turn = 2 * math.pi / corners
    points = []
    for corner in range(corners):
        angle, far = turn * (corner + rng.uniform(-0.25, 0.25)), rng.uniform(0.75, 1.15)
        points.append((1.3 * far * math.cos(angle), far * math.sin(angle)))
    return Polygon(points)


_FORMS = {
    "block": lambda rng: _box(rng.uniform(1.2, 2.2), 1),
    "shed": lambda rng: _box(rng.uniform(1.5, 2.8), 1),
    "house": lambda rng: _box(rng.uniform(1.0, 1.5), 1),
    "ell": _ell,
    "wings": _wings,
    "court": _court,
    "field": _field,
}
