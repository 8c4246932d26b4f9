"""Outlines cut, joined and compared by PostGIS. Geometry in EPSG:27700, areas in square metres."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection


def cut(outline: GEOSGeometry, line: GEOSGeometry) -> list[MultiPolygon]:
    """The pieces of an outline that a line, or several, cut it into, the largest first."""
    return _shapes(
        "SELECT ST_Multi(piece.geom) FROM ST_Dump(ST_Split(%s, %s)) AS piece ORDER BY ST_Area(piece.geom) DESC",
        [outline, line],
    )


def rest(outline: GEOSGeometry, taken: Sequence[GEOSGeometry]) -> MultiPolygon | None:
    """What remains of an outline when others are taken from it; None when nothing does."""
    found = _shapes(
        """SELECT ST_Multi(left_over) FROM (
               SELECT ST_CollectionExtract(ST_Difference(%s, ST_UnaryUnion(ST_Collect(ARRAY[{}]))), 3) AS left_over
           ) AS r WHERE NOT ST_IsEmpty(left_over)""",
        [outline, *taken],
        several=len(taken),
    )
    return found[0] if found else None


def joined(outlines: Sequence[GEOSGeometry]) -> MultiPolygon:
    """All outlines as one."""
    return _shapes(
        "SELECT ST_Multi(ST_CollectionExtract(ST_UnaryUnion(ST_Collect(ARRAY[{}])), 3))",
        list(outlines),
        several=len(outlines),
    )[0]


def overlaps(outlines: Mapping[int, GEOSGeometry]) -> list[tuple[int, int, float]]:
    """(one, other, m²) of each two that have ground in common."""
    keys = list(outlines)
    found = []
    for place, one in enumerate(keys):
        for other in keys[place + 1 :]:
            common = outlines[one].intersection(outlines[other]).area
            if common > 0:
                found.append((one, other, common))
    return found


def _shapes(sql: str, shapes: Sequence[GEOSGeometry], *, several: int = 0) -> list[MultiPolygon]:
    values = [shape.hexewkb.decode() for shape in shapes]
    filled = sql.replace("%s", "%s::geometry").format(", ".join(["%s::geometry"] * several))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ST_AsHEXEWKB(st_multi) FROM ({filled}) AS shapes", values)
        return [GEOSGeometry(row[0]) for row in cursor.fetchall()]


def as_geojson(outlines: Sequence[GEOSGeometry]) -> list[dict[str, Any]]:
    """Each as a GeoJSON geometry in degrees, in order, for a map."""
    if not outlines:
        return []
    values = ", ".join(["(%s, %s::geometry)"] * len(outlines))
    given = [each for place, shape in enumerate(outlines) for each in (place, shape.hexewkb.decode())]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT ST_AsGeoJSON(ST_Transform(geom, 4326), 6)
                  FROM (VALUES {values}) AS shapes (place, geom) ORDER BY place""",
            given,
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]
