"""The faults of a file as a workbook that its officer corrects and uploads again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter

from totalplace.choices import Severity
from totalplace.importing.loading import read_table
from totalplace.importing.readers import Table
from totalplace.importing.writers import safe_cell
from totalplace.models import ImportBatch, ImportFault

MARKED = {Severity.ERROR: "#f6d7d2", Severity.WARNING: "#fff2d3"}


def faults_workbook(batch: ImportBatch) -> Path:
    """A workbook of the file's own rows, bad cells coloured with a comment each, and a sheet that lists the faults.

    The path of a temporary file, for the caller to delete. Corrected and uploaded again it reads like the original.
    """
    table = read_table(batch)
    found = list(ImportFault.objects.filter(batch=batch).order_by("row", "severity", "id"))
    with tempfile.NamedTemporaryFile(prefix="faults-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    marks = {severity: book.add_format({"bg_color": colour}) for severity, colour in MARKED.items()}
    _write_rows(book.add_worksheet("Rows"), table, found, bold, marks)
    _write_faults(book.add_worksheet("Faults"), found, bold)
    book.close()
    return path


def _write_rows(sheet: Any, table: Table, found: list[ImportFault], bold: Any, marks: Any) -> None:
    places = {int(row): index + 1 for index, row in enumerate(table.row_numbers)}
    names = [column.name for column in table.columns]
    at = {name: index for index, name in enumerate(names)}
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, names, bold)
    said: dict[tuple[int, int], list[ImportFault]] = {}
    for fault in found:
        cell = places[fault.row], at.get(fault.column.split(" + ")[0], 0)
        said.setdefault(cell, []).append(fault)
    for index, column in enumerate(table.columns):
        for place, value in enumerate(column.values, start=1):
            here = said.get((place, index))
            if value is None and not here:
                continue
            mark = marks[min(fault.severity for fault in here)] if here else None
            sheet.write(place, index, safe_cell(value), mark)
            if here:
                sheet.write_comment(place, index, "\n".join(f"{fault.reason} {fault.remedy}" for fault in here)[:3000])


def _write_faults(sheet: Any, found: list[ImportFault], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 2, 14)
    sheet.set_column(3, 6, 40)
    sheet.write_row(0, 0, ["Row", "Severity", "Column", "Value", "What is wrong", "What to do", "Suggestion"], bold)
    for place, fault in enumerate(found, start=1):
        cells = [fault.row, fault.get_severity_display(), fault.column, fault.value, fault.reason, fault.remedy]
        sheet.write_row(place, 0, [safe_cell(cell) for cell in [*cells, fault.suggestion[:2000]]])
