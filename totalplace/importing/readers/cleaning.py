"""Cleaning that is the same for every format: spaces, empty cells, whole numbers, damaged characters, formulas."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from totalplace.importing.neutral import PLAIN, restore

from .model import MAX_CELL_LENGTH, UnreadableFile, column_letter, count_of

# The first character of UTF-8 read as Windows-1252: what a pound sign, a dash or an accent turns into.
DAMAGED = re.compile("[ÂÃâ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]")
FORMULA = re.compile(r"^[=+\-@]")
# Outlines as text are longer than any spreadsheet cell and mean what they say.
OUTLINE = re.compile(r"^\s*(SRID=\d+;)?\s*((MULTI)?POLYGON|GEOMETRYCOLLECTION)\b", re.IGNORECASE)
MAX_OUTLINE_LENGTH = 10_000_000


class Tally:
    """Counts what was cleaned, column by column, and says it in sentences at the end."""

    def __init__(self) -> None:
        self.repaired = 0
        self.first_repair: tuple[str, str] | None = None
        self.formulas = 0
        self.nulls = 0
        self.unquoted = 0

    def notes(self) -> list[str]:
        """One sentence for each kind of cleaning that was done."""
        notes = []
        if self.repaired and self.first_repair:
            before, after = self.first_repair
            notes.append(f"{count_of(self.repaired, 'mis-encoded cell')} repaired (“{before}” read as “{after}”)")
        if self.formulas:
            verb = "begins" if self.formulas == 1 else "begin"
            notes.append(f"{count_of(self.formulas, 'cell')} {verb} with = + - or @: kept as text, never run")
        if self.nulls:
            notes.append(f"Null bytes taken out of {count_of(self.nulls, 'cell')}")
        return notes


def repaired(text: str) -> str:
    """The text with UTF-8 that was once read as Windows-1252 put right, where that is certain; else unchanged."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
    return DAMAGED_RUN.sub(_repair_run, text)


DAMAGED_RUN = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]{1,3}")


def _repair_run(match: re.Match[str]) -> str:
    try:
        return match[0].encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return match[0]


def clean_text(text: str, tally: Tally, *, exported: bool) -> str | None:
    """One cell's text: stripped, repaired, and its export apostrophe taken off; None when nothing is left."""
    if "\0" in text:
        text = text.replace("\0", "")
        tally.nulls += 1
    text = text.strip()
    if not text:
        return None
    if not text.isascii() and DAMAGED.search(text):
        better = repaired(text)
        if better != text:
            tally.repaired += 1
            tally.first_repair = tally.first_repair or (text[:40], better[:40])
            text = better.strip()
    if text[0] in "=+-@'":
        if exported and text[0] == "'":
            return restore(text)
        if FORMULA.match(text) and not PLAIN.match(text):
            tally.formulas += 1
    return text


def clean_values(values: Iterable[Any], tally: Tally, *, exported: bool) -> list[Any]:
    """Values of one column, each text cleaned once per distinct text and each whole float made an int."""
    known: dict[str, str | None] = {}
    cleaned: list[Any] = []
    add = cleaned.append
    for value in values:
        if value is None:
            add(None)
        elif type(value) is str:
            if value in known:
                add(known[value])
            else:
                known[value] = text = clean_text(value, tally, exported=exported)
                add(text)
        elif type(value) is float:
            add(_plain_number(value))
        else:
            add(value)
    return cleaned


def _plain_number(value: float) -> int | float | None:
    # A spreadsheet keeps every number as a float, so a UPRN arrives as 100121234567.0.
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def check_lengths(values: Iterable[Any], row_numbers: Iterable[int], column: int, name: str) -> None:
    """Refuse a column with a cell longer than a spreadsheet cell can be; outlines as text may be longer."""
    for value, row in zip(values, row_numbers, strict=True):
        if type(value) is str and len(value) > MAX_CELL_LENGTH:
            if len(value) <= MAX_OUTLINE_LENGTH and OUTLINE.match(value):
                continue
            raise too_long(column, name, int(row), len(value))


def too_long(column: int, name: str, row: int, length: int) -> UnreadableFile:
    """The refusal of one cell that is too long."""
    return UnreadableFile(
        f"Row {row:,}, column {column_letter(column)} (“{name[:60]}”) holds {length:,} characters; "
        f"a cell may hold at most {MAX_CELL_LENGTH:,}.",
        "Shorten it, or look for a quotation mark that is never closed, and upload the file again.",
    )
