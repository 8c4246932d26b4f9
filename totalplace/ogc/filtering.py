"""A filter's tree as one condition of the database: names looked up, kinds compared, values bound as parameters.

Truth has three values here as it has in CQL2 and SQL: what is asked of a property that is not known is neither true nor
false, under NOT as well. Django's own `~Q` would make it true, so conditions are written as expressions.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, F, Func, Value
from django.db.models.fields import DateField, DateTimeField, DecimalField, TextField

from totalplace.calc.cql2.tree import (
    ARITHMETIC,
    COMPARISONS,
    SPATIAL,
    TEMPORAL,
    Call,
    Interval,
    Named,
    Node,
    NotAFilter,
    Shape,
    instant,
)
from totalplace.calc.reference_systems import System
from totalplace.ogc import spans
from totalplace.ogc.collections import GEOMETRY, Collection, Queryable
from totalplace.ogc.literals import bound

LONGEST_PATTERN = 200
# Each may stand for any text, so that every one more multiplies the ways to try.
MOST_WILDCARDS = 6
# Queryables' kinds as they compare with each other.
KIND_OF = {
    "text": "text", "code": "text", "number": "number", "integer": "number", "boolean": "boolean", "date": "time",
    "moment": "time",
}  # fmt: skip
DIVIDING = ("/", "%", "div")
FUNCTIONS = {"%": "mod", "div": "div"}
# What is no number, and what would be one of hundreds of digits, is not known.
POWER = """(SELECT CASE WHEN abs(up) <= 100 AND (base > 0 OR base = 0 AND up >= 0 OR base < 0 AND up = trunc(up))
    THEN power(base, up) END FROM (SELECT %(expressions)s) AS both_of (base, up))"""
WORDS = {"text": "a text", "number": "a number", "boolean": "true or false", "time": "a day or a moment"}


class Condition(Func):
    """Something true, false or not known."""

    output_field = BooleanField()

    def __init__(self, template: str, *parts: Any, joiner: str = ", ") -> None:
        super().__init__(*parts, template=template, arg_joiner=joiner)


def condition(node: Node, collection: Collection, system: System) -> Any:
    """The condition that a tree says of the collection's rows; NotAFilter where it names or compares what is not there.

    `system` is that of the tree's geometries.
    """
    return _Translator(collection, system).truth(node, plainly=True)


class _Translator:
    def __init__(self, collection: Collection, system: System) -> None:
        self.collection = collection
        self.queryables = collection.by_name
        self.system = system

    # --- What is true ------------------------------------------------------------------------------------

    def truth(self, node: Node, *, plainly: bool) -> Any:
        """A node that must be a condition. `plainly`: nothing negates it, so not known is as good as false."""
        if isinstance(node, bool):
            return Condition("%(expressions)s", Value(node))
        if isinstance(node, Named):
            if self.queryable(node).kind != "boolean":
                raise NotAFilter(f"“{node.name[:40]}” is no condition by itself: compare it with something.")
            return Condition("(%(expressions)s)", self.column(node))
        if not isinstance(node, Call):
            raise NotAFilter("A filter is a condition, not a value.")
        if node.op in ("and", "or"):
            parts = [self.truth(each, plainly=plainly) for each in node.args]
            return Condition("(%(expressions)s)", *parts, joiner=f" {node.op.upper()} ")
        if node.op == "not":
            return Condition("(NOT %(expressions)s)", self.truth(node.args[0], plainly=False))
        return self.predicate(node, plainly)

    def predicate(self, node: Call, plainly: bool) -> Any:
        if node.op in COMPARISONS or node.op in ("between", "in"):
            return self.compared(node, plainly)
        if node.op == "like":
            return self.like(node)
        if node.op == "isNull":
            return self.is_null(node.args[0])
        if node.op in SPATIAL:
            return self.spatial(node)
        if node.op in TEMPORAL:
            return spans.related(node.op, *(self.span(each) for each in node.args))
        raise NotAFilter(f"“{node.op}” makes a value, and a condition should stand there: compare it with something.")

    def compared(self, node: Call, plainly: bool) -> Any:
        # A blank is not known. Where that is as good as false, an index on the field itself may be asked.
        as_is = plainly and node.op in ("=", "in") and "" not in node.args
        values, kinds = [], set()
        # What a text is compared with tells whether it is one, or a day in quotes.
        has_time = any(isinstance(each, Named) and self.kind_of(each) == "time" for each in node.args)
        for each in node.args:
            read = _as_time(each) if has_time and isinstance(each, str) else each
            value, kind = self.value(read, as_is=as_is)
            values.append(value)
            kinds.add(kind)
        if len(kinds) > 1:
            said = " with ".join(sorted(WORDS[kind] for kind in kinds))
            raise NotAFilter(f"“{node.op}” compares {said}: they are of different kinds.")
        if node.op == "between":
            low_and_high = Condition("%(expressions)s", *values[1:], joiner=" AND ")
            return Condition("(%(expressions)s)", values[0], low_and_high, joiner=" BETWEEN ")
        if node.op == "in":
            return Condition("(%(expressions)s))", values[0], Condition("%(expressions)s", *values[1:]), joiner=" IN (")
        return Condition("(%(expressions)s)", *values, joiner=f" {node.op} ")

    def like(self, node: Call) -> Any:
        subject, pattern = node.args
        written = pattern.args[0] if isinstance(pattern, Call) and pattern.op == "casei" else pattern
        if not isinstance(written, str):
            raise NotAFilter("LIKE takes a pattern in quotes, such as '%school%'.")
        trailing = len(written) - len(written.rstrip("\\"))
        if len(written) > LONGEST_PATTERN or written.count("%") > MOST_WILDCARDS or trailing % 2:
            raise NotAFilter(
                f"A pattern is of at most {LONGEST_PATTERN} characters with at most {MOST_WILDCARDS} times %, "
                "and does not end with a single backslash."
            )
        texts = [self.of_kind(each, "text") for each in (subject, pattern)]
        return Condition("(%(expressions)s)", *texts, joiner=" LIKE ")

    def is_null(self, node: Node) -> Any:
        if isinstance(node, Named) and node.name == GEOMETRY:
            parts = [Condition("%(expressions)s IS NULL", F(name)) for name in self.collection.shapes]
            return Condition("(%(expressions)s)", *parts, joiner=" AND ")
        if isinstance(node, Named) and self.queryable(node).is_blank:
            return Condition("(%(expressions)s = '')", F(self.queryable(node).source))
        return Condition("(%(expressions)s IS NULL)", self.value(node)[0])

    # --- Places ------------------------------------------------------------------------------------------

    def spatial(self, node: Call) -> Any:
        left, right = node.args
        op = node.op
        if isinstance(left, Shape):
            left, right = right, left
            op = {"s_contains": "s_within", "s_within": "s_contains"}.get(op, op)
        if left == right == Named(GEOMETRY):
            whole = self.collection.geometry
            return Condition(f"ST_{op[2:].title()}(%(expressions)s)", whole, whole)
        if left != Named(GEOMETRY) or not isinstance(right, Shape):
            raise NotAFilter(f"{op.upper()} compares the property “{GEOMETRY}” with a geometry that is written out.")
        if right.kind != "GeometryCollection":
            return self.related(op, right)
        if op not in ("s_intersects", "s_disjoint"):
            raise NotAFilter(f"{op.upper()} takes no GEOMETRYCOLLECTION: name its members one by one.")
        parts = [self.related(op, each) for each in right.coordinates]
        return Condition("(%(expressions)s)", *parts, joiner=" OR " if op == "s_intersects" else " AND ")

    def related(self, op: str, shape: Shape) -> Any:
        """The first geometry that a row has, related so to a shape: each asked by its own index."""
        name, place = f"ST_{op[2:].title()}", bound(shape, self.system)
        parts: list[Any] = []
        before: list[Any] = []
        for number, each in enumerate(self.collection.shapes, start=1):
            guards = [*before]
            if number < len(self.collection.shapes):
                guards.append(Condition("%(expressions)s IS NOT NULL", F(each)))
            relation = Condition(f"{name}(%(expressions)s)", F(each), place)
            parts.append(Condition("(%(expressions)s)", *guards, relation, joiner=" AND "))
            before.append(Condition("%(expressions)s IS NULL", F(each)))
        return Condition("(%(expressions)s)", *parts, joiner=" OR ")

    # --- Times -------------------------------------------------------------------------------------------

    def span(self, node: Node) -> spans.Span:
        """An instant or interval by its two ends; a text is read as either instant."""
        if isinstance(node, Interval):
            return spans.between(*(None if end is None else self.instant(end) for end in (node.start, node.end)))
        return spans.at(self.instant(node))

    def instant(self, node: Node) -> spans.Instant:
        read = _as_time(node) if isinstance(node, str) else node
        if isinstance(read, Named):
            return spans.Instant(self.of_kind(read, "time"), is_day=self.queryable(read).kind == "date")
        if isinstance(read, datetime.date):
            return spans.Instant(self.of_kind(read, "time"), is_day=not isinstance(read, datetime.datetime))
        raise NotAFilter("A temporal function compares days, moments and intervals.")

    # --- Values ------------------------------------------------------------------------------------------

    def value(self, node: Node, *, as_is: bool = False) -> tuple[Any, str]:
        """An expression and its kind."""
        if isinstance(node, Named):
            return self.column(node, as_is=as_is), self.kind_of(node)
        if isinstance(node, Call) and node.op == "casei":
            return Func(self.of_kind(node.args[0], "text"), function="lower", output_field=TextField()), "text"
        if isinstance(node, Call) and node.op in ARITHMETIC:
            return self.reckoned(node), "number"
        for types, kind, field in LITERALS:
            if isinstance(node, types):
                return Value(node, output_field=field), kind
        raise NotAFilter("A condition or geometry stands where a value should.")

    def of_kind(self, node: Node, kind: str) -> Any:
        value, found = self.value(node)
        if found != kind:
            raise NotAFilter(f"There should be {WORDS[kind]}, not {WORDS[found]}.")
        return value

    def reckoned(self, node: Call) -> Any:
        """Arithmetic in numbers of any size; what is divided by nought is not known."""
        left, right = (self.of_kind(each, "number") for each in node.args)
        divisor = "NULLIF((%(expressions)s)::numeric, 0)" if node.op in DIVIDING else "(%(expressions)s)::numeric"
        parts = [
            Func(each, template=template, output_field=DecimalField())
            for each, template in ((left, "(%(expressions)s)::numeric"), (right, divisor))
        ]
        if node.op == "^":
            return Func(*parts, template=POWER, output_field=DecimalField())
        if node.op in FUNCTIONS:
            return Func(*parts, function=FUNCTIONS[node.op], output_field=DecimalField())
        return Func(*parts, template="(%(expressions)s)", arg_joiner=f" {node.op} ", output_field=DecimalField())

    def column(self, node: Named, *, as_is: bool = False) -> Any:
        queryable = self.queryable(node)
        if queryable.is_blank and not as_is:
            return Func(F(queryable.source), template="NULLIF(%(expressions)s, '')", output_field=TextField())
        return F(queryable.source)

    def kind_of(self, node: Named) -> str:
        return KIND_OF[self.queryable(node).kind]

    def queryable(self, node: Named) -> Queryable:
        found = self.queryables.get(node.name)
        if found is None:
            if node.name == GEOMETRY:
                raise NotAFilter(f"“{GEOMETRY}” is compared by S_INTERSECTS and its like, or by IS NULL.")
            allowed = ", ".join((*self.queryables, GEOMETRY))
            raise NotAFilter(f"There is no property “{node.name[:40]}” to ask. There are: {allowed}.")
        return found


# In this order: a boolean is an int to Python, and a moment a date.
LITERALS = (
    (bool, "boolean", BooleanField()),
    (str, "text", TextField()),
    (Decimal, "number", DecimalField()),
    (datetime.datetime, "time", DateTimeField()),
    (datetime.date, "time", DateField()),
)


def _as_time(text: str) -> datetime.date:
    found = instant(text)
    if found is None:
        raise NotAFilter("“..” stands in an interval alone.")
    return found
