"""Positions read some rows at a time are those of all rows at once, with the same faults at the same rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pytest
import shapely

from totalplace.importing.faults import Faults
from totalplace.importing.placing import PlacedInTurn
from totalplace.importing.positions import Given, read_positions

SQUARE = shapely.box(384_000, 254_000, 384_040, 254_040)
BOW = shapely.Polygon([(384_000, 254_000), (384_040, 254_040), (384_040, 254_000), (384_000, 254_040)])
SHAPES = [
    SQUARE, shapely.Point(384_912, 254_812), None, BOW, shapely.LineString([(384_000, 254_000), (384_040, 254_040)]),
    shapely.MultiPolygon([SQUARE, shapely.box(385_000, 254_000, 385_040, 254_040)]), None, SQUARE, SQUARE,
    shapely.box(384_000, 9_254_000, 384_040, 9_254_040),
]  # fmt: skip
ROWS = [number * 10 for number in range(len(SHAPES))]


def given(**more) -> Given:
    wkb = np.array([None if shape is None else shapely.to_wkb(shape) for shape in SHAPES], dtype=object)
    easting = pa.array([None, None, "385000", None, None, None, "half", None, None, None])
    northing = pa.array([None, None, "255000", None, None, None, "255000", None, None, None])
    columns = {"easting": easting, "northing": northing}
    return Given(len(SHAPES), columns, {"easting": "E", "northing": "N"}, wkb, "EPSG:27700", **more)


def in_turn(size: int, **more) -> tuple[pa.Table, Faults, PlacedInTurn]:
    faults = Faults(ROWS)
    with ThreadPoolExecutor(1) as reader:
        placed = PlacedInTurn(reader, given(**more), faults, size)
        columns = {
            name: pa.concat_arrays([column.slice(start, size) for start in range(0, len(ROWS), size)])
            for name, column in placed.columns().items()
        }
    return pa.table(columns), faults, placed


@pytest.mark.parametrize("size", [1, 3, 5, 10, 64])
@pytest.mark.parametrize("corrected", [{}, {3: SQUARE.wkt, 8: BOW.wkt}])
def test_the_parts_make_the_whole(size, corrected):
    faults = Faults(ROWS)
    whole = read_positions(given(corrected=corrected), faults)
    parts, found, placed = in_turn(size, corrected=corrected)
    assert parts["location"].to_pylist() == whole.location.to_pylist()
    assert parts["boundary"].to_pylist() == whole.boundary.to_pylist()
    assert whole.location.null_count < len(ROWS)
    assert whole.boundary.null_count < len(ROWS)
    assert sorted(map(repr, found)) == sorted(map(repr, faults))
    assert {fault.row for fault in found if fault.code == "invalid_polygon"} == ({80} if corrected else {30})
    decision, notes = placed.decided()
    assert (decision.epsg, decision.reason, notes) == (whole.decision.epsg, whole.decision.reason, whole.notes)
    assert placed.has_outlines()


def test_a_file_of_points_fills_no_outline():
    """Else every property's outline would be looked for in a file that never had one."""
    points = np.array([shapely.to_wkb(shapely.Point(384_000 + n, 254_000)) for n in range(4)], dtype=object)
    with ThreadPoolExecutor(1) as reader:
        placed = PlacedInTurn(reader, Given(4, {}, {}, points, None), Faults([1, 2, 3, 4]), 2)
        assert not placed.has_outlines()
    assert placed.part(2).location.null_count == 0
