"""Places given in degrees, on the National Grid: by the very transformation that answers them in degrees again."""

from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection


def to_grid(wkb: bytes) -> GEOSGeometry:
    """A geometry in EPSG:4326, as WKB, in EPSG:27700."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_AsEWKB(ST_Transform(ST_GeomFromWKB(%s, 4326), 27700))", [wkb])
        [stored] = cursor.fetchone()
    return GEOSGeometry(memoryview(stored))
