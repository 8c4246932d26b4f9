"""Shapes that a file gives as geometry or as well-known text, brought to EPSG:27700.

What system they are in is decided from the whole file; then the shapes of some rows are read without the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from totalplace.calc.coordinates import BNG, CrsDecision, decide_crs, declared_epsg, transformation_in_use
from totalplace.calc.geometry import (
    MULTIPOINT,
    MULTIPOLYGON,
    POINT,
    POLYGON,
    fault_of,
    first_points,
    geometries_to_bng,
    mended,
    wkt_to_wkb,
)
from totalplace.importing.faults import Faults
from totalplace.importing.shapes import outlines

if TYPE_CHECKING:
    from totalplace.importing.positions import Given

Bounds = tuple[float, float, float, float]


def decided(given: Given, x: np.ndarray, y: np.ndarray) -> CrsDecision:
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


@dataclass(frozen=True)
class Drawn:
    """The shapes of a file, not read yet: well-known binary or None for each row, and the system they are in."""

    wkb: np.ndarray
    decision: CrsDecision
    heading: str
    corrected: dict[int, str]

    def read(self, start: int, stop: int, faults: Faults) -> tuple[np.ndarray, np.ndarray, np.ndarray, pa.Array]:
        """Of these rows: which are points, the eastings and northings of those, and the outlines of all as EWKB.

        `faults` gathers those of these rows, counted from 0.
        """
        wkb, is_bng = self.wkb[start:stop], self.decision.epsg == BNG and not self.decision.swapped
        shapes, refusals = geometries_to_bng(wkb, self.decision.epsg, swapped=self.decision.swapped)
        for index, refusal in refusals.items():
            code = "outside_great_britain" if "outside" in refusal.reason else "wrong_geometry"
            faults.error(index, "boundary", self.heading, "", code, refusal.reason, refusal.remedy)
        self._put_corrected(
            shapes, {row - start: text for row, text in self.corrected.items() if start <= row < stop}, faults
        )
        points = shapely.get_type_id(shapes) == POINT
        polygons = self._polygons(np.where(points, None, shapes), faults)
        boundary = outlines(polygons, wkb if is_bng else None)
        return points, shapely.get_x(shapes[points]), shapely.get_y(shapes[points]), boundary

    def _put_corrected(self, shapes: np.ndarray, corrected: dict[int, str], faults: Faults) -> None:
        """The outlines the officer accepted, read and checked like any other."""
        if not corrected:
            return
        rows = list(corrected)
        wkb, unread, _ = wkt_to_wkb(list(corrected.values()))
        read, refused = geometries_to_bng(wkb, BNG)
        for at, refusal in {**refused, **unread}.items():
            faults.error(
                rows[at], "boundary", self.heading, corrected[rows[at]][:200], "not_a_shape", refusal.reason,
                refusal.remedy,
            )  # fmt: skip
        shapes[rows] = read

    def _polygons(self, shapes: np.ndarray, faults: Faults) -> np.ndarray:
        """The valid polygons among the shapes; one that is not valid is an error that offers its repair."""
        types = shapely.get_type_id(shapes)
        for index in np.nonzero(types == MULTIPOINT)[0].tolist():
            faults.error(
                index, "boundary", self.heading, "", "wrong_geometry", "The shape is a set of points.",
                "Draw it as a point or as a polygon, or take it out of the file.",
            )  # fmt: skip
        there = (types == POLYGON) | (types == MULTIPOLYGON)
        invalid = there & ~shapely.is_valid(shapes)
        for index in np.nonzero(invalid)[0].tolist():
            self._offer_repair(index, shapes[index], faults)
        return np.where(there & ~invalid, shapes, None)

    def _offer_repair(self, index: int, shape: shapely.Geometry, faults: Faults) -> None:
        repaired = mended(shape)
        reason = f"The polygon is not valid: {(fault_of(shape) or 'unknown fault').lower()}."
        offer = "" if repaired is None else f"SRID={BNG};{shapely.to_wkt(repaired, rounding_precision=3)}"
        remedy = "Accept the repaired polygon, or draw it again." if offer else "Draw it again: no area is left of it."
        drawn = f"SRID={BNG};{shapely.to_wkt(shape, rounding_precision=2)}"
        faults.error(index, "boundary", self.heading, drawn, "invalid_polygon", reason, remedy, offer)


def drawn_in(given: Given, faults: Faults, notes: list[str]) -> Drawn | None:
    """The geometry of the file, or well-known text in a column, its system decided; None where there is neither."""
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
        return None
    decision = _shape_system(given, wkb, declared)
    if decision.epsg != BNG:
        notes.append(f"Shapes were brought to the National Grid by: {transformation_in_use()}")
    return Drawn(wkb, decision, given.headings.get("wkt", ""), given.corrected)


def _shape_system(given: Given, wkb: np.ndarray, declared: str | None) -> CrsDecision:
    sample = np.nonzero(_given(wkb))[0]
    sample = sample[:: max(1, len(sample) // 2000)]
    decision = decided(given, *first_points(wkb[sample])) if given.epsg is None else None
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
