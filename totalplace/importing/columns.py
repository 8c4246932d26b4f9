"""Columns of a table as the text that COPY takes: each distinct value parsed once, the plain ones not at all."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from totalplace.calc.parsed import NOTHING_WORDS, Parsed, Refused
from totalplace.calc.words import normal
from totalplace.importing.targets import ImportField

# What rounding a binary float leaves behind; more than that taken away is said.
NOISE = 1e-7
# Units that a heading may name and that are not the field's own.
UNITS = {
    "area": ((r"\b(sq\.? ?f(ee|oo)?t|square f(ee|oo)t|ft2|ft²)", "sq ft"),),
    "hectares": ((r"\bacres?\b", "acres"), (r"\b(sq\.? ?m|square met|m2|m²)", "sq m")),
}
NEGATIONS = ("un", "non", "not ", "dis")


@dataclass(frozen=True)
class Converted:
    """A column ready to store: text or null for each row, and by row index from 0 what was refused or doubted."""

    texts: pa.Array
    cleaned: int = 0
    example: str = ""
    refusals: dict[int, Refused] = field(default_factory=dict)
    doubts: dict[int, tuple[str, str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Answer:
    text: str | None = None
    note: str | None = None
    refusal: Refused | None = None
    doubt: tuple[str, str, str] | None = None


def stored_text(value: Any) -> str | None:
    """A parsed value in PostgreSQL's text form; None for null."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "{" + ",".join(value) + "}"
    return str(value)


def with_unit(values: Any, heading: str, target: ImportField) -> Any:
    """The cells with the unit that only their heading names, as "Floor area (sq ft)", so that they are converted."""
    for pattern, unit in UNITS.get(target.kind, ()):
        if re.search(pattern, heading, re.IGNORECASE):
            cells = values.to_pylist() if isinstance(values, pa.Array) else values
            bare = (cell is not None and re.fullmatch(r"[\d,. ]+", str(cell)) for cell in cells)
            return [f"{cell} {unit}" if plain else cell for cell, plain in zip(cells, bare, strict=True)]
    return values


def convert(values: Any, target: ImportField) -> Converted:
    """Read one column (a pyarrow array, or a list of cells of mixed types) as `target` says."""
    distinct, indices = _distinct(values)
    if not len(distinct):
        return Converted(pa.nulls(len(indices), pa.string()))
    answers = np.empty(len(distinct), dtype=object)
    plain = _plain(distinct, target)
    ready, mask = plain or (pa.nulls(len(distinct), pa.string()), np.zeros(len(distinct), dtype=bool))
    special: list[int] = []
    if target.suspicious and plain is not None:
        cells = ready.to_pylist()
        special += [p for p in np.nonzero(mask)[0].tolist() if _doubted(cells[p], target, answers, p)]
    if mask.all() and not special and isinstance(values, pa.StringArray):
        return Converted(values)
    rest = np.nonzero(~mask)[0].tolist()
    texts: list[str | None] = []
    cells = distinct.take(pa.array(rest, pa.int64())).to_pylist() if isinstance(distinct, pa.Array) else distinct
    for position, cell in zip(rest, cells, strict=True):
        answer = _answer(cell, target)
        texts.append(answer.text)
        if answer.note or answer.refusal or answer.doubt:
            answers[position] = answer
            special.append(position)
    column = pc.replace_with_mask(ready.cast(pa.string()), pa.array(~mask), pa.array(texts, pa.string()))
    return _collected(column.take(pa.array(indices, mask=indices < 0)), indices, answers, special)


def _doubted(cell: Any, target: ImportField, answers: np.ndarray, position: int) -> bool:
    doubt = target.suspicious.get(normal(str(cell)))
    if doubt:
        answers[position] = _Answer(doubt=doubt)
    return doubt is not None


def _collected(texts: pa.Array, indices: np.ndarray, answers: np.ndarray, special: list[int]) -> Converted:
    """Spread what was said of distinct values over the rows that hold them."""
    if not special:
        return Converted(texts)
    wanted = np.zeros(len(answers), dtype=bool)
    wanted[special] = True
    refusals: dict[int, Refused] = {}
    doubts: dict[int, tuple[str, str, str]] = {}
    cleaned, example = 0, ""
    safe = np.where(indices < 0, 0, indices)
    for row in np.nonzero(wanted[safe] & (indices >= 0))[0].tolist():
        answer = answers[indices[row]]
        if answer.refusal:
            refusals[row] = answer.refusal
        if answer.doubt:
            doubts[row] = answer.doubt
        if answer.note:
            cleaned += 1
            example = example or answer.note
    return Converted(texts, cleaned, example, refusals, doubts)


