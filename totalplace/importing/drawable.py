"""Any file of shapes, read to be laid over the map: what is drawn, what each shape is called, and its figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from totalplace.calc.coordinates import BNG, CrsDecision, decide_crs, to_bng
from totalplace.calc.geometry import first_points
from totalplace.calc.grid import HEIGHT, WIDTH
from totalplace.importing.readers import Column, Table, UnreadableFile, read
from totalplace.importing.readers.model import count_of

MOST_SHAPES = 20_000
MOST_FIGURES = 30
LONGEST_NAME = 200
# Headings under which a shape's name stands, the likeliest first.
NAMES = ("name", "title", "label", "nm", "description", "code", "id")


@dataclass(frozen=True, slots=True)
class Drawable:
    """Shapes as well-known binary in EPSG:27700, their names, their figures by column, and how they were read, in
    sentences."""

    shapes: list[bytes]
    names: list[str]
    numbers: dict[str, list[float | None]]
    notes: list[str]


def read_drawable(path: Path, filename: str, *, max_bytes: int) -> Drawable:
    """The shapes of a GeoJSON, GeoPackage or zipped Shapefile. UnreadableFile for every file that cannot be drawn."""
    table = read(path, filename, max_bytes=max_bytes)
    if table.geometry is None:
        raise UnreadableFile("The file has no shapes.", "Give a GeoJSON, a GeoPackage or a zipped Shapefile.")
    there = np.not_equal(table.geometry, None).astype(bool)
    wkb = table.geometry[there]
    if not len(wkb):
        raise UnreadableFile("No row of the file has a shape.", "Give a file whose rows have shapes.")
    if len(wkb) > MOST_SHAPES:
        raise UnreadableFile(
            f"The file has {len(wkb):,} shapes; a layer holds {MOST_SHAPES:,}.", "Take out what you do not need."
        )
    shapes = _readable(wkb)
    decision = decide_crs(*first_points(wkb), table.crs)
    _to_bng(shapes, decision)
    notes = [*table.notes, decision.reason]
    if len(wkb) < len(there):
        left = len(there) - len(wkb)
        notes.append(f"{count_of(left, 'row')} without a shape left out")
    rows = np.nonzero(there)[0].tolist()
    return Drawable(shapely.to_wkb(shapes).tolist(), _names(table, rows), _numbers(table, rows), notes)


def _readable(wkb: np.ndarray) -> np.ndarray:
    """The shapes, flat. What no map can draw is refused."""
    with np.errstate(invalid="ignore"):
        shapes = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    broken = shapely.is_missing(shapes)
    coordinates, rows = shapely.get_coordinates(shapes, return_index=True)
    broken[rows[~np.isfinite(coordinates).all(axis=1)]] = True
    if broken.any():
        first = int(np.nonzero(broken)[0][0]) + 1
        reason = f"{count_of(int(broken.sum()), 'shape')} cannot be read, the first of them shape {first}."
        raise UnreadableFile(reason, "Save the layer again, or take them out.")
    return shapes


def _to_bng(shapes: np.ndarray, decision: CrsDecision) -> None:
    """Turn the shapes into the British National Grid; refused when one of them lies outside of it."""
    coordinates = shapely.get_coordinates(shapes)
    x, y = (coordinates[:, 1], coordinates[:, 0]) if decision.swapped else (coordinates[:, 0], coordinates[:, 1])
    if decision.epsg != BNG:
        with np.errstate(invalid="ignore"):
            x, y = to_bng(x, y, decision.epsg)
    inside = (x >= 0) & (x <= WIDTH) & (y >= 0) & (y <= HEIGHT)
    shapely.set_coordinates(shapes, np.column_stack((x, y)))
    if not inside.all():
        owner = shapely.get_coordinates(shapes, return_index=True)[1]
        outside = np.unique(owner[~inside])
        reason = (
            f"{count_of(len(outside), 'shape')} of {len(shapes):,} lie outside Great Britain, the first of them shape"
            f" {int(outside[0]) + 1}."
        )
        raise UnreadableFile(reason, "Check the coordinates and the coordinate system of the file.")


def _names(table: Table, rows: list[int]) -> list[str]:
    """What each shape is called, by the column that looks most like a name."""
    texts = [column for column in table.columns if any(isinstance(value, str) for value in column.values)]
    ranked = sorted(texts, key=lambda column: (_rank(column.name), table.columns.index(column)))
    values = ranked[0].values if ranked else [None] * len(table)
    said = [" ".join(str(values[row] or "").split())[:LONGEST_NAME] for row in rows]
    return [name or f"Shape {number}" for number, name in enumerate(said, start=1)]


def _rank(heading: str) -> int:
    """How much a heading looks like that of names: less is more."""
    plain = heading.strip().lower()
    for place, word in enumerate(NAMES):
        if plain == word or plain.endswith((f"_{word}", f" {word}")):
            return place
    return len(NAMES)


def _numbers(table: Table, rows: list[int]) -> dict[str, list[float | None]]:
    """The columns of figures, as far as they are kept."""
    found: dict[str, list[float | None]] = {}
    for column in table.columns:
        figures = _figures(column, rows)
        if figures is not None and len(found) < MOST_FIGURES:
            found[column.name[:LONGEST_NAME]] = figures
    return found


def _figures(column: Column, rows: list[int]) -> list[float | None] | None:
    """The column's figures, None where it holds anything else or nothing."""
    found = [_figure(column.values[row]) for row in rows]
    if any(figure is None and column.values[row] not in (None, "") for figure, row in zip(found, rows, strict=True)):
        return None
    return found if any(figure is not None for figure in found) else None


def _figure(value: Any) -> float | None:
    if isinstance(value, (bool, np.bool_)):
        return None
    try:
        figure = float(value)
    except (TypeError, ValueError):
        return None
    return figure if math.isfinite(figure) else None
