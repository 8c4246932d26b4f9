"""The county's outline and districts as GeoJSON: what stands behind a map that has no base map."""

from __future__ import annotations

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


def outline_geojson() -> str:
    """A FeatureCollection, as text, of the current county and districts in longitude and latitude.

    Boundaries are public. Each feature has code, name, level and is_illustrative.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            OUTLINE, {"metres": SIMPLIFIED_TO_METRES, "levels": [AreaLevel.COUNTY.value, AreaLevel.DISTRICT.value]}
        )
        (text,) = cursor.fetchone()
    return text
