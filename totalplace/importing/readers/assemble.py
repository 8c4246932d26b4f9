"""From rows of cells to a table: heading found, empty rows and columns left out, cells cleaned, all of it noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from . import headings
from .cleaning import Tally, check_lengths, clean_strings, clean_values
from .model import MAX_CELL_LENGTH, Column, Table, UnreadableFile, check_size, count_of


def table_from_rows(
    rows: Sequence[Sequence[Any]],
    row_numbers: Sequence[int],
    *,
    format: str,
    sheet: str | None,
    notes: list[str],
    header_row: int | None = None,
    merges: Sequence[headings.Merge] = (),
    hidden_columns: frozenset[int] = frozenset(),
    empty_rows: int = 0,
) -> Table:
    """Make a table of a rectangular list of rows.

    `row_numbers` are those the officer sees; `header_row` is one of them, or None to find it; `merges` count rows
    and columns from 0 as the rows given do; `empty_rows` were already left out by the caller.
    """
    at = headings.below_groups(heading_index(rows, row_numbers, header_row), rows, merges)
    notes = [*notes, *heading_note(at, row_numbers, chosen=header_row is not None)]
    titles, merge_notes = headings.merged_headings(rows[at], at, rows[:at], merges)
    titles = headings.grouped_headings(titles, at, rows[:at], merges)
    last_heading = max([at, *(bottom for top, _, bottom, _ in merges if top <= at <= bottom)])
    body, numbers = _filled_rows(rows[last_heading + 1 :], row_numbers[last_heading + 1 :])
    empty_rows += len(rows) - last_heading - 1 - len(body)
    if not body:
        raise no_rows(titles)
    width = max([len(titles), *(len(row) for row in body)])
    if len({len(row) for row in body} | {width}) > 1:
        body = [[*row, *[None] * (width - len(row))] for row in body]
    titles = [*titles, *[None] * (width - len(titles))]
    columns, column_notes = named_columns(titles, zip(*body, strict=True), numbers, hidden_columns)
    check_size(len(body), len(columns))
    if empty_rows:
        notes.append(f"{count_of(empty_rows, 'empty row')} skipped")
    return Table(columns, numbers, None, None, [*notes, *merge_notes, *column_notes], format, sheet)


def no_rows(titles: Sequence[Any]) -> UnreadableFile:
    """The refusal of a table without rows."""
    return UnreadableFile(
        "The file has headings but no rows." if any(map(headings.is_filled, titles)) else "The file has no rows.",
        "Check that the right file and sheet were chosen, and that the rows were saved with it.",
    )


def heading_index(rows: Sequence[Sequence[Any]], row_numbers: Sequence[int], header_row: int | None) -> int:
    if header_row is None:
        return headings.find_heading(rows)
    for index, number in enumerate(row_numbers):
        if number == header_row:
            return index
    raise UnreadableFile(
        f"Row {header_row:,} was chosen for the headings, but the sheet has no such row with text in it.",
        "Choose the row that names the columns.",
    )


def heading_note(at: int, row_numbers: Sequence[int], *, chosen: bool) -> list[str]:
    if at == 0 and row_numbers[at] == 1:
        return []
    how = "Heading taken from" if chosen else "Heading found in"
    skipped = int(row_numbers[at]) - 1
    return [f"{how} row {row_numbers[at]:,}; {count_of(skipped, 'row')} above it skipped"]


def _filled_rows(rows: Sequence[Sequence[Any]], numbers: Sequence[int]) -> tuple[list[Sequence[Any]], np.ndarray]:
    """Rows that hold anything, with their numbers."""
    kept = [index for index, row in enumerate(rows) if any(map(headings.is_filled, row))]
    array = np.asarray(numbers, dtype=np.int64)
    return [rows[index] for index in kept], array[kept] if kept else array[:0]


def named_columns(
    titles: Sequence[Any],
    cells: Iterable[Sequence[Any] | pa.Array],
    numbers: np.ndarray,
    hidden: frozenset[int] = frozenset(),
) -> tuple[list[Column], list[str]]:
    """Columns under their titles, cleaned, without those that have neither title nor value; and what was cleaned."""
    tally, columns, dropped = Tally(), [], 0
    names = headings.unique_names(titles)
    for index, column in enumerate(cells):
        made = _column(names[index], column, tally, index in hidden)
        if tally.longest > MAX_CELL_LENGTH:
            check_lengths(made.values, numbers, index, names[index])
        if not headings.is_filled(titles[index]) and _is_empty(made):
            dropped += 1
        else:
            columns.append(made)
    notes = tally.notes()
    if dropped:
        notes.append(f"{count_of(dropped, 'empty column')} without heading skipped")
    seen = [column.name for column in columns if column.hidden]
    if seen:
        notes.append(f"{count_of(len(seen), 'hidden column')} read: {', '.join(f'“{name[:40]}”' for name in seen[:5])}")
    return columns, notes


def _column(name: str, cells: Sequence[Any] | pa.Array, tally: Tally, hidden: bool) -> Column:
    if isinstance(cells, pa.Array):
        return Column(name, arrow=clean_strings(cells, tally, exported=True), hidden=hidden)
    return Column(name, clean_values(cells, tally, exported=True), hidden)


def _is_empty(column: Column) -> bool:
    if "values" in column.__dict__:
        return all(value is None for value in column.values)
    return column.arrow is not None and column.arrow.null_count == len(column)
