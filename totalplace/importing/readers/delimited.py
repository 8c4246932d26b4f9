"""CSV, TSV and TXT: any delimiter and encoding, quoted line breaks, title rows above the headings."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from .assemble import table_from_rows
from .encoding import decode
from .model import MAX_ROWS, Sheet, Table, UnreadableFile, check_size

FORMAT = "CSV"
DELIMITERS = ",;\t|^"
NAMES = {",": "comma", ";": "semicolon (;)", "\t": "tab", "|": "vertical bar (|)", "^": "caret (^)"}
# Wider than any table taken, so that trailing delimiters do no harm and a million columns are refused at once.
WIDEST = 2_000
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


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Every row that is not a blank line, with the line it starts on."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for row in reader:
            if row:
                if len(row) > WIDEST:
                    check_size(1, len(row))
                rows.append(row)
                numbers.append(start)
                if len(rows) > MAX_ROWS + 100:
                    check_size(len(rows), 1)
            start = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            f"Line {start:,} cannot be read: {_plain(error)}.",
            "Look for a quotation mark that is never closed in that line, and upload the file again.",
        ) from error
    return rows, numbers


def _plain(error: csv.Error) -> str:
    return "a cell in it never ends" if "field larger" in str(error) else "its quotation marks do not pair up"


def list_sheets(path: Path) -> list[Sheet]:
    """The one sheet that a text file is."""
    text, _ = _load(path)
    rows, _ = _rows(text, sniff_delimiter(text))
    width = max((len(row) for row in rows), default=0)
    return [Sheet("", len(rows), width, "table")]


def read(path: Path, *, header_row: int | None = None) -> Table:
    """Read a text file as a table; every cell is text or None."""
    text, notes = _load(path)
    delimiter = sniff_delimiter(text)
    if delimiter != ",":
        notes.append(f"Delimiter {NAMES.get(delimiter, delimiter)}")
    rows, numbers = _rows(text, delimiter)
    if rows and len(rows[0]) <= 2 and rows[0][0].strip().lower().startswith("sep="):
        rows, numbers = rows[1:], numbers[1:]
    last_line = text.count("\n") + (not text.endswith("\n"))
    blank = (
        last_line - (numbers[-1] if numbers else 0) if numbers and len(rows) and "\n" not in "".join(rows[-1]) else 0
    )
    return table_from_rows(
        rows, numbers, format=FORMAT, sheet=None, notes=notes, header_row=header_row, empty_rows=max(0, blank)
    )
