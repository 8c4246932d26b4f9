"""Instants and intervals, and the fifteen ways in which CQL2 relates two of them, as conditions of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, DateField, DateTimeField, Func

# By the ends of both: {a} and {b} are where they begin, {A} and {B} where they end.
RELATIONS = {
    "t_after": "{a} > {B}",
    "t_before": "{A} < {b}",
    "t_contains": "{a} < {b} AND {A} > {B}",
    "t_disjoint": "({A} < {b} OR {a} > {B})",
    "t_during": "{a} > {b} AND {A} < {B}",
    "t_equals": "{a} = {b} AND {A} = {B}",
    "t_finishedby": "{a} < {b} AND {A} = {B}",
    "t_finishes": "{a} > {b} AND {A} = {B}",
    "t_intersects": "{a} <= {B} AND {A} >= {b}",
    "t_meets": "{A} = {b}",
    "t_metby": "{a} = {B}",
    "t_overlappedby": "{a} > {b} AND {a} < {B} AND {A} > {B}",
    "t_overlaps": "{a} < {b} AND {A} > {b} AND {A} < {B}",
    "t_startedby": "{a} = {b} AND {A} > {B}",
    "t_starts": "{a} = {b} AND {A} < {B}",
}


@dataclass(frozen=True, slots=True)
class Instant:
    """A day or a moment, as an expression."""

    value: Any
    is_day: bool


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant to another, both included; None for without end."""

    start: Instant | None
    end: Instant | None

    @property
    def is_of_days(self) -> bool:
        return all(each is None or each.is_day for each in (self.start, self.end))


def at(instant: Instant) -> Span:
    """An instant as a span."""
    return Span(instant, instant)


def between(start: Instant | None, end: Instant | None) -> Span:
    """An interval as a span."""
    return Span(start, end)


def related(op: str, first: Span, second: Span) -> Any:
    """The condition that two spans are related so. Where all is of days, days are compared; else a day is from its
    first moment to its last, in UTC."""
    as_days = first.is_of_days and second.is_of_days
    ends = {
        "{a}": _moment(first.start, as_days, is_end=False),
        "{A}": _moment(first.end, as_days, is_end=True),
        "{b}": _moment(second.start, as_days, is_end=False),
        "{B}": _moment(second.end, as_days, is_end=True),
    }
    template, parts = RELATIONS[op], []
    for piece in template.replace("(", " ( ").replace(")", " ) ").split():
        parts.append(ends.get(piece) or Func(template=piece, output_field=BooleanField()))
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" ", output_field=BooleanField())


def _moment(instant: Instant | None, as_days: bool, *, is_end: bool) -> Any:
    kind = "date" if as_days else "timestamptz"
    if instant is None:
        sign = "" if is_end else "-"
        return Func(template=f"'{sign}infinity'::{kind}", output_field=DateTimeField())
    if as_days or not instant.is_day:
        return Func(instant.value, template=f"(%(expressions)s)::{kind}", output_field=DateTimeField())
    # The last moment of a day is one that no clock here tells apart from the next day's first.
    template = "((%(expressions)s)::date + 1)::timestamp AT TIME ZONE 'UTC' - interval '1 microsecond'"
    if not is_end:
        template = "((%(expressions)s)::date)::timestamp AT TIME ZONE 'UTC'"
    return Func(instant.value, template=f"({template})", output_field=DateTimeField())


def until_day_before(value: Any) -> Instant:
    """The day before the one that the expression says, which no longer counts; for ever where it is null."""
    template = "coalesce((%(expressions)s) - 1, 'infinity'::date)"
    return Instant(Func(value, template=template, output_field=DateField()), is_day=True)
