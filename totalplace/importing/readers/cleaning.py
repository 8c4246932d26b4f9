"""Cleaning that is the same for every format: spaces, empty cells, whole numbers, damaged characters, formulas."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from totalplace.importing.neutral import PLAIN, restore

from .model import MAX_CELL_LENGTH, UnreadableFile, column_letter, count_of

# UTF-8 read as Windows-1252 or Latin-1: what a pound sign, a dash or an accent turns into.
DAMAGED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]{1,3}")
# Only text that matches this can need more than its spaces taken off.
SUSPECT = "[\\x00\u00c2-\u00f4]|^[=+\\-@']"
# Outlines as text are longer than any spreadsheet cell and mean what they say.
OUTLINE = re.compile(r"^\s*(SRID=\d+;)?\s*((MULTI)?POLYGON|GEOMETRYCOLLECTION)\b", re.IGNORECASE)
MAX_OUTLINE_LENGTH = 10_000_000
FORMULA_STARTS = np.frombuffer(b"=+-@'", np.uint8)
LAST_ASCII, SPACE = 0x7F, 0x20
# Below this every whole number is exact as a float.
EXACT = 2**53
REPAIRED, FORMULA, NULLS = "repaired", "formula", "nulls"


class Tally:
    """Counts the cells that were cleaned, over all columns, and says it in sentences at the end."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.first_repair: tuple[str, str] | None = None
        self.longest = 0

    def notes(self) -> list[str]:
        """One sentence for each kind of cleaning that was done."""
        notes = []
        if self.first_repair:
            cells = count_of(self.counts[REPAIRED], "mis-encoded cell")
            notes.append(f"{cells} repaired (“{self.first_repair[0]}” read as “{self.first_repair[1]}”)")
        if number := self.counts[FORMULA]:
            verb = "begins" if number == 1 else "begin"
            notes.append(f"{count_of(number, 'cell')} {verb} with = + - or @: kept as text, never run")
        if number := self.counts[NULLS]:
            notes.append(f"Null bytes taken out of {count_of(number, 'cell')}")
        return notes


def _repair_run(match: re.Match[str]) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return match[0].encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return match[0]


def clean_text(text: str, tally: Tally, *, exported: bool) -> tuple[str | None, str | None]:
    """One cell's text stripped, repaired, its export apostrophe off (None when nothing is left); and its fault."""
    fault = None
    if "\0" in text:
        text, fault = text.replace("\0", ""), NULLS
    text = text.strip()
    if not text:
        return None, fault
    tally.longest = max(tally.longest, len(text))
    if not text.isascii() and DAMAGED.search(text):
        # Certain only because a run that is not valid UTF-8 stays as it is: "Â£" is, "Ânes" is not.
        better = DAMAGED.sub(_repair_run, text)
        if better != text:
            tally.first_repair = tally.first_repair or (text[:40], better[:40])
            text, fault = better.strip(), REPAIRED
    if text and text[0] in "=+-@'":
        if exported and text[0] == "'":
            return restore(text), fault
        if text[0] != "'" and not PLAIN.match(text):
            fault = FORMULA
    return text or None, fault


def clean_values(values: Sequence[Any], tally: Tally, *, exported: bool) -> list[Any]:
    """Values of one column, each text cleaned once per distinct text and each whole float made an int."""
    known: dict[str, str | None] = {}
    faults: dict[str, str] = {}
    cleaned: list[Any] = []
    add = cleaned.append
    for value in values:
        if type(value) is str:
            if value not in known:
                known[value], fault = clean_text(value, tally, exported=exported)
                if fault:
                    faults[value] = fault
            add(known[value])
        elif type(value) is float:
            # A spreadsheet keeps every number as a float, so a UPRN arrives as 100121234567.0.
            if value.is_integer():
                add(int(value) if -EXACT < value < EXACT else value)
            else:
                add(value if math.isfinite(value) else None)
        else:
            add(value)
    if faults:
        tally.counts.update(faults[value] for value in values if type(value) is str and value in faults)
    return cleaned


def clean_strings(array: pa.Array, tally: Tally, *, exported: bool) -> pa.Array:
    """A string array cleaned as `clean_values` does it, with no Python object for text that only loses its spaces."""
    if (longest := _longest_if_clean(array)) is not None:
        tally.longest = max(tally.longest, longest)
        return array
    trimmed = pc.utf8_trim_whitespace(array)
    tally.longest = max(tally.longest, pc.max(pc.utf8_length(trimmed)).as_py() or 0)
    if pc.any(pc.match_substring_regex(trimmed, SUSPECT)).as_py():
        encoded = array.dictionary_encode()
        distinct = encoded.dictionary.to_pylist()
        answers = [clean_text(text, tally, exported=exported) for text in distinct]
        rows_of = np.bincount(encoded.indices.drop_null().to_numpy(), minlength=len(distinct))
        for (_, fault), rows in zip(answers, rows_of.tolist(), strict=True):
            if fault:
                tally.counts[fault] += rows
        return pa.array([text for text, _ in answers], array.type).take(encoded.indices)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, array.type), trimmed)


def _longest_if_clean(array: pa.Array) -> int | None:
    """The longest text of a string array that needs no cleaning, None where some might: told by its bytes alone.

    Clean is plain ASCII without null bytes, no empty text, no space at either end, and nothing that looks a formula.
    """
    _, offsets, data = array.buffers()
    if array.null_count == len(array) or data is None:
        return None
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    lengths = np.diff(ends)
    filled = lengths > 0
    if int(filled.sum()) != len(array) - array.null_count:
        return None
    text = np.frombuffer(data, np.uint8)[: ends[-1]]
    inside = text[ends[0] :]
    if inside.max() > LAST_ASCII or inside.min() == 0:
        return None
    first, last = text[ends[:-1][filled]], text[ends[1:][filled] - 1]
    if first.min() <= SPACE or last.min() <= SPACE or np.isin(first, FORMULA_STARTS).any():
        return None
    return int(lengths.max())


def whole_numbers(array: pa.Array) -> pa.Array:
    """A float array as whole numbers when it holds nothing else, NaN as null."""
    array = pc.if_else(pc.is_finite(array), array, pa.scalar(None, array.type))
    if pc.all(pc.and_(pc.equal(pc.round(array), array), pc.less(pc.abs(array), float(EXACT)))).as_py():
        return array.cast(pa.int64())
    return array


def check_lengths(column: Iterable[Any], row_numbers: Iterable[int], index: int, name: str) -> None:
    """Refuse a column with a cell longer than a spreadsheet cell can be; outlines as text may be longer."""
    for value, row in zip(column, row_numbers, strict=True):
        if type(value) is str and len(value) > MAX_CELL_LENGTH:
            if len(value) <= MAX_OUTLINE_LENGTH and OUTLINE.match(value):
                continue
            raise UnreadableFile(
                f"Row {row:,}, column {column_letter(index)} (“{name[:60]}”) holds {len(value):,} characters; "
                f"a cell may hold at most {MAX_CELL_LENGTH:,}.",
                "Shorten it, or look for a quotation mark that is never closed, and upload the file again.",
            )
