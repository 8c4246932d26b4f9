"""Where each row lies, from whatever the file gives: its geometry, well-known text, a grid reference or two numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from totalplace.calc.coordinates import BNG, CrsDecision, to_bng, transformation_in_use
from totalplace.calc.grid import HEIGHT, WIDTH, parse_grid_reference
from totalplace.calc.parsed import Refused
from totalplace.importing.columns import numbers
from totalplace.importing.drawn import Bounds, Drawn, decided, drawn_in
from totalplace.importing.faults import Faults
from totalplace.importing.readers.model import count_of
from totalplace.importing.shapes import points as made_points

REMEDY_PLACE = "Check both numbers and the coordinate system of the file."


@dataclass
class Positions:
    """`location` and `boundary` as EWKB in EPSG:27700 or null, one for each row; and how they were read."""

    location: pa.Array
    boundary: pa.Array
    decision: CrsDecision | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """What the file has of positions: raw columns by field name, their headings, its geometry and declared system."""

    rows: int
    columns: dict[str, Any]
    headings: dict[str, str]
    geometry: np.ndarray | None
    declared: str | None
    county: Bounds | None = None
    epsg: int | None = None
    swapped: bool | None = None
    # Outlines that the officer accepted or wrote, by row index: well-known text in EPSG:27700.
    corrected: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What all rows of a file decide together; the positions of some of its rows are then read without the others."""

    decision: CrsDecision | None
    notes: list[str]
    drawn: Drawn | None
    easting: np.ndarray
    northing: np.ndarray
    faults: Faults

    def rows(self, start: int, stop: int) -> Positions:
        """The positions of these rows: each takes the first of what it fills, a shape before numbers."""
        easting, northing = self.easting[start:stop].copy(), self.northing[start:stop].copy()
        boundary = pa.nulls(len(easting), pa.large_binary())
        if self.drawn is not None:
            points, east, north, boundary = self.drawn.read(start, stop, self.faults.part(start, stop))
            easting[points], northing[points] = east, north
        return Positions(made_points(easting, northing), boundary, self.decision, self.notes)


def read_positions(given: Given, faults: Faults) -> Positions:
    """Read every kind of position the file has, of all its rows at once."""
    return begin_reading(given, faults).rows(0, given.rows)


def begin_reading(given: Given, faults: Faults) -> Reading:
    """Decide what system the file is in, and read the numbers: which are few beside its shapes."""
    notes: list[str] = []
    drawn = drawn_in(given, faults, notes)
    easting, northing = np.full(given.rows, np.nan), np.full(given.rows, np.nan)
    paired = _pairs(given, faults, notes)
    if paired is not None:
        _fill(easting, northing, paired[0], paired[1])
    if "grid_reference" in given.columns:
        _fill(easting, northing, *_grid(given, faults))
    decision = drawn.decision if drawn else paired[2] if paired else None
    return Reading(decision, notes, drawn, easting, northing, faults)


def _fill(easting: np.ndarray, northing: np.ndarray, more_e: np.ndarray, more_n: np.ndarray) -> None:
    empty = np.isnan(easting) & np.isfinite(more_e)
    easting[empty], northing[empty] = more_e[empty], more_n[empty]


# --- Two numbers --------------------------------------------------------------------------------------


def _pairs(given: Given, faults: Faults, notes: list[str]) -> tuple[np.ndarray, np.ndarray, CrsDecision] | None:
    names = next(
        (pair for pair in (("easting", "northing"), ("longitude", "latitude")) if set(pair) <= set(given.columns)), None
    )
    if names is None:
        return None
    from totalplace.calc.values import parse_number

    x, refused_x = numbers(given.columns[names[0]], parse_number)
    y, refused_y = numbers(given.columns[names[1]], parse_number)
    for name, refused in ((names[0], refused_x), (names[1], refused_y)):
        for index, refusal in refused.items():
            value = _cell(given.columns[name], index)
            faults.error(index, name, given.headings[name], value, "not_a_number", refusal.reason, refusal.remedy)
    # Nought, nought is what a spreadsheet holds where nobody knew.
    nowhere = (x == 0) & (y == 0)
    x[nowhere] = y[nowhere] = np.nan
    if nowhere.any():
        notes.append(f"{count_of(int(nowhere.sum()), 'row')} with coordinates 0, 0 read as not known")
    _lone(given, names, x, y, {**refused_x, **refused_y}, faults)
    return _placed(given, names, x, y, faults, notes)


