"""A parser over a whole column: run once for each distinct value, its answer shared by every row that holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from .parsed import Parsed, Refused


@dataclass(frozen=True)
class ParsedColumn:
    """One value or None for each row, with the notes and refusals of rows that have one, by row index from 0."""

    values: list[Any]
    notes: dict[int, str] = field(default_factory=dict)
    refusals: dict[int, Refused] = field(default_factory=dict)


def parse_column(
    values: Sequence[Any] | np.ndarray | pa.Array | pa.ChunkedArray, parser: Callable[[Any], Parsed]
) -> ParsedColumn:
    """Parse each value of a column; a refused one is None in `values` and stands in `refusals`."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        return _parse_arrow(values, parser)
    return _parse_objects(values, parser)


def _answer(parser: Callable[[Any], Parsed], value: Any) -> tuple[Any, str | None, Refused | None]:
    try:
        parsed = parser(value)
    except Refused as refusal:
        return None, None, refusal
    return parsed.value, parsed.note, None


def _parse_objects(values: Sequence[Any] | np.ndarray, parser: Callable[[Any], Parsed]) -> ParsedColumn:
    answers: dict[Any, tuple[Any, str | None, Refused | None]] = {}
    result: list[Any] = []
    add = result.append
    notes: dict[int, str] = {}
    refusals: dict[int, Refused] = {}
    for index, value in enumerate(values):
        # 1, 1.0 and True are equal to a dictionary but not to a parser.
        key = value if type(value) is str else (type(value), value)
        answer = answers.get(key)
        if answer is None:
            answer = answers[key] = _answer(parser, value)
        add(answer[0])
        if answer[1] is not None:
            notes[index] = answer[1]
        elif answer[2] is not None:
            refusals[index] = answer[2]
    return ParsedColumn(result, notes, refusals)


def _parse_arrow(values: pa.Array, parser: Callable[[Any], Parsed]) -> ParsedColumn:
    encoded = values if isinstance(values, pa.DictionaryArray) else values.dictionary_encode()
    distinct = [*encoded.dictionary.to_pylist(), None]
    answers = [_answer(parser, value) for value in distinct]
    indices = encoded.indices.fill_null(len(distinct) - 1).to_numpy(zero_copy_only=False)
    table = np.empty(len(distinct), dtype=object)
    table[:] = [answer[0] for answer in answers] if not _has_lists(answers) else None
    if _has_lists(answers):
        for position, answer in enumerate(answers):
            table[position] = answer[0]
    notes = {row: answers[indices[row]][1] for row in _rows(indices, [answer[1] is not None for answer in answers])}
    refusals = {row: answers[indices[row]][2] for row in _rows(indices, [answer[2] is not None for answer in answers])}
    return ParsedColumn(table[indices].tolist(), notes, refusals)


def _has_lists(answers: list[tuple[Any, str | None, Refused | None]]) -> bool:
    return any(isinstance(answer[0], (list, tuple)) for answer in answers)


def _rows(indices: np.ndarray, wanted: list[bool]) -> list[int]:
    """Rows whose distinct value is one of those wanted."""
    if not any(wanted):
        return []
    return np.nonzero(np.asarray(wanted)[indices])[0].tolist()
