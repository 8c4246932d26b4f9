"""Geometry as read (WKB, WKT, any system) to flat points and polygons in EPSG:27700, refused row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from .coordinates import BNG, to_bng
from .grid import HEIGHT, WIDTH
from .parsed import Refused

POINT, POLYGON, MULTIPOINT, MULTIPOLYGON = 0, 3, 4, 6
TYPE_NAMES = (
    "point",
    "line",
    "line",
    "polygon",
    "set of points",
    "set of lines",
    "set of polygons",
    "mixed collection",
)
REMEDY_TYPE = "Draw it as a point or as a polygon, or take it out of the file."
REMEDY_PLACE = "Check the coordinates and the coordinate system of the file."


class BngGeometries(NamedTuple):
    """Flat shapely geometries in EPSG:27700, None where a row has none or was refused; refusals by row index from 0."""

    geometries: np.ndarray
    refusals: dict[int, Refused]


def wkt_to_wkb(values: Sequence[str | None]) -> tuple[np.ndarray, dict[int, Refused], int | None]:
    """Text geometries as WKB, refusals by row index, and the EPSG code if they carry one ("SRID=27700;…")."""
    srids: set[int] = set()
    texts = np.empty(len(values), dtype=object)
    for index, value in enumerate(values):
        if value is None or not str(value).strip():
            continue
        text = str(value).strip()
        if match := re.match(r"SRID\s*=\s*(\d+)\s*;\s*", text, re.IGNORECASE):
            srids.add(int(match[1]))
            text = text[match.end() :]
        texts[index] = text
    with np.errstate(over="ignore", invalid="ignore"):
        # 1e999 is infinite, and refused with other coordinates that are no numbers.
        geometries = shapely.from_wkt(texts, on_invalid="ignore")
    given = np.array([text is not None for text in texts], dtype=bool)
    refusals = {
        int(row): Refused("The shape is not well-known text.", "Write it as POINT (384912 254812) or POLYGON ((…)).")
        for row in np.nonzero(given & shapely.is_missing(geometries))[0]
    }
    return shapely.to_wkb(geometries), refusals, srids.pop() if len(srids) == 1 else None


def first_points(wkb: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first coordinate of each geometry, NaN where there is none: enough to decide what system a file is in."""
    geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    x, y = np.full(len(wkb), np.nan), np.full(len(wkb), np.nan)
    coordinates, rows = shapely.get_coordinates(geometries, return_index=True)
    first, positions = np.unique(rows, return_index=True)
    x[first], y[first] = coordinates[positions, 0], coordinates[positions, 1]
    return x, y


def geometries_to_bng(wkb: np.ndarray, epsg: int, *, swapped: bool = False) -> BngGeometries:
    """Read WKB, flatten to two dimensions and convert to EPSG:27700. `swapped`: northing or latitude comes first.

    A set of one point becomes a point. Lines, collections, coordinates that are no numbers and shapes outside Great
    Britain are refused. A polygon that crosses itself is kept: `fault_of` names the fault, `mended` offers a repair.
    """
    wkb = np.asarray(wkb, dtype=object)
    refusals: dict[int, Refused] = {}
    given = np.array([value is not None for value in wkb], dtype=bool)
    with np.errstate(invalid="ignore"):
        geometries = shapely.from_wkb(wkb, on_invalid="ignore")
        if (shapely.has_z(geometries) | shapely.has_m(geometries)).any():
            geometries = shapely.force_2d(geometries)
    _refuse(
        geometries, refusals, given & shapely.is_missing(geometries), "The shape is damaged.", "Save the layer again."
    )
    geometries[shapely.is_empty(geometries)] = None
    geometries = _one_point(geometries)
    types = shapely.get_type_id(geometries)
    for type_id in set(types.tolist()) - {-1, POINT, POLYGON, MULTIPOLYGON}:
        reason = f"The shape is a {TYPE_NAMES[type_id]}."
        _refuse(geometries, refusals, types == type_id, reason, REMEDY_TYPE)
    _convert(geometries, epsg, swapped=swapped)
    _refuse_misplaced(geometries, refusals)
    return BngGeometries(geometries, refusals)


def _one_point(geometries: np.ndarray) -> np.ndarray:
    single = (shapely.get_type_id(geometries) == MULTIPOINT) & (shapely.get_num_geometries(geometries) == 1)
    geometries[single] = shapely.get_geometry(geometries[single], 0)
    return geometries


def _refuse(geometries: np.ndarray, refusals: dict[int, Refused], wrong: np.ndarray, reason: str, remedy: str) -> None:
    for row in np.nonzero(wrong)[0].tolist():
        refusals[row] = Refused(reason, remedy)
        geometries[row] = None


def _convert(geometries: np.ndarray, epsg: int, *, swapped: bool) -> None:
    if epsg == BNG and not swapped:
        return
    coordinates = shapely.get_coordinates(geometries)
    x, y = (coordinates[:, 1], coordinates[:, 0]) if swapped else (coordinates[:, 0], coordinates[:, 1])
    with np.errstate(invalid="ignore"):
        shapely.set_coordinates(geometries, np.column_stack(to_bng(x, y, epsg)))


def _refuse_misplaced(geometries: np.ndarray, refusals: dict[int, Refused]) -> None:
    coordinates, rows = shapely.get_coordinates(geometries, return_index=True)
    broken = np.zeros(len(geometries), dtype=bool)
    # Column by column: along the short side of so long an array numpy takes ten times as long.
    broken[rows[~(np.isfinite(coordinates[:, 0]) & np.isfinite(coordinates[:, 1]))]] = True
    _refuse(geometries, refusals, broken, "The shape has coordinates that are not numbers.", REMEDY_PLACE)
    bounds = shapely.bounds(geometries)
    with np.errstate(invalid="ignore"):
        outside = (bounds[:, :2] < 0).any(axis=1) | (bounds[:, 2] > WIDTH) | (bounds[:, 3] > HEIGHT)
    _refuse(geometries, refusals, outside, "The shape lies outside Great Britain.", REMEDY_PLACE)


def fault_of(geometry: shapely.Geometry | None) -> str | None:
    """Why a geometry is not valid, as "Self-intersection at 384912, 254812"; None when it is."""
    if geometry is None or shapely.is_valid(geometry):
        return None
    reason = shapely.is_valid_reason(geometry)
    if match := re.fullmatch(r"(.+?)\s*\[(\S+) (\S+)\]", reason):
        return f"{match[1]} at {float(match[2]):.0f}, {float(match[3]):.0f}"
    return reason


def mended(geometry: shapely.Geometry) -> shapely.Geometry | None:
    """The valid polygon or polygons nearest to what was drawn, or None when nothing with an area is left."""
    whole = shapely.make_valid(geometry)
    parts = [part for part in shapely.get_parts(whole) if part.geom_type in ("Polygon", "MultiPolygon")]
    if not parts:
        return None
    joined = shapely.union_all(parts)
    return joined if joined.area > 0 else None
