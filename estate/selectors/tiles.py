"""Vector tiles of the estate, made by PostGIS in one statement each: outlines when near, counts by cell when far.

Every tile is made from what one person may see; a statement also says of which drawing (`stamp`) it told.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BinaryField, ExpressionWrapper, F

from estate.calc.tile_grid import CELL_ZOOMS, MOST_ZOOM, Tile
from estate.models.drawing import COLUMN_OF
from estate.querysets.drawings import DrawingQuerySet
from totalplace.permissions import rights_of

# From this zoom on each property is drawn itself; and its name is told from the other.
FEATURES_FROM = 13
NAMES_FROM = 15
# In a tile of more than these, properties are counted by cell there too, as far as their cells are kept finer than it.
MOST_FEATURES = 1_000
CELLS_TO = MOST_ZOOM - CELL_ZOOMS
# Of a tile's own units across, and of those that an outline reaches beyond its edge, so that no seam is drawn.
EXTENT = 4096
BUFFER = 64

STAMP = "(SELECT max(id) FROM estate_drawingstamp)"
FRAME = "ST_TileEnvelope(%(z)s, %(x)s, %(y)s)"

# No filter stands around ST_AsMVTGeom: ST_AsMVT leaves out what is null, and a filter would have it worked out twice.
# What is too small for an outline at this zoom is a point: each property is to be seen.
FEATURES = """
SELECT {stamp}, ST_AsMVT(feature, 'properties', {extent}, 'geom', 'id')
  FROM (SELECT d.property_id AS id, d.reference, {name} o.code AS organisation, d.{rag} AS rag, d.tenure, d.category,
               d.use, d.status, d.lease_expiry_year, d.energy_rating, d.cost_per_m2,
               coalesce(ST_AsMVTGeom(d.drawn, {frame}, {extent}, {buffer}),
                        ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(d.x, d.y), 3857), {frame}, {extent}, {buffer})) AS geom
          FROM ({drawings}) d
          JOIN totalplace_organisation o ON o.id = d.organisation_id
         WHERE d.drawn && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => {margin})
         ORDER BY d.property_id) feature
"""

# A cell's point is the mean of its members' places, which lies inside the cell or, rounded, on its edge.
CELLS = """
WITH counted AS MATERIALIZED ({counted}), cells AS (
    SELECT cell, sum(properties)::integer AS count, jsonb_object_agg('n:' || {value}, properties) AS counts
      FROM counted {bodies} GROUP BY cell
), places AS ({places})
SELECT {stamp}, ST_AsMVT(feature, 'cells', {extent}, 'geom', 'id')
  FROM (SELECT cell AS id, count, counts,
               ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(x / count::float8, y / count::float8), 3857), {frame}, {extent},
                            0, false) AS geom
          FROM cells JOIN places USING (cell)
         ORDER BY cell) feature
