"""Where the synthetic young people live: the county's own small areas, or wards drawn around its towns."""

from __future__ import annotations

import csv
import datetime
import json

from django.conf import settings
from django.db import connection

from totalplace.choices import AreaLevel
from totalplace.models import Area

SOURCE = "Made up for the demonstration"
SINCE = datetime.date(1998, 4, 1)

# A ward is what lies nearer to its town than to any other of the district.
_DRAW = """
INSERT INTO totalplace_area (code, name, level, parent_id, boundary, valid_from, source, is_illustrative)
SELECT 'DEMO-' || lpad(row_number() OVER (ORDER BY t.name)::text, 3, '0'), t.name, 'ward', d.id,
       ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Intersection(d.boundary, cell.geom)), 3)), %s, %s, true
  FROM totalplace_area d
  JOIN (SELECT district, ST_Collect(at) AS towns
          FROM (SELECT u.district, ST_SetSRID(ST_MakePoint(u.x, u.y), 27700) AS at
                  FROM unnest(%s::text[], %s::float8[], %s::float8[]) AS u (district, x, y)) points
         GROUP BY district) c ON c.district = d.code AND d.level = 'district' AND d.valid_to IS NULL
 CROSS JOIN LATERAL ST_Dump(ST_VoronoiPolygons(c.towns, 0, d.boundary)) cell
  JOIN unnest(%s::text[], %s::text[], %s::float8[], %s::float8[]) AS t (name, district, x, y)
    ON t.district = d.code AND ST_Intersects(cell.geom, ST_SetSRID(ST_MakePoint(t.x, t.y), 27700))
 WHERE NOT ST_IsEmpty(ST_CollectionExtract(ST_MakeValid(ST_Intersection(d.boundary, cell.geom)), 3))
"""


def level_of_homes() -> tuple[str, str]:
    """The finest level of which the county has areas, and {name: people to every other's 10} where some have more.

    Wards are drawn where it has neither wards nor LSOAs.
    """
    areas = Area.objects.current()
    if areas.filter(level=AreaLevel.LSOA).exists():
        return AreaLevel.LSOA.value, "{}"
    with (settings.BASE_DIR / "fixtures" / "demo" / "towns.csv").open(encoding="utf-8", newline="") as file:
        towns = list(csv.DictReader(file))
    wards = areas.filter(level=AreaLevel.WARD)
    if not wards.exists():
        _draw_wards(towns)
    drawn = wards.filter(source=SOURCE).exists()
    return AreaLevel.WARD.value, json.dumps({town["name"]: float(town["weight"]) for town in towns} if drawn else {})


def _draw_wards(towns: list[dict[str, str]]) -> None:
    """Illustrative wards, one around each town."""
    names, districts = [town["name"] for town in towns], [town["district"] for town in towns]
    xs, ys = [float(town["easting"]) for town in towns], [float(town["northing"]) for town in towns]
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [SINCE, SOURCE, districts, xs, ys, names, districts, xs, ys])
