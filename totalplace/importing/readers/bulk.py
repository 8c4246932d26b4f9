"""Large regular text files by pyarrow: the same table as row by row, many times faster and in a fraction of the memory.

Regular means: every row as wide as the headings, no blank line but at the end, no carriage return by itself and no
quotation mark left open. For any other file the answer is None and the caller reads row by row, which forgives.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

BLOCK = 16 << 20


def read_body(text: str, first_line: int, delimiter: str, width: int) -> tuple[list[pa.Array], np.ndarray, int] | None:
    """One text array for each column from `first_line` on, the line each row starts on, and how many rows are blank."""
    if text.count("\r") != text.count("\r\n") or text.count('"') % 2:
        return None
    body = text[_offset(text, first_line) :]
    content = body.rstrip("\r\n")
    blank = max(0, body.count("\n", len(content)) - 1)
    arrays = _arrays(content, delimiter, width)
    if arrays is None:
        return None
    breaks = sum((pc.count_substring(array, "\n").to_numpy() for array in arrays), start=np.zeros(1, dtype=np.int64))
    # Were a quotation mark understood in another way than row by row, the lines would not add up.
    if len(breaks) + int(breaks.sum()) != content.count("\n") + 1:
        return None
    numbers = first_line + np.concatenate([[0], np.cumsum(1 + breaks)[:-1]])
    filled = _filled(arrays)
    if not filled.all():
        kept = pa.array(filled)
        arrays = [array.filter(kept) for array in arrays]
    return arrays, numbers[filled], blank + int((~filled).sum())


def _offset(text: str, line: int) -> int:
    """Where a line begins, counted from 1."""
    offset = 0
    for _ in range(line - 1):
        offset = text.index("\n", offset) + 1
    return offset


def _arrays(content: str, delimiter: str, width: int) -> list[pa.Array] | None:
    names = [str(index) for index in range(width)]
    try:
        table = csv.read_csv(
            pa.BufferReader(content.encode()),
            csv.ReadOptions(column_names=names, block_size=BLOCK),
            csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    return [column.combine_chunks() for column in table.columns]


def _filled(arrays: list[pa.Array]) -> np.ndarray:
    """Which rows hold anything but spaces."""
    filled = np.zeros(len(arrays[0]), dtype=bool)
    for array in arrays:
        filled |= pc.not_equal(pc.utf8_trim_whitespace(array), "").to_numpy(zero_copy_only=False)
        if filled.all():
            break
    return filled
