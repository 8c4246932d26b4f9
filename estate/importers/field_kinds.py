"""The kinds of field that an import has, and the forms in which a cell can be stored as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from estate.calc import cells as parsers
from estate.models import Property
from estate.selectors.file_columns import BY_NAME
from totalplace.calc.values import parse_number, parse_text
from totalplace.importing.targets import ImportField

# Text that is stored exactly as it stands: single spaces, none at the ends.
PLAIN_TEXT = r"^[^\s\p{Z}]+( [^\s\p{Z}]+)*$"
PLAIN_MONEY = r"^\d{1,10}(\.\d{1,2})?$"
PLAIN_NUMBER = r"^\d{1,7}(\.\d{1,2})?$"
PLAIN_DATE = r"^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$"
PLAIN_UPRN = r"^[1-9][0-9]{0,11}$"

NOT_LAND_REASON = "“{value}” is probably not land or buildings."
NOT_LAND_REMEDY = "Skip the row if it is an object rather than a property."
NOT_LAND = {
    word: ("not_land", NOT_LAND_REASON.format(value=shown), NOT_LAND_REMEDY)
    for word, shown in (
        ("chattel", "Chattel"),
        ("chattels", "Chattels"),
        ("civic regalia", "Civic Regalia"),
        ("art", "Art"),
        ("art works", "Art works"),
        ("vehicle", "Vehicle"),
        ("vehicles", "Vehicles"),
        ("equipment", "Equipment"),
        ("plant and equipment", "Plant and equipment"),
        ("furniture", "Furniture"),
    )
}


def share(pattern: str, flags: int = 0) -> Callable[[list[str]], float]:
    """How many of a column's sample values look so, as a share of them."""
    form = re.compile(pattern, flags)
    return lambda values: sum(bool(form.fullmatch(value.strip())) for value in values) / max(1, len(values))


def length_of(name: str) -> int | None:
    return Property._meta.get_field(name).max_length


def label_of(name: str) -> str:
    return BY_NAME[name].heading


def text(name: str, headings: str, **more: Any) -> ImportField:
    length = length_of(name)
    return ImportField(
        name,
        label_of(name),
        partial(parse_text, max_length=length),
        "text",
        tuple(headings.split("|")),
        plain=PLAIN_TEXT,
        max_length=length,
        **more,
    )


def coded(name: str, codes: Any, words: dict[str, str], headings: str, *, letter: bool = False, **more: Any):
    known = dict(codes.choices)
    make = parsers.letter if letter else parsers.choice
    return ImportField(
        name, label_of(name), make(known, words), "choice", tuple(headings.split("|")), choices=known, **more
    )


def of(name: str, parser: Any, kind: str, headings: str, plain: str = "", **more: Any) -> ImportField:
    label = BY_NAME[name].heading if name in BY_NAME else more.pop("label")
    return ImportField(name, label, parser, kind, tuple(headings.split("|")), plain=plain, **more)


def position(name: str, label: str, headings: str, help: str = "", parser: Any = parse_number, **more: Any):
    return ImportField(
        name, label, parser, "position", tuple(headings.split("|")), help, "Where it is", staged=False, **more
    )
