"""XLSX, XLS and ODS through calamine: cached values only, so no formula and no macro is ever run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import python_calamine as calamine

from . import ods, xlsx
from .assemble import table_from_rows
from .headings import Merge
from .model import Sheet, Table, UnreadableFile, check_size, count_of

HEADING_REGION = 60


@contextmanager
def _plain_errors(format: str) -> Iterator[None]:
    """Turn the library's refusals, and its crashes on damaged files, into one plain sentence."""
    try:
        yield
    except UnreadableFile:
        raise
    except calamine.PasswordError as error:
        raise password_protected() from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(format) from error
    except BaseException as error:
        # A crash inside the compiled reader is no Exception; it says so only by its name.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(format) from error


def password_protected() -> UnreadableFile:
    """The refusal of a locked workbook."""
    return UnreadableFile(
        "The workbook is protected by a password.",
        "Open it, take the password off (File, Info, Protect Workbook) and save it again.",
    )


def damaged(format: str) -> UnreadableFile:
    """The refusal of a workbook that cannot be opened."""
    return UnreadableFile(
        f"The {format} workbook is damaged or incomplete and cannot be opened.",
        "Open it in the program it came from, save it again as .xlsx and upload that.",
    )


def inspect(path: Path, format: str) -> dict[str, xlsx.SheetScan]:
    """Check a workbook for what could fill the memory or trick a parser, before any reader opens it."""
    if format == "XLSX":
        return xlsx.inspect(path)
    if format == "ODS":
        ods.inspect(path)
    return {}


def list_sheets(path: Path, format: str) -> list[Sheet]:
    """Every worksheet with the size of what it holds."""
    inspect(path, format)
    with _plain_errors(format), calamine.CalamineWorkbook.from_path(path) as book:
        return [sheet for sheet, _ in _sheets(book)]


def _sheets(book: calamine.CalamineWorkbook) -> list[tuple[Sheet, calamine.CalamineSheet | None]]:
    """Every worksheet's size; the only one comes with its content, so that it need not be loaded twice."""
    metas = [meta for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
    if not metas:
        raise UnreadableFile("The workbook has no worksheet.", "Check that the right file was chosen.")
    found = []
    for meta in metas:
        content = book.get_sheet_by_name(meta.name)
        rows, columns = (content.end[0] + 1, content.end[1] + 1) if content.end else (0, 0)
        sheet = Sheet(meta.name, rows, columns, "table", meta.visible != calamine.SheetVisibleEnum.Visible)
        found.append((sheet, content if len(metas) == 1 else None))
    return found


def choose(sheets: list[Sheet], wanted: str | None) -> Sheet:
    """The sheet of that name, or the visible one with the most data."""
    if wanted is not None:
        for sheet in sheets:
            if sheet.name == wanted:
                return sheet
        names = ", ".join(f"“{sheet.name}”" for sheet in sheets[:10])
        raise UnreadableFile(f"There is no sheet or layer “{wanted}”.", f"Choose one of {names}.")
    return max(sheets, key=lambda sheet: (not sheet.hidden and sheet.rows > 0, sheet.rows * sheet.columns))


def read(path: Path, format: str, *, sheet: str | None = None, header_row: int | None = None) -> Table:
    """Read one sheet of a workbook."""
    scans = inspect(path, format)
    with _plain_errors(format), calamine.CalamineWorkbook.from_path(path) as book:
        contents = dict(_sheets(book))
        sheets = list(contents)
        chosen = choose(sheets, sheet)
        check_size(chosen.rows, 1)
        worksheet = contents[chosen] or book.get_sheet_by_name(chosen.name)
        rows = worksheet.to_python(skip_empty_area=False)
        merges = _merges(worksheet)
    if not rows:
        raise UnreadableFile(f"The sheet “{chosen.name}” is empty.", "Choose the sheet that lists the properties.")
    notes = []
    if len(sheets) > 1:
        position = sheets.index(chosen) + 1
        notes.append(f"Sheet “{chosen.name}” ({position} of {len(sheets)})")
    member = xlsx.sheet_paths(path).get(chosen.name, "") if scans else ""
    scan = scans.get(member, xlsx.SheetScan())
    return table_from_rows(
        rows,
        range(1, len(rows) + 1),
        format=format,
        sheet=chosen.name,
        notes=[*notes, *_formula_notes(scan)],
        header_row=header_row,
        merges=merges,
        hidden_columns=xlsx.hidden_columns(path, member) if member in scans else frozenset(),
        empty_rows=len({row for row in scan.rows if row > len(rows)}),
    )


def _formula_notes(scan: xlsx.SheetScan) -> list[str]:
    if not scan.formulas:
        return []
    note = f"{count_of(scan.formulas, 'formula', 'formulas')} read as the value last saved, never run"
    if scan.uncached:
        verb = "has" if scan.uncached == 1 else "have"
        note += f"; {scan.uncached:,} {verb} no saved value and {'is' if scan.uncached == 1 else 'are'} left empty"
    return [note]


def _merges(worksheet: Any) -> list[Merge]:
    """Merged ranges in the heading region, as (first row, first column, last row, last column)."""
    ranges = worksheet.merged_cell_ranges or []
    return [(top, left, bottom, right) for (top, left), (bottom, right) in ranges if bottom < HEADING_REGION]
