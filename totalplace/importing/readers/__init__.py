"""Reading any file an officer has into columns, safely: `list_sheets` to choose from, `read` to get one table."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

from . import delimited, layers, workbook
from .identify import Kind, identify
from .model import MAX_BYTES, Column, Sheet, Table, UnreadableFile

__all__ = ["MAX_BYTES", "Column", "Kind", "Sheet", "Table", "UnreadableFile", "list_sheets", "read"]

WORKBOOKS = (Kind.XLSX, Kind.XLS, Kind.ODS)


def list_sheets(path: str | PathLike[str], filename: str, *, max_bytes: int = MAX_BYTES) -> list[Sheet]:
    """The sheets or layers that can be read; UnreadableFile for every file that `read` would refuse to open."""
    path = Path(path)
    kind, _ = identify(path, filename, max_bytes)
    if kind is Kind.CSV:
        return delimited.list_sheets(path)
    if kind in WORKBOOKS:
        return workbook.list_sheets(path, str(kind))
    return layers.list_sheets(path, kind)


def read(
    path: str | PathLike[str],
    filename: str,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    max_bytes: int = MAX_BYTES,
) -> Table:
    """Read one sheet or layer of a file. `filename` is the name the officer gave it; its kind is told by its content.

    `sheet` names a sheet or layer (default: the one with most data); `header_row` is the row of headings as the
    officer sees it (default: found). Raises UnreadableFile, never anything else, for a file that is not usable.
    """
    path = Path(path)
    kind, notes = identify(path, filename, max_bytes)
    if kind is Kind.CSV:
        table = delimited.read(path, header_row=header_row)
    elif kind in WORKBOOKS:
        table = workbook.read(path, str(kind), sheet=sheet, header_row=header_row)
    else:
        table = layers.read(path, kind, sheet=sheet)
    return replace(table, notes=[*notes, *table.notes])
