"""Writing CSV and XLSX a row at a time, so that no cell runs as a formula and our own reader reads it back exactly.

Text that a spreadsheet could take for a formula gets an apostrophe before it (`neutral`); the reader takes it away.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from .neutral import neutralise

# Excel takes a CSV for Windows-1252 unless it begins with this.
BYTE_ORDER_MARK = "\ufeff"
MAX_CELL = 32_767
MAX_SHEET_ROWS = 1_048_576
TOO_LONG = "[longer than a spreadsheet cell can be: download CSV or GeoPackage for it]"
# From here on a spreadsheet, which keeps numbers as floats, would change the last digits.
EXACT_AS_FLOAT = 10**15


def safe_cell(value: Any) -> Any:
    """The value as it may stand in a cell: text that could run gets an apostrophe, everything else is unchanged."""
    return neutralise(value) if isinstance(value, str) else value


def csv_cell(value: Any) -> str:
    """The value as text in a CSV: unknown is empty, dates are ISO, numbers plain, yes and no in words."""
    if value is None:
        return ""
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return str(value)


class _Line:
    """The file that the csv module is given: it only remembers the line last written."""

    text = ""

    def write(self, text: str) -> int:
        """Keep one line."""
        self.text = text
        return len(text)


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, mark: bool = True) -> Iterator[str]:
    """A CSV file line by line, for a streaming response; with the mark by which Excel knows UTF-8."""
    line = _Line()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow([neutralise(heading) for heading in headings])
    yield (BYTE_ORDER_MARK if mark else "") + line.text
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])
        yield line.text


def write_csv(file: IO[str], headings: Sequence[str], rows: Iterable[Sequence[Any]], *, mark: bool = True) -> None:
    """Write a CSV file to a text file opened with newline=""."""
    file.writelines(csv_lines(headings, rows, mark=mark))


def write_xlsx(
    file: IO[bytes] | str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    sheet: str = "Sheet1",
    widths: Sequence[float] = (),
) -> int:
    """Write a workbook of one sheet in constant memory and return the number of rows, the headings not counted.

    Text stays text (no formulas, no links), dates are dates, money is a number. ValueError beyond 1,048,575 rows.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "dd/mm/yyyy",
        "remove_timezone": True,
    }
    number = 0
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for index, width in enumerate(widths):
            page.set_column(index, index, width)
        page.freeze_panes(1, 0)
        for index, heading in enumerate(headings):
            page.write_string(0, index, neutralise(heading), bold)
        for number, row in enumerate(rows, start=1):
            if number >= MAX_SHEET_ROWS:
                raise ValueError(f"a sheet holds {MAX_SHEET_ROWS:,} rows: write CSV instead")
            for index, value in enumerate(row):
                _write(page, number, index, value)
    return number


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Any) -> None:
    """Write one cell by the type of its value, never by what its text looks like."""
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, (datetime.datetime, datetime.date)):
        if value.year >= 1900:
            page.write_datetime(row, column, value)
        else:
            # A spreadsheet has no day before 1900.
            page.write_string(row, column, value.isoformat())
    elif isinstance(value, (int, float, Decimal)) and -EXACT_AS_FLOAT < value < EXACT_AS_FLOAT:
        page.write_number(row, column, value)
    else:
        text = neutralise(str(value))
        page.write_string(row, column, text if len(text) <= MAX_CELL else TOO_LONG)
