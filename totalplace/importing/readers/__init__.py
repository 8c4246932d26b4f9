"""Reading any file an officer has into columns, safely: `list_sheets` to choose from, `read` to get one table."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from . import delimited, workbook
from .model import MAX_BYTES, Column, Sheet, Table, UnreadableFile

__all__ = ["MAX_BYTES", "Column", "Sheet", "Table", "UnreadableFile", "list_sheets", "read"]


def list_sheets(path: str | PathLike[str], filename: str, *, max_bytes: int = MAX_BYTES) -> list[Sheet]:
    """The sheets or layers that can be read; raises UnreadableFile for every file that `read` would refuse to open."""
    path = Path(path)
    kind = path.read_bytes()[:4] == b"PK\x03\x04"
    return workbook.list_sheets(path, "XLSX") if kind else delimited.list_sheets(path)


def read(
    path: str | PathLike[str],
    filename: str,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    max_bytes: int = MAX_BYTES,
) -> Table:
    """Read one sheet or layer of a file. `filename` is the name the officer gave it; what it is is told by content.

    `sheet` names a sheet or layer (default: the one with most data); `header_row` is the row of headings as the
    officer sees it (default: found). Raises UnreadableFile, never anything else, for a file that is not usable.
    """
    path = Path(path)
    kind = path.read_bytes()[:4] == b"PK\x03\x04"
    if kind:
        return workbook.read(path, "XLSX", sheet=sheet, header_row=header_row)
    return delimited.read(path, header_row=header_row)
