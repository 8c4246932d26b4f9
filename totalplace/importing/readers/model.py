"""What a reader hands over: sheets to choose from, and one table of columns; or a plain reason why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pyarrow as pa

MAX_BYTES = 200_000_000
MAX_COLUMNS = 200
MAX_ROWS = 1_000_000
# Readers of workbooks hold a dense grid, so rows x columns must be bounded as well as each of them.
MAX_CELLS = 15_000_000
# What one spreadsheet cell can hold; longer text than this cannot be corrected in a spreadsheet either.
MAX_CELL_LENGTH = 32_767


class UnreadableFile(ValueError):
    """The file cannot be read: `reason` says why and `remedy` what to do, one plain sentence each."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True)
class Sheet:
    """One sheet or map layer that can be read. `rows` counts heading rows too, as the officer sees them."""

    name: str
    rows: int
    columns: int
    kind: Literal["table", "layer"]
    hidden: bool = False


class Column:
    """One column under its heading. `values` are Python values; `arrow` the same as an array, or None if types mix.

    Either may be given; the other is made when first asked for, so that a caller who works on
    `arrow` never pays for Python objects.
    """

    def __init__(
        self,
        name: str,
        values: list[Any] | np.ndarray | None = None,
        hidden: bool = False,
        *,
        arrow: pa.Array | None = None,
    ) -> None:
        if (values is None) == (arrow is None):
            raise TypeError("a column is made of values or of an arrow array, and not of both")
        self.name = name
        self.hidden = hidden
        if values is not None:
            self.values = values
        else:
            self.arrow = arrow

    def __len__(self) -> int:
        return len(self.arrow) if "arrow" in self.__dict__ and self.arrow is not None else len(self.values)

    def __repr__(self) -> str:
        return f"Column({self.name!r}, {len(self)} values{', hidden' if self.hidden else ''})"

    @cached_property
    def values(self) -> list[Any] | np.ndarray:
        """One Python value or None for each row."""
        return self.__dict__["arrow"].to_pylist()

    @cached_property
    def arrow(self) -> pa.Array | None:
        """The values as one pyarrow array, or None when their types mix."""
        try:
            return pa.array(self.__dict__["values"], from_pandas=False)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            return None


@dataclass(frozen=True)
class Table:
    """One sheet or layer, read: columns, where each row stands in the file, and its geometry where it has one."""

    columns: list[Column]
    row_numbers: np.ndarray
    geometry: np.ndarray | None
    crs: str | None
    notes: list[str]
    format: str
    sheet: str | None
    sheets: list[Sheet] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def column(self, name: str) -> Column:
        """The column with this heading; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def count_of(number: int, singular: str, plural: str | None = None) -> str:
    """'1 row', '86 rows', '12,000 rows'."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def column_letter(index: int) -> str:
    """The letters a spreadsheet shows over a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def check_size(rows: int, columns: int) -> None:
    """Refuse a table that is wider or longer than a register can be."""
    if columns > MAX_COLUMNS:
        raise UnreadableFile(
            f"The file has {columns:,} columns; at most {MAX_COLUMNS} can be read.",
            "Keep only the columns that describe the properties and upload it again.",
        )
    if rows > MAX_ROWS:
        raise UnreadableFile(
            f"The file has {rows:,} rows; at most {MAX_ROWS:,} can be read at once.",
            "Split it into smaller files and upload them one after another.",
        )
    if rows * columns > MAX_CELLS:
        raise UnreadableFile(
            f"The file has {rows:,} rows of {columns:,} columns, which is more than can be read at once.",
            "Keep only the columns that describe the properties, or split the file.",
        )
