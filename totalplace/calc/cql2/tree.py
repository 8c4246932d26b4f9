"""The tree of a filter, the words it may use, and how large it may be."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

LONGEST = 8_000
DEEPEST = 24
MOST_TERMS = 250
MOST_CORNERS = 500
LONGEST_NUMBER = 40
# Of a number's exponent: far beyond any pounds or metres, and far below what slows arithmetic.
LARGEST_EXPONENT = 30

LOGIC = ("and", "or", "not")
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
SPATIAL = (
    "s_intersects", "s_disjoint", "s_contains", "s_within", "s_touches", "s_crosses", "s_overlaps", "s_equals",
)  # fmt: skip
TEMPORAL = (
    "t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedby", "t_finishes",
    "t_intersects", "t_meets", "t_metby", "t_overlappedby", "t_overlaps", "t_startedby", "t_starts",
)  # fmt: skip
ARITHMETIC = ("+", "-", "*", "/", "%", "div", "^")
FUNCTIONS = ("casei", *SPATIAL, *TEMPORAL)
OPERATORS = (*LOGIC, *COMPARISONS, "like", "between", "in", "isNull", *ARITHMETIC, *FUNCTIONS)


class NotAFilter(ValueError):
    """The text is no CQL2 that is understood here; its words say why."""


@dataclass(frozen=True, slots=True)
class Named:
    """A property by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry: its kind as GeoJSON names it, or "BBox" of four ordinates; of a GeometryCollection its members."""

    kind: str
    coordinates: Any


@dataclass(frozen=True, slots=True)
class Interval:
    """From one instant to another: a date, a moment or a property each; None for without end."""

    start: Node | None
    end: Node | None


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function, by the name that CQL2 JSON has for it, and what it is applied to."""

    op: str
    args: tuple[Node, ...]


Node: TypeAlias = Named | Shape | Interval | Call | str | bool | Decimal | datetime.date | datetime.datetime


def number(text: str) -> Decimal:
    """A number; NotAFilter where it is none, or too long."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise NotAFilter(f"{text[:40]} is not a number.") from None
    if len(text) > LONGEST_NUMBER or not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT:
        raise NotAFilter(f"{text[:40]} is not a number of a size that is understood here.")
    return value


def day(text: str) -> datetime.date:
    """An ISO 8601 day; NotAFilter where it is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise NotAFilter(f"“{text[:40]}” is not a day. Write it as 2027-03-31.") from None


def moment(text: str) -> datetime.datetime:
    """A moment of RFC 3339 with its offset; NotAFilter where it is none."""
    try:
        read = datetime.datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or len(text) == len("2027-03-31"):
        raise NotAFilter(f"“{text[:40]}” is not a moment. Write it as 2027-03-31T09:00:00Z.")
    return read if read.tzinfo else read.replace(tzinfo=datetime.UTC)


def instant(text: str) -> datetime.date | datetime.datetime | None:
    """A day or a moment; None for "..", without end."""
    if text == "..":
        return None
    return day(text) if len(text) <= len("2027-03-31") else moment(text)


def checked(node: Node, depth: int = 0) -> Node:
    """The node, where it is not too deep and not of too many terms; else NotAFilter."""
    if depth == 0 and sum(1 for _ in _walk(node, 0)) > MOST_TERMS:
        raise NotAFilter(f"The filter has more than {MOST_TERMS} terms. Ask in several requests.")
    return node


def _walk(node: Node, depth: int) -> Iterator[Node]:
    too_deep(depth)
    yield node
    if isinstance(node, str | Named):
        _storable(node if isinstance(node, str) else node.name)
    if isinstance(node, Call):
        for each in node.args:
            yield from _walk(each, depth + 1)


def _storable(text: str) -> None:
    """Raise NotAFilter for what no database keeps: a null byte, or half of a character."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise NotAFilter("A text of the filter has a null byte or half a character in it. Leave it out.")


def too_deep(depth: int) -> None:
    """Raise NotAFilter when brackets stand within brackets more often than is read."""
    if depth > DEEPEST:
        raise NotAFilter(f"The filter is nested more than {DEEPEST} deep. Write it flatter.")


# How many arguments each operator takes; None: two or more.
ARGUMENTS: dict[str, int | None] = {
    "and": None, "or": None, "not": 1, "like": 2, "between": 3, "in": None, "isNull": 1, "casei": 1,
    **dict.fromkeys((*COMPARISONS, *ARITHMETIC, *SPATIAL, *TEMPORAL), 2),
}  # fmt: skip


def call(op: str, *args: Node) -> Call:
    """An operator with its arguments; NotAFilter when there is none of this name, or it takes other arguments."""
    if op not in ARGUMENTS:
        raise NotAFilter(f"There is no operator or function “{op[:40]}” here. There are: {', '.join(OPERATORS)}.")
    wanted = ARGUMENTS[op]
    if len(args) != wanted and (wanted is not None or len(args) < 2):
        raise NotAFilter(f"“{op}” takes {wanted or 'two or more'} arguments, not {len(args)}.")
    return Call(op, args)
