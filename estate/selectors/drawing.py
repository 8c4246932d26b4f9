"""What the map on which a place is drawn needs to know: the neighbours' outlines, and how metres lie on it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, GeometryDistance, NumPoints
from django.contrib.gis.geos import Point, Polygon
from django.db import connection

from estate.models import Property
from totalplace.importing.staging import county_bounds

BNG = 27700
# A screenful at the zoom at which corners can be told apart; metres.
WIDEST_BOX_M = 10_000
MOST_OUTLINES = 200
# Together at most as many corners as one browser draws at ease.
MOST_CORNERS_EACH = 500
# A point of no county: the middle of Great Britain, so that an empty register has a map too.
MIDDLE = (400_000.0, 400_000.0)
MILLIMETRES = 3
SYSTEM = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::27700"}}'


def outlines_within(box: tuple[float, float, float, float], user: Any) -> str:
    """The outlines that `user` may see in a box of metres (west, south, east, north), as GeoJSON text in EPSG:27700.

    Of more than MOST_OUTLINES, those nearest to the middle, and `more` is true. Outlines of more than
    MOST_CORNERS_EACH are left out. One index look-up.
    """
    frame = Polygon.from_bbox(box)
    frame.srid = BNG
    found = list(
        Property.objects.visible_to(user)
        .in_register()
        .filter(boundary__bboverlaps=frame)
        .annotate(corners=NumPoints("boundary"), shape=AsGeoJSON("boundary", precision=MILLIMETRES))
        .filter(corners__lte=MOST_CORNERS_EACH)
        .order_by(GeometryDistance("boundary", frame.centroid), "id")
        .values_list("reference", "name", "shape")[: MOST_OUTLINES + 1]
    )
    features = [
        f'{{"type":"Feature","geometry":{shape},"properties":{json.dumps({"reference": reference, "title": name})}}}'
        for reference, name, shape in found[:MOST_OUTLINES]
    ]
    more = "true" if len(found) > MOST_OUTLINES else "false"
    return f'{{"type":"FeatureCollection",{SYSTEM},"more":{more},"features":[{",".join(features)}]}}'


def anchor_at(point: Point | None) -> dict[str, tuple[float, float]]:
    """One place in metres (EPSG:27700) and in degrees (longitude, latitude) as the database turns it.

    The page's own formula is good to 2 m; told one place, it is right about it to the centimetre.
    """
    metres = (point.x, point.y) if point else _middle()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), 27700), 4326) p", metres
        )
        return {"metres": metres, "degrees": cursor.fetchone()}


def _middle() -> tuple[float, float]:
    bounds = county_bounds()
    return ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2) if bounds else MIDDLE
