"""A line as an officer pastes it, read by the importer's rules of place."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry

from totalplace.calc.coordinates import BNG, decide_crs, to_bng
from totalplace.calc.geometry import wkt_to_wkb
from totalplace.calc.parsed import Parsed, Refused, nothing
from totalplace.importing.staging import county_bounds

REMEDY = "Paste it as LINESTRING (… …, … …), in eastings and northings, or longitude and latitude."
LONGEST = 200_000
LINES = ("LineString", "MultiLineString")


def parse_line(value: Any) -> Parsed:
    """A line, or several, in EPSG:27700 from well-known text."""
    if (empty := nothing(value)) is not None:
        return empty
    text = str(value).strip()
    if len(text) > LONGEST:
        raise Refused(f"The line has {len(text):,} characters; there is room for {LONGEST:,}.", "Simplify it.")
    wkb, refusals, epsg = wkt_to_wkb([text])
    if refusals:
        raise Refused("This is not a line in well-known text.", REMEDY)
    with np.errstate(invalid="ignore"):
        shape = shapely.force_2d(shapely.from_wkb(wkb[0]))
    if shape.geom_type not in LINES or shape.is_empty:
        raise Refused(f"This is a {shape.geom_type.lower()}, not a line.", REMEDY)
    moved = shapely.transform(shape, lambda pairs: _on_the_grid(pairs, epsg))
    return Parsed(GEOSGeometry(memoryview(shapely.to_wkb(moved)), srid=BNG))


def _on_the_grid(pairs: np.ndarray, epsg: int | None) -> np.ndarray:
    """The coordinates in the National Grid, from whatever system and order puts them in the county."""
    x, y = pairs[:, 0], pairs[:, 1]
    if not np.isfinite(pairs).all():
        raise Refused("The line has coordinates that are not numbers.", REMEDY)
    decision = decide_crs(x, y, str(epsg) if epsg else None, county_bounds())
    if decision.rows_outside.any():
        raise Refused("The line lies outside Great Britain.", REMEDY)
    if decision.swapped:
        x, y = y, x
    return np.column_stack(to_bng(x, y, decision.epsg) if decision.epsg != BNG else (x, y))
