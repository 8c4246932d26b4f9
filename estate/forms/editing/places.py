"""A place as an officer writes or pastes it: one box for a point, one for an outline, read by the importer's rules.

The map on the page draws into the same two boxes, and a file is read into them, so whatever way a place came, it is
checked and stored as if it were typed.
"""

from __future__ import annotations

import json
import re
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, Point

from estate.services.editing import MOST_CORNERS, too_many_corners
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
OUTLINE_HOW = (
    "Paste POLYGON ((…)) or MULTIPOLYGON (((…))), GeoJSON, or eastings and northings with a corner on each line."
)
_SRID = r"(SRID\s*=\s*\d+\s*;\s*)?"
_SHAPE = re.compile(
    _SRID + r"(MULTI|COMPOUND|CURVE)?(POINT|POLYGON|LINESTRING|CURVE|SURFACE|GEOMETRYCOLLECTION)\b", re.IGNORECASE
)
_EMPTY_SHAPE = re.compile(_SRID + r"\w+\s*(Z|M|ZM)?\s*EMPTY", re.IGNORECASE)
_GRID = re.compile(r"[A-Za-z]{2}[\d\s,.\-/:]+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
# 384,912 254,812: the comma inside a number is no comma between two.
_THOUSANDS = re.compile(r"\s*\d{1,3},\d{3}(\.\d+)?(\s*[,;]\s+|\s+)\d{1,3},\d{3}(\.\d+)?\s*")
_PAIRS = re.compile(r"[\d\s.,;:\-()\[\]°]+")


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
    """A multipolygon in EPSG:27700 from well-known text, GeoJSON or a list of corners; Mendable when it crosses itself.

    In a list, an empty line begins another part.
    """
    if value is None or not str(value).strip():
        return EMPTY
    text = str(value).strip()
    if len(text) > LONGEST:
        raise Refused(f"The outline has {len(text):,} characters; there is room for {LONGEST:,}.", "Simplify it.")
    read = _read({"wkt": _well_known(text)})
    if read.boundary is None:
        raise Refused("This is a point, not an outline.", "Write it in the box for the point.")
    if read.boundary.num_coords > MOST_CORNERS:
        raise Refused(too_many_corners(read.boundary.num_coords), "Simplify it.")
    return Parsed(read.boundary)


def _well_known(text: str) -> str:
    """What was pasted as well-known text, whatever it was pasted as."""
    if _EMPTY_SHAPE.fullmatch(text):
        raise Refused("The outline is empty: it has no corner.", "Draw it, or leave the box empty.")
    if _SHAPE.match(text):
        return text
    if text.startswith("{"):
        return _from_geojson(text)
    if _PAIRS.fullmatch(text) and _NUMBER.search(text):
        return _from_corners(text)
    raise Refused("This is not an outline.", OUTLINE_HOW)


def _from_geojson(text: str) -> str:
    """The one geometry of a GeoJSON text; a coordinate system that it names goes before it."""
    try:
        found = json.loads(text)
        shapes = [each["geometry"] for each in found["features"]] if "features" in found else [found]
        shape = shapes[0].get("geometry", shapes[0]) if len(shapes) == 1 else None
        geometry = shapely.from_geojson(json.dumps(shape)) if shape else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, shapely.errors.ShapelyError) as broken:
        raise Refused("The GeoJSON is damaged or has no shape.", "Copy it again, all of it.") from broken
    if len(shapes) != 1:
        raise Refused(f"The GeoJSON has {len(shapes):,} shapes.", "Paste the one of this property.")
    if geometry is None:
        raise Refused("The GeoJSON has no shape.", "Copy it again, all of it.")
    if geometry.is_empty:
        raise Refused("The outline is empty: it has no corner.", "Draw it, or leave the box empty.")
    named = re.search(r"EPSG:+(\d+)", str(found.get("crs") or ""))
    return f"SRID={named[1]};{geometry.wkt}" if named else geometry.wkt


def _from_corners(text: str) -> str:
    """Parts of corners, two numbers each, as one polygon or several. A comma parts thousands, numbers or corners."""
    parts = [_ring(part) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return f"MULTIPOLYGON ({', '.join(f'(({part}))' for part in parts)})"


def _ring(text: str) -> str:
    lines = [line for line in text.split("\n") if _NUMBER.search(line)]
    numbers = [_NUMBER.findall(line.replace(",", "") if _THOUSANDS.fullmatch(line) else line) for line in lines]
    if len(lines) > 1 and any(len(pair) != 2 for pair in numbers):
        wrong = next(line for line, pair in zip(lines, numbers, strict=True) if len(pair) != 2)
        raise Refused(f"“{wrong.strip()[:60]}” is not two numbers.", "Write easting and northing on each line.")
    flat = [number for pair in numbers for number in pair]
    if len(flat) % 2:
        raise Refused(f"There are {len(flat):,} numbers, so one is without its partner.", "Write them in pairs.")
    corners = [f"{x} {y}" for x, y in zip(flat[::2], flat[1::2], strict=True)]
    if len(set(corners)) < 3:
        raise Refused(
            f"There {'is one corner' if len(set(corners)) == 1 else f'are {len(set(corners))} corners'} only.",
            "An outline has at least three.",
        )
    return ", ".join(corners if corners[0] == corners[-1] else [*corners, corners[0]])


def written_point(point: Point | None) -> str:
    """A point as the box holds it: easting and northing in metres to the centimetre, "" for none."""
    return f"{_metres(point.x)}, {_metres(point.y)}" if point else ""


def _metres(number: float) -> str:
    """Metres to the centimetre, without a decimal point where there is nothing after it."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def written_outline(outline: GEOSGeometry | None) -> str:
    """An outline as the box holds it: well-known text in metres to the millimetre, "" for none."""
    if outline is None:
        return ""
    shape = shapely.from_wkb(bytes(outline.wkb))
    only = shape.geoms[0] if shape.geom_type == "MultiPolygon" and len(shape.geoms) == 1 else shape
    return shapely.to_wkt(only, rounding_precision=3)


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
