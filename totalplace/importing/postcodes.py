"""Postcode files as they are published: Code-Point Open (CSVs without headings, in a zip), the ONSPD, or any CSV with
headings for postcode, easting and northing. Read line by line: the nation's 1.7 million take no more memory than ten.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from totalplace.calc.identifiers import parse_postcode
from totalplace.calc.parsed import Refused as CellRefused
from totalplace.importing.readers import UnreadableFile

HEADINGS = {
    "postcode": ("pcds", "postcode", "pcd", "pcd7", "pcd8"),
    "easting": ("easting", "eastings", "oseast1m", "east1m"),
    "northing": ("northing", "northings", "osnrth1m", "north1m"),
    "quality": ("quality", "positional_quality_indicator", "osgrdind", "gridind"),
}
# Code-Point Open's columns, by its documentation: postcode, quality, eastings, northings, then codes of areas.
CODE_POINT_OPEN = {"postcode": 0, "quality": 1, "easting": 2, "northing": 3}
MOST_FAULTS = 20
GREATEST_EAST, GREATEST_NORTH = 700_000, 1_300_000
NO_POINT = "Give the Code-Point Open zip, the ONSPD zip or CSV, or a CSV with headings postcode, easting, northing."


class PostcodePoint(NamedTuple):
    """A postcode as it is written, its point in EPSG:27700 metres, and the publisher's quality (10 is best)."""

    postcode: str
    easting: float
    northing: float
    quality: int | None


@dataclass(slots=True)
class Tally:
    """What was met in the file beside postcodes with a point."""

    files: int = 0
    without_point: int = 0
    irish: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each value stands in a row. ONSPD's quality has one digit, 1 best, where Code-Point Open's has two."""

    columns: dict[str, int]
    has_heading: bool
    quality_times: int


def read_postcodes(path: Path, tally: Tally) -> Iterator[PostcodePoint]:
    """Every postcode of the file that has a point in Great Britain; the rest is counted in `tally`.

    Raises UnreadableFile at once for a file that is none, and at its end with the faults of its lines.
    """
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path}.", "Check its name.")
    found = 0
    for name, lines in _texts(path):
        tally.files += 1
        for point in _points(name, lines, tally):
            found += 1
            yield point
    if tally.faults:
        raise UnreadableFile("\n".join(tally.faults[:MOST_FAULTS]), "Nothing was stored: mend these lines.")
    if not found:
        raise UnreadableFile("The file holds no postcode with a point.", NO_POINT)


def _texts(path: Path) -> Iterator[tuple[str, IO[str]]]:
    """The CSV, or each CSV of data in a zip."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            if b"\x00" in file.read(4096):
                raise UnreadableFile("The file is neither a CSV nor a zip of CSVs.", NO_POINT)
            file.seek(0)
            with _decoded(file) as text:
                yield path.name, text
        return
    with zipfile.ZipFile(path) as archive:
        members = _data_members(archive.namelist())
        if not members:
            raise UnreadableFile("The zip holds no CSV of postcodes.", NO_POINT)
        for member in members:
            with archive.open(member) as file, _decoded(file) as text:
                yield PurePosixPath(member).name, text


def _data_members(names: list[str]) -> list[str]:
    """The CSVs of data: not the documentation, and not the copies by area beside ONSPD's whole file."""
    data = [
        name
        for name in names
        if name.lower().endswith(".csv") and not re.search(r"(^|/)(docs?|documents|user guide)/", name.lower())
    ]
    whole = [name for name in data if "multi_csv" not in name.lower()]
    return whole or data


@contextmanager
def _decoded(file: IO[bytes]) -> Iterator[IO[str]]:
    """Postcodes, numbers and codes are plain letters in every edition, so no wrong guess of encoding can hurt them."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def _points(name: str, lines: IO[str], tally: Tally) -> Iterator[PostcodePoint]:
    rows = csv.reader(lines)
    try:
        first = next(rows, [])
        layout = _layout(name, first)
        if not layout.has_heading:
            yield from _point(name, 1, first, layout, tally)
        for row in rows:
            yield from _point(name, rows.line_num, row, layout, tally)
    except (csv.Error, zipfile.BadZipFile) as error:
        raise UnreadableFile(f"{name} is damaged: {error}.", "Fetch it again from its publisher.") from error


def _layout(name: str, first: list[str]) -> _Layout:
    names = [cell.strip().lower() for cell in first]
    columns = {
        what: names.index(heading)
        for what, headings in HEADINGS.items()
        for heading in reversed(headings)
        if heading in names
    }
    if {"postcode", "easting", "northing"} <= set(columns):
        is_onspd = "quality" in columns and names[columns["quality"]] in ("osgrdind", "gridind")
        return _Layout(columns, True, 10 if is_onspd else 1)
    if len(first) >= 4 and _is_postcode(first[0]) and first[2].strip().isdigit():
        return _Layout(CODE_POINT_OPEN, False, 1)
    raise UnreadableFile(f"{name} has no columns of postcode, easting and northing.", NO_POINT)


def _is_postcode(cell: str) -> bool:
    try:
        return bool(parse_postcode(cell).value)
    except CellRefused:
        return False


def _point(name: str, line: int, row: list[str], layout: _Layout, tally: Tally) -> Iterator[PostcodePoint]:
    """The row's postcode with its point, or nothing: then the tally says why."""
    if not any(row):
        return
    try:
        cells = {what: row[column].strip() for what, column in layout.columns.items()}
        if cells["postcode"].upper().startswith("BT"):
            # Northern Ireland's eastings are on the Irish grid: read as British ones they would lie in the sea.
            tally.irish += 1
            return
        quality = int(cells.get("quality") or 0) * layout.quality_times or None
        east, north = _metres(cells["easting"]), _metres(cells["northing"])
        if (east, north) == (0, 0):
            tally.without_point += 1
            return
        postcode = parse_postcode(cells["postcode"])
        if postcode.value is None or postcode.partial:
            raise ValueError("the postcode is missing or not whole")
        if not (0 < east < GREATEST_EAST and 0 < north < GREATEST_NORTH):
            raise ValueError(f"{east:.0f}, {north:.0f} is outside Great Britain")
        yield PostcodePoint(postcode.value, east, north, quality)
    except CellRefused as refusal:
        _fault(tally, name, line, refusal.reason)
    except (ValueError, IndexError) as error:
        _fault(tally, name, line, "the row is too short" if isinstance(error, IndexError) else str(error))


def _metres(cell: str) -> float:
    """A coordinate; nought stands for none, as publishers write it."""
    try:
        return float(cell or 0)
    except ValueError:
        raise ValueError(f"“{cell}” is not a coordinate") from None


def _fault(tally: Tally, name: str, line: int, reason: str) -> None:
    if len(tally.faults) < MOST_FAULTS:
        tally.faults.append(f"{name}, line {line}: {reason}")
