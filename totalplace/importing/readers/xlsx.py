"""What must be known of an .xlsx before a reader opens it: how large its sheets are, formulas, hidden columns."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree as safe_xml
import numpy as np
from defusedxml.common import DefusedXmlException

from . import archive
from .model import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, UnreadableFile, check_size

# Text that a reader would hold once for each cell that shows it.
MAX_TEXT = 600_000_000
MAX_UNNUMBERED = 50_000_000
OVERLAP = 400
CELL = re.compile(rb"[<:]c[\s/>]")
REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,7})(\d{1,12})[\"']")
ROW = re.compile(rb"[<:]row\s(?:[^>]*?\s)?r\s*=\s*[\"'](\d{1,12})[\"']")
VALUE = re.compile(rb"[<:]v(?:\s[^>]*)?>\s*(\d{1,9}|&|<!)")
STRING_START = re.compile(rb"<(?:\w+:)?si[\s/>]")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
UNCACHED = re.compile(
    rb"(?:</(?:\w+:)?f>|[<:]f(?:\s[^>]*)?/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>\s*)?</(?:\w+:)?c>"
)


@dataclass
class SheetScan:
    """What the bytes of one worksheet say about it."""

    columns: int = 0
    last_row: int = 0
    cells: int = 0
    references: int = 0
    formulas: int = 0
    uncached: int = 0
    rows: list[int] = field(default_factory=list)


def inspect(path: Path) -> dict[str, SheetScan]:
    """Check a workbook's archive from end to end and measure each member that has cells; UnreadableFile if unsafe."""
    found = archive.members(path)
    _refuse_macros(found)
    lengths = _string_lengths(path, found)
    longest = int(lengths.max()) if len(lengths) else 0
    scans: dict[str, SheetScan] = {}
    text = 0
    for info in found:
        scan = SheetScan()
        # A cell takes ten bytes at least, so most sheets can be seen to be harmless without counting.
        could_be_long = longest * info.file_size // 10 > MAX_TEXT
        for chunk, fresh in _overlapping(path, info):
            if info.filename.lower().endswith((".xml", ".rels")) or chunk[:1] == b"<":
                archive.check_markup(chunk)
            _measure(scan, chunk, fresh)
            text += _shown_text(chunk, lengths, fresh) if could_be_long and scan.cells else 0
            if text > MAX_TEXT:
                raise archive.bomb("too much text in its cells")
        if scan.cells:
            scans[info.filename] = _checked(path, info, scan)
    return scans


def _refuse_macros(found: list[zipfile.ZipInfo]) -> None:
    names = {info.filename.lower() for info in found}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise macro_workbook()
    if "xl/workbook.bin" in names:
        raise UnreadableFile(
            "The workbook is in the binary format (.xlsb).", "In Excel choose Save As, Excel Workbook (.xlsx)."
        )


def macro_workbook() -> UnreadableFile:
    """The refusal of a workbook that carries program code."""
    return UnreadableFile(
        "The workbook contains macros.", "In Excel choose Save As, Excel Workbook (.xlsx), which leaves them out."
    )


