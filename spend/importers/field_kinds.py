"""Fields of files of spend: how each is read, and the forms in which a cell is stored as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from spend.calc.amounts import parse_amount
from totalplace.calc.dates import parse_date
from totalplace.calc.parsed import Parsed
from totalplace.calc.values import parse_choice, parse_text
from totalplace.importing.targets import ImportField

# Text that is stored exactly as it stands: single spaces, none at the ends.
PLAIN_TEXT = r"^[^\s\p{Z}]+( [^\s\p{Z}]+)*$"
PLAIN_AMOUNT = r"^-?\d{1,12}(\.\d{1,2})?$"
PLAIN_DATE = r"^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$"


def text(name: str, label: str, length: int, headings: str, **more: Any) -> ImportField:
    """Words on one line."""
    parser = partial(parse_text, max_length=length)
    return ImportField(
        name, label, parser, "text", tuple(headings.split("|")), plain=PLAIN_TEXT, max_length=length, **more
    )


def pounds(name: str, label: str, headings: str, **more: Any) -> ImportField:
    """An amount with its sign."""
    return ImportField(name, label, parse_amount, "money", tuple(headings.split("|")), plain=PLAIN_AMOUNT, **more)


def day(name: str, label: str, headings: str, **more: Any) -> ImportField:
    """A date."""
    return ImportField(name, label, parse_date, "date", tuple(headings.split("|")), plain=PLAIN_DATE, **more)


def coded(name: str, label: str, codes: Any, words: Mapping[str, str], headings: str, **more: Any) -> ImportField:
    """A word of a list."""
    known = dict(codes.choices)
    return ImportField(name, label, _choice(known, words), "choice", tuple(headings.split("|")), choices=known, **more)


def _choice(codes: Mapping[str, str], words: Mapping[str, str]) -> Callable[[Any], Parsed]:
    return partial(parse_choice, codes, words)