def _lone(
    given: Given, names: tuple[str, str], x: np.ndarray, y: np.ndarray, refused: dict[int, Refused], faults: Faults
) -> None:
    """A row with one coordinate only cannot be placed."""
    for index in np.nonzero(np.isnan(x) != np.isnan(y))[0].tolist():
        x[index] = y[index] = np.nan
        if index not in refused:
            there = names[1] if _cell(given.columns[names[0]], index) is None else names[0]
            faults.error(
                index, there, given.headings[there], _cell(given.columns[there], index), "half_a_position",
                "Only one of the two coordinates is given.", "Write both, or leave both cells empty.",
            )  # fmt: skip


def _placed(
    given: Given, names: tuple[str, str], x: np.ndarray, y: np.ndarray, faults: Faults, notes: list[str]
) -> tuple[np.ndarray, np.ndarray, CrsDecision]:
    decision = decided(given, x, y)
    swapped_rows = decision.rows_swapped & np.isfinite(x)
    first, second = (y, x) if decision.swapped else (x, y)
    first, second = np.where(swapped_rows, second, first), np.where(swapped_rows, first, second)
    easting, northing = to_bng(first, second, decision.epsg)
    easting, northing = np.array(easting, dtype=float), np.array(northing, dtype=float)
    there = np.isfinite(x)
    with np.errstate(invalid="ignore"):
        outside = there & ~((easting > 0) & (easting < WIDTH) & (northing > 0) & (northing < HEIGHT))
    outside |= there & decision.rows_outside
    for index in np.nonzero(outside)[0].tolist():
        shown = f"{_cell(given.columns[names[0]], index)}, {_cell(given.columns[names[1]], index)}"
        faults.error(
            index, names[0], given.headings[names[0]], shown, "outside_great_britain",
            "The point lies outside Great Britain.", REMEDY_PLACE,
        )  # fmt: skip
    for index in np.nonzero(swapped_rows & ~outside)[0].tolist():
        shown = f"{_cell(given.columns[names[0]], index)}, {_cell(given.columns[names[1]], index)}"
        faults.warning(
            index, names[0], given.headings[names[0]], shown, "coordinates_swapped",
            "The two coordinates of this row were the other way round and have been swapped.",
            "Check that the point is right; nothing needs doing if it is.",
        )  # fmt: skip
    easting[outside | ~there] = northing[outside | ~there] = np.nan
    if decision.epsg != BNG and there.any():
        notes.append(f"Degrees were turned into metres by: {transformation_in_use()}")
    return easting, northing, decision


def _cell(column: Any, index: int) -> Any:
    return column[index].as_py() if isinstance(column, pa.Array) else column[index]


def _grid(given: Given, faults: Faults) -> tuple[np.ndarray, np.ndarray]:
    column, heading = given.columns["grid_reference"], given.headings["grid_reference"]
    cells = column.to_pylist() if isinstance(column, pa.Array) else column
    easting, northing = np.full(given.rows, np.nan), np.full(given.rows, np.nan)
    for index, cell in enumerate(cells):
        if cell is None:
            continue
        try:
            parsed = parse_grid_reference(cell)
        except Refused as refusal:
            faults.error(index, "grid_reference", heading, cell, "not_a_grid_reference", refusal.reason, refusal.remedy)
            continue
        if parsed.value is not None:
            easting[index], northing[index] = parsed.value.easting, parsed.value.northing
            if parsed.note:
                faults.warning(
                    index, "grid_reference", heading, cell, "coarse_position", f"{parsed.note}.",
                    "Give more digits if you have them.",
                )  # fmt: skip
    return easting, northing


def declared_in(column: Any) -> str | None:
    """What most rows of a column of coordinate system names say."""
    cells = [cell for cell in (column.to_pylist() if isinstance(column, pa.Array) else column) if cell]
    return str(Counter(cells).most_common(1)[0][0]) if cells else None
