"""Where each row lies, from whatever the file gives: its geometry, well-known text, a grid reference or two numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from totalplace.calc.coordinates import BNG, CrsDecision, decide_crs, declared_epsg, to_bng, transformation_in_use
from totalplace.calc.geometry import fault_of, first_points, geometries_to_bng, mended, wkt_to_wkb
from totalplace.calc.grid import HEIGHT, WIDTH, parse_grid_reference
from totalplace.calc.parsed import Refused
from totalplace.importing.columns import numbers
from totalplace.importing.faults import Faults
from totalplace.importing.readers.model import count_of
from totalplace.importing.shapes import outlines
from totalplace.importing.shapes import points as made_points

Bounds = tuple[float, float, float, float]
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


def read_positions(given: Given, faults: Faults) -> Positions:
    """Read every kind of position the file has; a row takes the first that it fills, in the order above."""
    result = Positions(pa.nulls(given.rows, pa.large_binary()), pa.nulls(given.rows, pa.large_binary()))
    shapes, decision, as_read = _shapes(given, faults, result.notes)
    easting, northing = np.full(given.rows, np.nan), np.full(given.rows, np.nan)
    if shapes is not None:
        points = shapely.get_type_id(shapes) == 0
        easting[points], northing[points] = shapely.get_x(shapes[points]), shapely.get_y(shapes[points])
        result.boundary = outlines(_polygons(np.where(points, None, shapes), given, faults), as_read)
    paired = _pairs(given, faults, result.notes)
    if paired is not None:
        decision = decision or paired[2]
        _fill(easting, northing, paired[0], paired[1])
    if "grid_reference" in given.columns:
        _fill(easting, northing, *_grid(given, faults))
    result.location = made_points(easting, northing)
    result.decision = decision
    return result


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
    decision = _decided(given, x, y)
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


def _decided(given: Given, x: np.ndarray, y: np.ndarray) -> CrsDecision:
    """The officer's own choice of system where she made one, else what the numbers say."""
    decision = decide_crs(x, y, given.declared, given.county)
    if given.epsg is None:
        return decision
    swapped = decision.swapped if given.swapped is None else given.swapped
    nothing = np.zeros(len(x), dtype=bool)
    same = given.epsg == decision.epsg and swapped == decision.swapped
    return CrsDecision(
        given.epsg, swapped, f"EPSG:{given.epsg}, as chosen", decision.inside_share,
        decision.rows_swapped if same else nothing, decision.rows_outside if same else nothing,
    )  # fmt: skip


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


# --- Shapes -------------------------------------------------------------------------------------------


def _shapes(
    given: Given, faults: Faults, notes: list[str]
) -> tuple[np.ndarray | None, CrsDecision | None, np.ndarray | None]:
    """Geometry of the file, or well-known text in a column, as shapes in EPSG:27700; and as it was read, where that is
    the same."""
    wkb, declared = given.geometry, given.declared
    if "wkt" in given.columns:
        texts = given.columns["wkt"]
        cells = texts.to_pylist() if isinstance(texts, pa.Array) else list(texts)
        wkb_text, refused, epsg = wkt_to_wkb(cells)
        for index, refusal in refused.items():
            faults.error(
                index, "wkt", given.headings["wkt"], str(cells[index])[:200], "not_a_shape", refusal.reason,
                refusal.remedy,
            )  # fmt: skip
        declared = f"EPSG:{epsg}" if epsg else declared
        wkb = wkb_text if wkb is None else np.where(_given(wkb_text), wkb_text, wkb)
    if given.corrected:
        wkb = np.full(given.rows, None, dtype=object) if wkb is None else wkb.copy()
        wkb[list(given.corrected)] = None
    if wkb is None or not (_given(wkb).any() or given.corrected):
        return None, None, None
    decision = _shape_system(given, wkb, declared)
    shapes, refusals = geometries_to_bng(wkb, decision.epsg, swapped=decision.swapped)
    for index, refusal in refusals.items():
        code = "outside_great_britain" if "outside" in refusal.reason else "wrong_geometry"
        faults.error(index, "boundary", given.headings.get("wkt", ""), "", code, refusal.reason, refusal.remedy)
    _put_corrected(shapes, given, faults)
    if decision.epsg != BNG:
        notes.append(f"Shapes were brought to the National Grid by: {transformation_in_use()}")
    is_same = decision.epsg == BNG and not decision.swapped
    return shapes, decision, wkb if is_same else None


def _put_corrected(shapes: np.ndarray, given: Given, faults: Faults) -> None:
    """The outlines the officer accepted, read and checked like any other."""
    if not given.corrected:
        return
    rows = list(given.corrected)
    wkb, unread, _ = wkt_to_wkb(list(given.corrected.values()))
    read, refused = geometries_to_bng(wkb, BNG)
    for at, refusal in {**refused, **unread}.items():
        faults.error(
            rows[at], "boundary", given.headings.get("wkt", ""), given.corrected[rows[at]][:200], "not_a_shape",
            refusal.reason, refusal.remedy,
        )  # fmt: skip
    shapes[rows] = read


def _shape_system(given: Given, wkb: np.ndarray, declared: str | None) -> CrsDecision:
    sample = np.nonzero(_given(wkb))[0]
    sample = sample[:: max(1, len(sample) // 2000)]
    decision = _decided(given, *first_points(wkb[sample])) if given.epsg is None else None
    if decision is None:
        nothing = np.zeros(0, dtype=bool)
        return CrsDecision(
            given.epsg or BNG, bool(given.swapped), f"EPSG:{given.epsg}, as chosen", 1.0, nothing, nothing
        )
    if decision.inside_share == 0 and declared_epsg(declared) is None:
        return decision
    return decide_crs(*first_points(wkb[sample]), declared, given.county)


def _given(wkb: np.ndarray) -> np.ndarray:
    return np.not_equal(wkb, None).astype(bool)


def _polygons(shapes: np.ndarray, given: Given, faults: Faults) -> np.ndarray:
    """The valid polygons among the shapes; one that is not valid is an error that offers its repair."""
    types = shapely.get_type_id(shapes)
    several_points = types == 4
    for index in np.nonzero(several_points)[0].tolist():
        faults.error(
            index, "boundary", given.headings.get("wkt", ""), "", "wrong_geometry", "The shape is a set of points.",
            "Draw it as a point or as a polygon, or take it out of the file.",
        )  # fmt: skip
    there = (types == 3) | (types == 6)
    invalid = there & ~shapely.is_valid(shapes)
    for index in np.nonzero(invalid)[0].tolist():
        _offer_repair(index, shapes[index], given, faults)
    return np.where(there & ~invalid, shapes, None)


def _offer_repair(index: int, shape: shapely.Geometry, given: Given, faults: Faults) -> None:
    repaired = mended(shape)
    reason = f"The polygon is not valid: {(fault_of(shape) or 'unknown fault').lower()}."
    offer = "" if repaired is None else f"SRID={BNG};{shapely.to_wkt(repaired, rounding_precision=3)}"
    remedy = "Accept the repaired polygon, or draw it again." if offer else "Draw it again: no area is left of it."
    drawn = f"SRID={BNG};{shapely.to_wkt(shape, rounding_precision=2)}"
    faults.error(index, "boundary", given.headings.get("wkt", ""), drawn, "invalid_polygon", reason, remedy, offer)


def declared_in(column: Any) -> str | None:
    """What most rows of a column of coordinate system names say."""
    cells = [cell for cell in (column.to_pylist() if isinstance(column, pa.Array) else column) if cell]
    return str(Counter(cells).most_common(1)[0][0]) if cells else None
