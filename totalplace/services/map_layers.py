"""Layers that a person lays over the map: brought in, named, coloured, and taken away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from psycopg2.extras import execute_values

from totalplace.importing.drawable import Drawable, read_drawable
from totalplace.importing.readers import UnreadableFile
from totalplace.models import OwnMapLayer, User

# More than a person keeps apart.
MOST_LAYERS = 20
# Metres within which a layer is drawn: the finest that keeps it to the letters below, some 400 kB compressed.
TOLERANCES_M = (1, 5, 20, 50, 100, 250, 1_000)
MOST_LETTERS = 1_500_000
SHAPES_AT_ONCE = 500

GATHER = "CREATE TEMP TABLE drawn (place integer, shape geometry) ON COMMIT DROP"
PUT = """
INSERT INTO drawn SELECT place, ST_SetSRID(ST_GeomFromWKB(wkb), 27700) FROM (VALUES %s) given (place, wkb)"""
# A self-crossing outline is mended for drawing.
MEND = """
WITH mended AS (UPDATE drawn SET shape = ST_MakeValid(shape) WHERE NOT ST_IsValid(shape) RETURNING 1)
SELECT count(*) FROM mended"""
SHAPES = """
SELECT ST_AsGeoJSON(ST_Transform(ST_SimplifyPreserveTopology(shape, %s), 4326), 5) FROM drawn ORDER BY place"""
LETTERS = "SELECT coalesce(sum(length(shape)), 0) FROM ({shapes}) s (shape)"


@transaction.atomic
def add_map_layer(*, user: Any, path: Path, filename: str, name: str) -> OwnMapLayer:
    """A new layer of `user`'s from a file; UnreadableFile and ValidationError say what is wrong."""
    # Two uploads at once wait for each other, so that the count below is true.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if OwnMapLayer.objects.filter(owner=user).count() >= MOST_LAYERS:
        raise ValidationError({"file": f"You have {MOST_LAYERS} layers. Take one away that is not used any more."})
    given = read_drawable(path, filename, max_bytes=settings.MAX_ATTACHMENT_BYTES)
    shapes, tolerance, notes = _drawn(given)
    return OwnMapLayer.objects.create(
        owner=user,
        name=(name.strip() or Path(filename).stem)[:80],
        tolerance_m=tolerance,
        how_read=". ".join([*given.notes, *notes]),
        shapes=shapes,
        names=given.names,
        numbers=given.numbers,
    )


@transaction.atomic
def change_map_layer(*, user: Any, pk: int, name: str, coloured_by: str) -> OwnMapLayer:
    """Name a layer anew and choose what colours it; OwnMapLayer.DoesNotExist where she has none of this number."""
    layer = OwnMapLayer.objects.select_for_update().get(pk=pk, owner=user)
    if coloured_by and coloured_by not in layer.numbers:
        raise ValidationError({"coloured_by": "The layer has no figures of this name. Choose from the list."})
    layer.name, layer.coloured_by = name.strip(), coloured_by
    layer.save(update_fields=["name", "coloured_by"])
    return layer


def remove_map_layer(*, user: Any, pk: int) -> str:
    """Take a layer away for good, and answer its name; OwnMapLayer.DoesNotExist where she has none of this number."""
    layer = OwnMapLayer.objects.defer("shapes", "names", "numbers").get(pk=pk, owner=user)
    layer.delete()
    return layer.name


def _drawn(given: Drawable) -> tuple[list[Any], float, list[str]]:
    """The shapes as they are drawn, within how many metres, and what was done to them."""
    with connection.cursor() as cursor:
        _put(cursor, given)
        cursor.execute(MEND)
        (mended,) = cursor.fetchone()
        tolerance = _tolerance(cursor)
        cursor.execute(SHAPES, [tolerance])
        shapes = [json.loads(shape) for (shape,) in cursor.fetchall()]
    notes = [f"{mended:,} that crossed themselves were mended for drawing"] if mended else []
    return shapes, tolerance, [*notes, f"Drawn to within {tolerance:,} m"]


def _put(cursor: Any, given: Drawable) -> None:
    cursor.execute("DROP TABLE IF EXISTS drawn")
    cursor.execute(GATHER)
    execute_values(cursor.cursor, PUT, enumerate(given.shapes), page_size=SHAPES_AT_ONCE)


def _tolerance(cursor: Any) -> float:
    """The finest within which all of it is light enough to draw."""
    for metres in TOLERANCES_M:
        cursor.execute(LETTERS.format(shapes=SHAPES), [metres])
        if cursor.fetchone()[0] <= MOST_LETTERS:
            return metres
    raise UnreadableFile(
        f"The layer is too large to draw, even to within {TOLERANCES_M[-1]:,} m.",
        "Give a part of it, or fewer shapes.",
    )
