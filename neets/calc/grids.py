"""A table that was let out, in words: its rows, columns and totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns in words, and rows of (title, counts in the columns' order, the total last); None is hidden."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int | None]]]

    @property
    def total(self) -> list[tuple[str, int | None]]:
        """(column, count) of the last row, "All" last."""
        return list(zip([*self.columns, "All"], self.rows[-1][1], strict=True)) if self.rows else []


def grid_rows(
    result: Mapping[str, Any], rows: Mapping[str, str], columns: Mapping[str, str], order: Sequence[str] = ()
) -> Grid:
    """The table of a result, codes put into words; columns in `order` first, as far as they are there."""
    there: list[str] = result["columns"]
    put = [code for code in order if code in there] + [code for code in there if code not in order]
    places = [*(there.index(code) for code in put), len(there)]
    return Grid(
        [columns.get(code, code) for code in put],
        [(rows.get(code, code), [counts[place] for place in places]) for code, counts in result["rows"]],
    )