"""
# What stands counted ready, for who sees sensitive sites of the bodies in `holders` (null: of all).
READY = """
    SELECT cell, each.key AS value, sum(each.value::integer)::integer AS properties
      FROM estate_drawncell CROSS JOIN LATERAL jsonb_each_text(counts -> %(by)s) AS each
     WHERE {here} GROUP BY cell, each.key"""
READY_PLACES = "SELECT cell, sum(x) AS x, sum(y) AS y FROM estate_drawncell WHERE {here} GROUP BY cell"
READY_HERE = """level = %(level)s AND cell >= %(first)s AND cell < %(beyond)s
       AND (%(holders)s::bigint[] IS NULL OR holder = ANY (%(holders)s))"""
# What has to be counted: properties narrowed by some filter.
NARROWED = """
    SELECT cell >> {shift} AS cell, coalesce({column}::text, '') AS value, count(*)::integer AS properties,
           sum(x) AS x, sum(y) AS y
      FROM ({drawings}) d WHERE cell >= %(first)s AND cell < %(beyond)s GROUP BY 1, 2"""
NARROWED_PLACES = "SELECT cell, sum(x) AS x, sum(y) AS y FROM counted GROUP BY cell"
BODIES = "JOIN totalplace_organisation o ON o.id = value::bigint"


class Made(NamedTuple):
    """A tile, and the drawing that it was made from."""

    stamp: int
    tile: bytes


def is_crowded(tile: Tile, drawings: DrawingQuerySet) -> bool:
    """Whether more of `drawings` lie in this tile than it shows one by one."""
    if tile.z > CELLS_TO:
        return False
    first, beyond = tile.cells(MOST_ZOOM)
    here = drawings.filter(cell__gte=first, cell__lt=beyond).values("cell")[: MOST_FEATURES + 1]
    return here.count() > MOST_FEATURES


def near_tile(tile: Tile, by: str, drawings: DrawingQuerySet, *, rag: str = "rag") -> Made:
    """The tile of `drawings` from FEATURES_FROM on: themselves, or counted where they are too many."""
    if is_crowded(tile, drawings):
        return narrowed_cells_tile(tile, by, drawings, rag=rag)
    return properties_tile(tile, drawings, rag=rag)


def properties_tile(tile: Tile, drawings: DrawingQuerySet, *, rag: str = "rag") -> Made:
    """The layer `properties`: each of `drawings`, already what the person may see, in this tile.

    `rag` names what holds the rating: "rag_then" of what `rated_on` a past day.
    """
    drawn = ExpressionWrapper(F("shape"), output_field=BinaryField())
    columns = [
        "property_id", "reference", "organisation_id", rag, "tenure", "category", "use", "status",
        "lease_expiry_year", "energy_rating", "cost_per_m2", "x", "y",
    ]  # fmt: skip
    name = "d.name," if tile.z >= NAMES_FROM else ""
    return _made(
        FEATURES,
        drawings.annotate(drawn=drawn).values(*columns, *(["name"] if name else []), "drawn"),
        {"z": tile.z, "x": tile.x, "y": tile.y},
        name=name,
        rag=rag,
        buffer=BUFFER,
        margin=BUFFER / EXTENT,
    )


def ready_cells_tile(tile: Tile, by: str, user: Any) -> Made:
    """The layer `cells` of all in the register that `user` may see, by a dimension of COUNTED_BY."""
    rights = rights_of(user)
    level = tile.z + CELL_ZOOMS
    first, beyond = tile.cells(level)
    holders = None if rights.sees_all_sensitive else [0, *sorted(rights.officer_of)]
    parameters = {"level": level, "first": first, "beyond": beyond, "holders": holders, "by": by}
    return _cells(tile, by, None, parameters, READY.format(here=READY_HERE), READY_PLACES.format(here=READY_HERE))


def narrowed_cells_tile(tile: Tile, by: str, drawings: DrawingQuerySet, *, rag: str = "rag") -> Made:
    """The layer `cells` of `drawings`, already what the person may see, by a dimension of COUNTED_BY."""
    first, beyond = tile.cells(MOST_ZOOM)
    column = rag if by == "rag" else COLUMN_OF.get(by, by)
    counted = NARROWED.replace("{shift}", str(2 * (MOST_ZOOM - tile.z - CELL_ZOOMS))).replace("{column}", column)
    rows = drawings.values("cell", "x", "y", column)
    return _cells(tile, by, rows, {"first": first, "beyond": beyond}, counted, NARROWED_PLACES)


def _cells(tile: Tile, by: str, drawings: Any, parameters: dict[str, Any], counted: str, places: str) -> Made:
    is_body = by == "organisation"
    sql = CELLS.replace("{counted}", counted).replace("{places}", places)
    parameters |= {"z": tile.z, "x": tile.x, "y": tile.y}
    return _made(
        sql, drawings, parameters, value="o.code" if is_body else "value", bodies=BODIES if is_body else ""
    )  # fmt: skip


def _made(sql: str, drawings: Any, parameters: dict[str, Any], **parts: Any) -> Made:
    """The statement's answer. The conditions of `drawings` keep their own parameters, which go in by name."""
    inner = ""
    if drawings is not None:
        try:
            inner, values = drawings.query.sql_with_params()
        except EmptyResultSet:
            return Made(0, b"")
        names = [f"p{place}" for place in range(len(values))]
        inner = inner % tuple(f"%({name})s" for name in names)
        parameters = parameters | dict(zip(names, values, strict=True))
    filled = sql.format(drawings=inner, stamp=STAMP, frame=FRAME, extent=EXTENT, **parts)
    with connection.cursor() as cursor:
        cursor.execute(filled, parameters)
        stamp, tile = cursor.fetchone()
    return Made(stamp or 0, bytes(tile))