def _distinct(values: Any) -> tuple[Any, np.ndarray]:
    """The distinct values and, for each row, the index of its own (-1 for null)."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array):
        encoded = values if isinstance(values, pa.DictionaryArray) else values.dictionary_encode()
        indices = encoded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
        return encoded.dictionary, indices
    seen: dict[Any, int] = {}
    cells: list[Any] = []
    indices = np.empty(len(values), dtype=np.int64)
    for row, value in enumerate(values):
        if value is None:
            indices[row] = -1
            continue
        # 1, 1.0 and True are one key to a dictionary but not one cell.
        key = value if type(value) is str else (type(value), value)
        position = seen.get(key)
        if position is None:
            position = seen[key] = len(cells)
            cells.append(value)
        indices[row] = position
    if cells and all(type(cell) is str for cell in cells):
        return pa.array(cells, pa.string()), indices
    return cells, indices


def _plain(distinct: Any, target: ImportField) -> tuple[pa.Array, np.ndarray] | None:
    """The values that are stored just as they stand: their text, and which they are; None when none can be."""
    if not target.plain or not isinstance(distinct, pa.Array) or not len(distinct):
        return None
    kind = distinct.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return distinct, _plain_text(distinct, target)
    if pa.types.is_date(kind) and target.kind == "date":
        texts = distinct.cast(pa.date32()).cast(pa.string())
        return texts, _matching(texts, target.plain)
    if target.places is not None and (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
        return _plain_numbers(distinct, target.places)
    if pa.types.is_integer(kind) and target.kind != "date":
        texts = distinct.cast(pa.string())
        return texts, _plain_text(texts, target)
    return None


def _plain_text(texts: pa.Array, target: ImportField) -> np.ndarray:
    mask = _matching(texts, target.plain)
    if target.max_length is not None:
        lengths = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
        mask &= lengths <= target.max_length
        words = pc.is_in(pc.utf8_lower(texts), value_set=pa.array(sorted(NOTHING_WORDS), texts.type))
        mask &= ~words.to_numpy(zero_copy_only=False)
    return mask


def _matching(texts: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(texts, pattern).fill_null(False).to_numpy(zero_copy_only=False)


def _plain_numbers(distinct: pa.Array, places: int) -> tuple[pa.Array, np.ndarray]:
    """Numbers of nought or more that need no more rounding than a binary float's own noise."""
    numbers = distinct.cast(pa.float64()).to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        rounded = np.round(numbers, places)
        mask = (numbers >= 0) & (numbers < 1e7) & (np.abs(rounded - numbers) < NOISE)
    return pa.array(rounded).cast(pa.string()), mask


def _answer(cell: Any, target: ImportField) -> _Answer:
    doubt = target.suspicious.get(normal(str(cell))) if target.suspicious else None
    try:
        parsed: Parsed = target.parser(cell)
    except Refused as refusal:
        if not target.otherwise:
            return _Answer(refusal=refusal, doubt=doubt)
        label = (target.choices or {})[target.otherwise]
        said = ("not_on_list", f"{refusal.reason} It is stored as {label}.", refusal.remedy)
        return _Answer(text=target.otherwise, doubt=doubt or said)
    return _Answer(stored_text(parsed.value), parsed.note, None, doubt)


def nearest(cell: str, choices: Mapping[str, str] | None) -> str:
    """The choice whose words are most like what was written, "" when none is near."""
    if not choices:
        return ""
    labels = {normal(str(label)): str(label) for label in choices.values()}
    found = difflib.get_close_matches(normal(cell), labels, n=1, cutoff=0.6)
    if not found or found[0].startswith(NEGATIONS) != normal(cell).startswith(NEGATIONS):
        # "Unsatisfactory" is near "Satisfactory" in letters alone.
        return ""
    return labels[found[0]]


def joined(columns: list[list[Any]], separator: str) -> list[Any]:
    """Several columns as one: their filled cells with the separator between."""
    return [
        separator.join(str(cell).strip() for cell in cells if cell is not None and str(cell).strip()) or None
        for cells in zip(*columns, strict=True)
    ]


def first_filled(columns: list[list[Any]]) -> list[Any]:
    """Several columns as one: the first filled cell of each row."""
    return [next((cell for cell in cells if cell is not None), None) for cells in zip(*columns, strict=True)]


def numbers(values: Any, parser: Callable[[Any], Parsed]) -> tuple[np.ndarray, dict[int, Refused]]:
    """A column of coordinates as floats, NaN where there is none or it was refused."""
    arrow = values if isinstance(values, pa.Array) else None
    if arrow is not None and (pa.types.is_floating(arrow.type) or pa.types.is_integer(arrow.type)):
        return arrow.cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False).copy(), {}
    distinct, indices = _distinct(values)
    cells = distinct.to_pylist() if isinstance(distinct, pa.Array) else distinct
    answers = np.full(len(cells) + 1, np.nan)
    refused: dict[int, Refused] = {}
    for position, cell in enumerate(cells):
        try:
            number = parser(cell).value
            answers[position] = np.nan if number is None else float(number)
        except Refused as refusal:
            refused[position] = refusal
    result = answers[indices]
    rows = {row: refused[index] for row, index in enumerate(indices.tolist()) if index in refused} if refused else {}
    return result, rows
