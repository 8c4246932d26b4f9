"""CSV, TSV and TXT: any delimiter and encoding, quoted line breaks, title rows above the headings."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from .assemble import heading_index, heading_note, named_columns, table_from_rows
from .bulk import read_body
from .encoding import decode
from .headings import SAMPLE_ROWS
from .model import MAX_CELLS, MAX_ROWS, Sheet, Table, UnreadableFile, check_size, count_of

FORMAT = "CSV"
DELIMITERS = ",;\t|^"
NAMES = {",": "comma", ";": "semicolon (;)", "\t": "tab", "|": "vertical bar (|)", "^": "caret (^)"}
# Wider than any table taken, so that trailing delimiters do no harm and a million columns are refused at once.
WIDEST = 2_000
# Characters from which a file is worth reading in bulk.
BULK_FROM = 1_000_000
# Long outlines as text (WKT) are allowed in a cell; the length of other cells is checked once read.
csv.field_size_limit(16_000_000)


def sniff_delimiter(text: str) -> str:
    """The delimiter by which most rows of the sample have the same number of cells."""
    first, _, _ = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4]
    sample = text[:65_536]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        widths = _sample_widths(sample, delimiter)
        counted = Counter(width for width in widths if width > 1)
        if not counted:
            continue
        width, times = counted.most_common(1)[0]
        score = (round(times / len(widths), 1), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _sample_widths(sample: str, delimiter: str) -> list[int]:
    widths = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(row):
                widths.append(len(row))
            if len(widths) >= 200:
                break
    except csv.Error:
        return widths
    return widths


def _load(path: Path) -> tuple[str, list[str]]:
    """The text of the file and how it was decoded."""
    text, encoding = decode(path.read_bytes())
    if not text.strip():
        raise UnreadableFile("The file is empty.", "Check that the right file was chosen and that it was saved.")
    return text, [f"Encoding {encoding}"]


def _rows(text: str, delimiter: str, *, at_most: int | None = None) -> tuple[list[list[str]], list[int]]:
    """Rows, blank lines among them as empty ones, with the line each starts on."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    cells, start = 0, 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            cells += len(row)
            if len(row) > WIDEST or len(rows) > MAX_ROWS + 100 or cells > MAX_CELLS:
                check_size(len(rows), len(row))
            rows.append(row)
            numbers.append(start)
            start = reader.line_num + 1
            if len(rows) == at_most:
                break
    except csv.Error as error:
        raise UnreadableFile(
            f"Line {start:,} cannot be read: {_plain(error)}.",
            "Look for a quotation mark that is never closed in that line, and upload the file again.",
        ) from error
    return rows, numbers


def _plain(error: csv.Error) -> str:
    return "a cell in it never ends" if "field larger" in str(error) else "its quotation marks do not pair up"


def list_sheets(path: Path) -> list[Sheet]:
    """The one sheet that a text file is, measured by its lines."""
    text, _ = _load(path)
    rows, _ = _rows(text, sniff_delimiter(text), at_most=SAMPLE_ROWS)
    return [Sheet("", len(text.splitlines()), max(map(len, rows), default=0), "table")]


def read(path: Path, *, header_row: int | None = None, bulk_from: int = BULK_FROM) -> Table:
    """Read a text file as a table; every cell is text or None. Text of `bulk_from` characters is read in bulk."""
    text, notes = _load(path)
    delimiter = sniff_delimiter(text)
    if delimiter != ",":
        notes.append(f"Delimiter {NAMES.get(delimiter, delimiter)}")
    if len(text) >= bulk_from:
        table = _read_in_bulk(text, delimiter, notes, header_row)
        if table is not None:
            return table
    rows, numbers = _rows(text, delimiter)
    rows, numbers = _without_sep_line(rows, numbers)
    return table_from_rows(rows, numbers, format=FORMAT, sheet=None, notes=notes, header_row=header_row)


def _without_sep_line(rows: list[list[str]], numbers: list[int]) -> tuple[list[list[str]], list[int]]:
    if rows and rows[0] and len(rows[0]) <= 2 and rows[0][0].strip().lower().startswith("sep="):
        return rows[1:], numbers[1:]
    return rows, numbers


def _read_in_bulk(text: str, delimiter: str, notes: list[str], header_row: int | None) -> Table | None:
    """The table when the file is regular enough to be read in bulk, else None."""
    rows, numbers = _rows(text, delimiter, at_most=SAMPLE_ROWS + (header_row or 0))
    rows, numbers = _without_sep_line(rows, numbers)
    at = heading_index(rows, numbers, header_row)
    if at + 1 >= len(rows) or not rows[at]:
        return None
    read = read_body(text, numbers[at + 1], delimiter, len(rows[at]))
    if read is None or not len(read[1]):
        return None
    arrays, lines, empty_rows = read
    check_size(len(lines), len(arrays))
    columns, column_notes = named_columns(rows[at], arrays, lines)
    notes = [*notes, *heading_note(at, numbers, chosen=header_row is not None)]
    if empty_rows:
        notes.append(f"{count_of(empty_rows, 'empty row')} skipped")
    return Table(columns, lines, None, None, [*notes, *column_notes], FORMAT, None)