def _overlapping(path: Path, info: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """Chunks that begin with the end of the one before, and where in them what is new begins."""
    tail = b""
    for chunk in archive.inflate(path, info):
        yield tail + chunk, len(tail)
        tail = chunk[-OVERLAP:] if len(chunk) >= OVERLAP else (tail + chunk)[-OVERLAP:]


def _count(pattern: re.Pattern[bytes], chunk: bytes, fresh: int) -> int:
    """How many matches end in the new part of a chunk."""
    return sum(1 for match in pattern.finditer(chunk, max(0, fresh - OVERLAP)) if match.end() > fresh)


def _measure(scan: SheetScan, chunk: bytes, fresh: int) -> None:
    """Add one chunk to what is known of a worksheet."""
    cells = len(CELL.findall(chunk)) - len(CELL.findall(chunk[:fresh]))
    if not cells and not scan.cells:
        return
    scan.cells += cells
    references = REFERENCE.findall(chunk)
    scan.references += len(references) - len(REFERENCE.findall(chunk[:fresh]))
    if references:
        letters, numbers = zip(*references, strict=True)
        scan.columns = max(scan.columns, *map(_column_number, set(letters)))
        scan.last_row = max(scan.last_row, *map(int, set(numbers)))
        if scan.columns > MAX_COLUMNS * 10 or scan.last_row > MAX_ROWS * 2:
            check_size(scan.last_row, scan.columns)
    scan.rows.extend(map(int, ROW.findall(chunk)))
    if b"f>" in chunk or b"<f " in chunk or b"/>" in chunk:
        scan.formulas += _count(FORMULA, chunk, fresh)
        scan.uncached += _count(UNCACHED, chunk, fresh)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _checked(path: Path, info: zipfile.ZipInfo, scan: SheetScan) -> SheetScan:
    """Refuse a sheet whose grid, filled out, would not fit."""
    if scan.cells > scan.references:
        _measure_unnumbered(path, info, scan)
    width = min(scan.columns, MAX_COLUMNS * 10)
    if scan.columns > MAX_COLUMNS * 10:
        check_size(scan.last_row, scan.columns)
    if scan.last_row * width > MAX_CELLS:
        check_size(scan.last_row, 1)
        raise UnreadableFile(
            f"A sheet reaches to row {scan.last_row:,} and column {scan.columns:,}, more than can be read at once.",
            "Delete the empty rows and columns after the last property, or split the sheet, and save it again.",
        )
    return scan


def _measure_unnumbered(path: Path, info: zipfile.ZipInfo, scan: SheetScan) -> None:
    """Cells need not say where they are; then the place follows from the ones before, and each must be counted."""
    if info.file_size > MAX_UNNUMBERED:
        raise archive.bomb("cells without places")
    column = rows = 0
    content = b"".join(archive.inflate(path, info))
    for match in re.finditer(rb"[<:](row|c)[\s/>]", content):
        if match[1] == b"row":
            rows, column = rows + 1, 0
        else:
            column += 1
            scan.columns = max(scan.columns, column)
    scan.last_row = max([scan.last_row, *scan.rows]) + rows


def _string_lengths(path: Path, found: list[zipfile.ZipInfo]) -> np.ndarray:
    """The size in bytes of each shared string, its markup included."""
    info = next((info for info in found if info.filename.lower().endswith("sharedstrings.xml")), None)
    if info is None:
        return np.zeros(0, dtype=np.int64)
    starts: list[int] = []
    offset = 0
    for chunk, fresh in _overlapping(path, info):
        starts.extend(offset - fresh + match.start() for match in STRING_START.finditer(chunk) if match.end() > fresh)
        offset += len(chunk) - fresh
    return np.diff(np.array([*starts, offset], dtype=np.int64))


def _shown_text(chunk: bytes, lengths: np.ndarray, fresh: int) -> int:
    """At most how many bytes of shared strings the cells of a chunk show; any number may be a string's."""
    longest = int(lengths.max())
    values = [match[1] for match in VALUE.finditer(chunk) if match.end() > fresh]
    numbers = np.array([int(value) for value in values if value.isdigit()], dtype=np.int64)
    known = numbers[numbers < len(lengths)]
    return int(lengths[known].sum()) + longest * (len(values) - len(numbers))


def sheet_paths(path: Path) -> dict[str, str]:
    """Where in the archive each worksheet is, by its name."""
    with zipfile.ZipFile(path) as book:
        try:
            workbook = next(
                name for name in book.namelist() if re.fullmatch(r"/?xl/workbook\d*\.xml", name, re.IGNORECASE)
            )
            folder, name = posixpath.split(workbook)
            sheets = safe_xml.fromstring(book.read(workbook))
            links = safe_xml.fromstring(book.read(f"{folder}/_rels/{name}.rels"))
        except (KeyError, StopIteration, ParseError, DefusedXmlException):
            return {}
    targets = {link.get("Id"): posixpath.join(folder, link.get("Target", "")).lstrip("/") for link in links}
    found = {}
    for element in sheets.iter():
        if element.tag.endswith("}sheet"):
            identity = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            target = targets.get(identity, "")
            found[element.get("name", "")] = posixpath.normpath(target.replace("xl//xl/", "xl/"))
    return found


def hidden_columns(path: Path, member: str) -> frozenset[int]:
    """Columns of a worksheet that are hidden, counted from 0; read from what stands before its first row."""
    hidden: set[int] = set()
    with zipfile.ZipFile(path) as book, book.open(member) as part:
        try:
            for _, element in safe_xml.iterparse(part, events=("start",)):
                tag = element.tag.rpartition("}")[2]
                if tag == "sheetData":
                    break
                if tag == "col" and element.get("hidden") in ("1", "true"):
                    first, last = int(element.get("min", 1)), int(element.get("max", 1))
                    hidden.update(range(first - 1, min(last, MAX_COLUMNS * 10)))
        except (ParseError, DefusedXmlException, ValueError):
            return frozenset()
    return frozenset(hidden)
