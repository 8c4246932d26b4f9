"""A place as an officer writes or pastes it: one box for a point, one for an outline, read by the importer's rules.

This is the seam for drawing on the map: whatever draws puts the outline's well-known text (`SRID=27700;POLYGON ((…))`)
into the box `boundary`, or the point into `location`, and the form checks and stores it as if it were typed.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point

from totalplace.calc.parsed import EMPTY, Parsed, Refused, nothing
from totalplace.choices import Severity
from totalplace.importing.faults import Faults
from totalplace.importing.positions import Given, read_positions
from totalplace.importing.staging import county_bounds

HOW = (
    "Write easting and northing, as 384912, 254812; latitude and longitude; a grid reference, as SO 849 548; "
    "or POINT (…)."
)
LONGEST = 2_000_000
OUTLINE_REMEDY = "Paste it as POLYGON ((…)) or MULTIPOLYGON (((…))), or leave it empty."
_SHAPE = re.compile(r"(SRID\s*=\s*\d+\s*;\s*)?(MULTI)?(POINT|POLYGON|LINESTRING|GEOMETRYCOLLECTION)\b", re.IGNORECASE)
_GRID = re.compile(r"[A-Za-z]{2}[\d\s,.\-/:]+")


class Mendable(Refused):
    """An outline that crosses itself, with the outline it could be mended to, as well-known text."""

    def __init__(self, reason: str, remedy: str, mended: str) -> None:
        super().__init__(reason, remedy)
        self.mended = mended


def parse_point(value: Any) -> Parsed:
    """A point in EPSG:27700 from text."""
    if (empty := nothing(value)) is not None:
        return empty
    text = str(value).strip()
    if _SHAPE.match(text):
        read = _read({"wkt": text})
        if read.location is None:
            raise Refused("This is an outline, not a point.", "Paste it in the box for the outline.")
        return Parsed(read.location)
    if _GRID.fullmatch(text):
        return Parsed(_read({"grid_reference": text}).location)
    return Parsed(_read(_two_numbers(text)).location)


def _two_numbers(text: str) -> dict[str, str]:
    """Two numbers parted by a comma, a semicolon or spaces: which is which is for the importer to find."""
    bare = re.sub(r"[A-Za-z:=°]+", " ", text)
    parts = [part for part in re.split(r"[;\s]+|,(?!\d{3}\b)|,\s+", bare) if part]
    if len(parts) != 2:
        parts = [part for part in re.split(r"[,;\s]+", bare) if part]
    if len(parts) != 2:
        raise Refused(f"“{text[:60]}” is not a place.", HOW)
    return {"easting": parts[0], "northing": parts[1]}


def parse_outline(value: Any) -> Parsed:
    """A multipolygon in EPSG:27700 from well-known text; Mendable when it crosses itself."""
    if value is None or not str(value).strip():
        return EMPTY
    text = str(value).strip()
    if len(text) > LONGEST:
        raise Refused(f"The outline has {len(text):,} characters; there is room for {LONGEST:,}.", "Simplify it.")
    if not _SHAPE.match(text):
        raise Refused("This is not well-known text.", OUTLINE_REMEDY)
    read = _read({"wkt": text})
    if read.boundary is None:
        raise Refused("This is a point, not an outline.", "Write it in the box for the point.")
    return Parsed(read.boundary)


class _Place:
    """A row of positions as the reader gives it: extended well-known binary, or nothing."""

    def __init__(self, location: bytes | None, boundary: bytes | None) -> None:
        self.location: Point | None = GEOSGeometry(memoryview(location)) if location else None
        self.boundary: GEOSGeometry | None = GEOSGeometry(memoryview(boundary)) if boundary else None


def _read(cells: dict[str, str]) -> _Place:
    """One row of positions, read as the importer would; what it refuses is raised."""
    faults = Faults([1])
    columns: dict[str, Any] = {name: [text] for name, text in cells.items()}
    given = Given(1, columns, {name: name for name in cells}, None, None, county_bounds())
    read = read_positions(given, faults)
    for fault in faults:
        if fault.severity == Severity.ERROR:
            if fault.suggestion:
                raise Mendable(fault.reason, "Use the mended outline, or draw it again.", fault.suggestion)
            raise Refused(fault.reason, fault.remedy)
    location, boundary = read.location[0].as_py(), read.boundary[0].as_py()
    if location is None and boundary is None:
        raise Refused("Nothing in this says where it is.", HOW)
    return _Place(location, boundary)
