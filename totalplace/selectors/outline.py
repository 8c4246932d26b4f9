"""The county's outline and districts as GeoJSON: what stands behind a map that has no base map."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from totalplace.choices import AreaLevel

# 50 m is half a pixel at the zoom where a whole district fills a screen.
SIMPLIFIED_TO_METRES = 50

# Simplified in metres before it is turned into degrees; 5 decimals are about a metre.
OUTLINE = """
    SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
        'type', 'Feature',
        'geometry', ST_AsGeoJSON(ST_Transform(ST_SimplifyPreserveTopology(boundary, %(metres)s), 4326), 5)::json,
        'properties', json_build_object('code', code, 'name', name, 'level', level, 'is_illustrative', is_illustrative)
    ) ORDER BY level, code), '[]'))::text
    FROM totalplace_area
    WHERE level = ANY(%(levels)s)
      AND valid_from <= current_date AND (valid_to IS NULL OR valid_to > current_date)
"""


def outline_geojson(*levels: AreaLevel) -> str:
    """A FeatureCollection, as text, of the areas in force at these levels in longitude and latitude.

    Boundaries are public. Each feature has code, name, level and is_illustrative.
    """
    with connection.cursor() as cursor:
        cursor.execute(OUTLINE, {"metres": SIMPLIFIED_TO_METRES, "levels": [level.value for level in levels]})
        (text,) = cursor.fetchone()
    return text


# A district is some ten pixels wide on the drawing: more of its corners nobody sees.
DRAWN_TO_METRES = 200
DRAWING = """
    SELECT level, name,
           ST_AsSVG(ST_SimplifyPreserveTopology(boundary, %(metres)s), 1, 0),
           ST_X(middle), -ST_Y(middle),
           ST_XMin(boundary), -ST_YMax(boundary), ST_XMax(boundary), -ST_YMin(boundary),
           ST_XMin(degrees), ST_YMin(degrees), ST_XMax(degrees), ST_YMax(degrees)
      FROM totalplace_area,
           LATERAL (SELECT ST_PointOnSurface(boundary) AS middle,
                           ST_Transform(ST_Envelope(boundary), 4326) AS degrees) at
     WHERE (level = 'district' OR level = 'county' AND code = %(county)s)
       AND valid_from <= current_date AND (valid_to IS NULL OR valid_to > current_date)
     ORDER BY level, name
"""


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """An area's outline as an SVG path, and where its name stands; in metres, south downwards."""

    level: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class CountyDrawing:
    """The county as a plain drawing. `view_box` is SVG's; `bounds` are [[south, west], [north, east]] in degrees, None
    where no area is known."""

    areas: list[DrawnArea]
    view_box: str
    bounds: list[list[float]] | None


def county_drawing() -> CountyDrawing:
    """The county and its districts, for where there is no map yet, or no script to draw one."""
    with connection.cursor() as cursor:
        cursor.execute(DRAWING, {"metres": DRAWN_TO_METRES, "county": settings.COUNTY_CODE})
        rows = cursor.fetchall()
    if not rows:
        return CountyDrawing([], "0 0 1 1", None)
    areas = [DrawnArea(*row[:5]) for row in rows]
    left, top = (min(row[at] for row in rows) for at in (5, 6))
    right, bottom = (max(row[at] for row in rows) for at in (7, 8))
    west, south = (min(row[at] for row in rows) for at in (9, 10))
    east, north = (max(row[at] for row in rows) for at in (11, 12))
    view_box = f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
    return CountyDrawing(areas, view_box, [[south, west], [north, east]])
