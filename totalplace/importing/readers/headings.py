"""Finding the row of headings under title rows, and giving every column one name that no other has."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from totalplace.importing.neutral import restore

from .model import column_letter

SAMPLE_ROWS = 60
NUMBERLIKE = re.compile(r"^[£$(]?[+-]?\s*[\d.,]+\s*\)?%?$|^\d{1,4}[-/]\d{1,2}[-/]\d{1,4}")
# One merged range of a sheet: first row, first column, last row, last column, counted from 0.
Merge = tuple[int, int, int, int]


def is_filled(value: Any) -> bool:
    """Whether a cell holds anything."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _is_heading_text(value: Any) -> bool:
    return isinstance(value, str) and not NUMBERLIKE.match(value.strip()) and len(value) <= 300


def find_heading(rows: Sequence[Sequence[Any]]) -> int:
    """Index of the row of headings among the first rows of a sheet: the first that is wide, textual and distinct.

    A year table has numbers for headings; then the first wide row is taken.
    """
    sample = [[value for value in row if is_filled(value)] for row in rows[:SAMPLE_ROWS]]
    widths = [len(row) for row in sample]
    if not any(widths):
        return 0
    need = max(1, -(-_usual_width(widths) * 6 // 10))
    wide = [index for index, width in enumerate(widths) if width >= need]
    for index in wide:
        row = sample[index]
        text = sum(_is_heading_text(value) for value in row)
        distinct = len({str(value).strip().lower() for value in row})
        if text >= 0.8 * len(row) and distinct >= 0.6 * len(row):
            return index
    return wide[0]


def _usual_width(widths: list[int]) -> int:
    """The width most rows share, or that of the widest row among the first when rows are few."""
    counted = Counter(width for width in widths if width > 1)
    if not counted:
        return 1
    common, times = counted.most_common(1)[0]
    return common if times >= 3 else max(widths)


def below_groups(at: int, rows: Sequence[Sequence[Any]], merges: Sequence[Merge]) -> int:
    """The row under `at` when `at` holds group headings over it: then only columns of a group are filled there."""
    under = {
        column
        for top, left, bottom, right in merges
        if top == bottom == at and right > left
        for column in range(left, right + 1)
    }
    if not under or at + 1 >= len(rows):
        return at
    filled = {column: value for column, value in enumerate(rows[at + 1]) if is_filled(value)}
    if filled and filled.keys() <= under and all(map(_is_heading_text, filled.values())):
        return at + 1
    return at


def heading_text(value: Any) -> str:
    """One heading on one line: line breaks and runs of space become one space."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return restore(" ".join(str(value).replace("\ufeff", "").replace("\0", "").split()))


def spread(value: str, count: int) -> list[str] | None:
    """Names for the columns under one merged heading whose last line names each of them, else None."""
    last = [line for line in str(value).splitlines() if line.strip()][-1].strip()
    for parts in (re.split(r"\t+| {2,}|\s*[/|;]\s*", last), last.split()):
        if len(parts) == count and all(parts):
            return [heading_text(part) for part in parts]
    return None


def merged_headings(
    row: Sequence[Any], index: int, above: Sequence[Sequence[Any]], merges: Sequence[Merge]
) -> tuple[list[Any], list[str]]:
    """The heading row with the cells that merging left empty filled in, and a note for each."""
    names, notes = list(row), []
    for top, left, bottom, right in merges:
        if not top <= index <= bottom or left >= len(names):
            continue
        value = row[left] if top == index else above[top][left] if top < len(above) else None
        if not is_filled(value):
            continue
        right = min(right, len(names) - 1)
        if right == left:
            names[left] = value
            continue
        title = heading_text(value)
        parts = spread(value, right - left + 1) if isinstance(value, str) else None
        names[left : right + 1] = parts or [title] * (right - left + 1)
        shown = heading_text(str(value).splitlines()[0]) if parts else title
        notes.append(
            f"Merged heading “{shown[:60]}” spread over columns {column_letter(left)} to {column_letter(right)}"
        )
    return names, notes


def grouped_headings(
    names: list[Any], index: int, above: Sequence[Sequence[Any]], merges: Sequence[Merge]
) -> list[Any]:
    """Headings that repeat under different group headings take the group's name before them."""
    counts = Counter(heading_text(name).lower() for name in names)
    for top, left, bottom, right in merges:
        if bottom != index - 1 or right == left or top >= len(above) or left >= len(above[top]):
            continue
        group = heading_text(above[top][left])
        for column in range(left, min(right, len(names) - 1) + 1):
            if group and counts[heading_text(names[column]).lower()] > 1 and is_filled(names[column]):
                names[column] = f"{group} {heading_text(names[column])}"
    return names


def unique_names(headings: Sequence[Any]) -> list[str]:
    """Headings on one line each, none twice: "UPRN", "UPRN (2)"; one without text is "Column K"."""
    names: list[str] = []
    taken: set[str] = set()
    for index, heading in enumerate(headings):
        base = heading_text(heading)[:200] or f"Column {column_letter(index)}"
        name, number = base, 1
        while name.lower() in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add(name.lower())
        names.append(name)
    return names
