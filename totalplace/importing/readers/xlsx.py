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
USUAL_LETTERS = re.compile(rb'<c r="([A-Z]{1,7})\d')
USUAL_NUMBER = re.compile(rb'<c r="[A-Z]{1,7}(\d{1,12})"')
USUAL_ROW = re.compile(rb'<row r="(\d{1,12})"')
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
        for chunk in _whole_tags(path, info):
            if info.filename.lower().endswith((".xml", ".rels")) or chunk[:1] == b"<":
                archive.check_markup(chunk)
            _measure(scan, chunk)
            text += _shown_text(chunk, lengths) if could_be_long and scan.cells else 0
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


def _whole_tags(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member in chunks that end with a whole row where there is one, else a whole tag, so that no pattern is cut."""
    rest = b""
    for chunk in archive.inflate(path, info):
        chunk = rest + chunk
        end = chunk.rfind(b"</row>") + 6
        if end < 6:
            end = chunk.rfind(b">") + 1
        if len(chunk) - end > 2 * archive.CHUNK:
            end = len(chunk)
        rest = chunk[end:]
        if end:
            yield chunk[:end]
    if rest:
        yield rest


def _measure(scan: SheetScan, chunk: bytes) -> None:
    """Add one chunk to what is known of a worksheet.

    Nearly every program writes a cell as `<c r="A1"`; only what is written otherwise pays for the patient patterns.
    """
    numbers = USUAL_NUMBER.findall(chunk)
    if len(numbers) == chunk.count(b"<c") and b":c" not in chunk:
        scan.cells += len(numbers)
        letters = USUAL_LETTERS.findall(chunk)
    else:
        scan.cells += len(CELL.findall(chunk))
        references = REFERENCE.findall(chunk)
        letters, numbers = [letter for letter, _ in references], [number for _, number in references]
    scan.references += len(numbers)
    if not scan.cells:
        return
    if numbers:
        _reach(scan, set(letters), set(numbers))
    rows = USUAL_ROW.findall(chunk)
    usual = len(rows) == chunk.count(b"<row") and b":row" not in chunk
    scan.rows.extend(map(int, rows if usual else ROW.findall(chunk)))
    if b"<f" in chunk or b":f" in chunk:
        scan.formulas += len(FORMULA.findall(chunk))
        scan.uncached += len(UNCACHED.findall(chunk))


def _reach(scan: SheetScan, letters: set[bytes], numbers: set[bytes]) -> None:
    """How far to the right and down the cells of a chunk reach."""
    scan.columns = max(scan.columns, *map(_column_number, letters))
    scan.last_row = max(scan.last_row, *map(int, numbers))
    if scan.columns > MAX_COLUMNS * 10 or scan.last_row > MAX_ROWS * 2:
        check_size(scan.last_row, scan.columns)


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
    for chunk in _whole_tags(path, info):
        starts.extend(offset + match.start() for match in STRING_START.finditer(chunk))
        offset += len(chunk)
    return np.diff(np.array([*starts, offset], dtype=np.int64))


def _shown_text(chunk: bytes, lengths: np.ndarray) -> int:
    """At most how many bytes of shared strings the cells of a chunk show; any number may be a string's."""
    longest = int(lengths.max())
    values = VALUE.findall(chunk)
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
