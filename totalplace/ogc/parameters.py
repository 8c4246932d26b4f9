"""What may be asked of a collection's features, each parameter checked: what is wrong is named and refused."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Value

from totalplace.api.errors import Refused
from totalplace.api.parameters import DEFAULT_LIMIT, MOST_AT_ONCE
from totalplace.calc.cql2 import json as cql2_json
from totalplace.calc.cql2 import text as cql2_text
from totalplace.calc.cql2.tree import Call, Named, Node, NotAFilter, call, instant, number
from totalplace.calc.problems import Fault, of_parameters
from totalplace.calc.reference_systems import CRS84, SYSTEMS, System
from totalplace.db.texts import Column
from totalplace.ogc import spans
from totalplace.ogc.collections import Collection, Queryable
from totalplace.ogc.filtering import condition
from totalplace.ogc.literals import NotABox, parse_box
from totalplace.selectors.keyset import NotAPosition, Order, Position

FORMATS = ("json", "html")
# Rows of an HTML page: more are no page to read.
MOST_ON_A_PAGE = 100
LANGUAGES: Mapping[str, Callable[[str], Node]] = {"cql2-text": cql2_text.parse, "cql2-json": cql2_json.parse}
OF_ITEMS = (
    "f", "limit", "cursor", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "properties",
    "sortby", "skipGeometry",
)  # fmt: skip
OF_AN_ITEM = ("f", "crs", "properties", "skipGeometry")
LONGEST_VALUE = 200


@dataclass(slots=True)
class Asked:
    """What was asked of features. `codes` are the codes that alone narrow them, None where anything else does too."""

    columns: Sequence[Column]
    crs: System = CRS84
    has_all_columns: bool = True
    has_geometry: bool = True
    limit: int = DEFAULT_LIMIT
    order: Order | None = None
    position: Position = field(default_factory=Position)
    conditions: list[Any] = field(default_factory=list)
    codes: dict[str, list[str]] | None = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.conditions)

    @property
    def is_first(self) -> bool:
        return self.position.id is None


class Reader:
    """Reads the parameters of one request, and gathers what is wrong with them."""

    def __init__(self, given: Any, allowed: Iterable[str]) -> None:
        self.given = given
        self.faults = [
            Fault(name[:80], "There is no parameter of this name here.", allowed=sorted(allowed))
            for name in given
            if name not in allowed
        ]
        self.faults += [Fault(name, "It is named more than once.") for name in allowed if len(given.getlist(name)) > 1]

    def text(self, name: str) -> str:
        return self.given.get(name, "").strip()

    def wrong(self, name: str, reason: str, allowed: Sequence[str] = ()) -> None:
        self.faults.append(Fault(name, reason, allowed=allowed))

    def one(self, name: str, allowed: Mapping[str, Any] | Sequence[str], default: str) -> str:
        """One of a list; the default where it is none."""
        found = self.text(name) or default
        if found in allowed:
            return found
        self.wrong(name, f"“{found[:80]}” is not one of: {', '.join(allowed)}.", list(allowed))
        return default

    def done(self) -> None:
        """Raise Refused when anything was wrong."""
        if self.faults:
            raise Refused(of_parameters(self.faults))


def read_plain(given: Any) -> None:
    """Check the parameters of a resource that has none but its form."""
    reader = Reader(given, ("f",))
    reader.one("f", FORMATS, "json")
    reader.done()


def read_item(given: Any, collection: Collection) -> Asked:
    """What was asked of one feature; Refused where it cannot be answered."""
    reader = Reader(given, OF_AN_ITEM)
    asked = _selected(reader, collection)
    reader.done()
    return asked


def read_items(given: Any, collection: Collection, *, is_page: bool) -> Asked:
    """What was asked of a collection's features; Refused where it cannot be answered."""
    reader = Reader(given, (*OF_ITEMS, *collection.by_name))
    asked = _selected(reader, collection)
    asked.limit = min(_limit(reader), MOST_ON_A_PAGE if is_page else MOST_AT_ONCE)
    asked.order = _order(reader, collection)
    _narrow(reader, collection, asked)
    if cursor := reader.text("cursor"):
        try:
            asked.position = read_cursor(cursor, asked.order)
        except NotAPosition:
            reader.wrong("cursor", "No page here gave out such a cursor. Begin again without one.")
    reader.done()
    return asked


def _selected(reader: Reader, collection: Collection) -> Asked:
    """The parts that one feature and many have in common."""
    reader.one("f", FORMATS, "json")
    names = {column.name: column for column in collection.columns if not column.is_heavy}
    wanted = [name.strip() for name in reader.text("properties").split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in names]:
        reader.wrong("properties", f"There is no property “{', '.join(unknown)[:80]}” here.", list(names))
    columns = [column for name, column in names.items() if not wanted or name in wanted]
    crs = SYSTEMS[reader.one("crs", SYSTEMS, CRS84.uri)]
    skip = reader.one("skipGeometry", ("true", "false"), "false")
    return Asked(columns=columns, crs=crs, has_all_columns=not wanted, has_geometry=skip == "false")


def _limit(reader: Reader) -> int:
    """Part 1: what is more than the most is the most, not an error."""
    text = reader.text("limit")
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdecimal() and int(text[:40]) > 0):
        reader.wrong("limit", f"This must be a whole number from 1; more than {MOST_AT_ONCE:,} is {MOST_AT_ONCE:,}.")
        return DEFAULT_LIMIT
    return min(int(text[:40]), MOST_AT_ONCE)


def _order(reader: Reader, collection: Collection) -> Order:
    allowed = [f"{sign}{key}" for key in collection.sorts for sign in ("", "-")]
    # In an address "+" stands for a space, which is taken off.
    text = reader.text("sortby").removeprefix("+")
    if text and text not in allowed:
        reader.wrong("sortby", f"“{text[:80]}” is not one of: {', '.join(allowed)}.", allowed)
    return Order.named(text if text in allowed else collection.default_sort, collection.sorts)


# --- What narrows ------------------------------------------------------------------------------------------


def _narrow(reader: Reader, collection: Collection, asked: Asked) -> None:
    nodes = [*_by_values(reader, collection)]
    box_crs = SYSTEMS[reader.one("bbox-crs", SYSTEMS, CRS84.uri)]
    filter_crs = SYSTEMS[reader.one("filter-crs", SYSTEMS, CRS84.uri)]
    asked.conditions = [condition(node, collection, CRS84) for node in nodes]
    if box := reader.text("bbox"):
        try:
            node = call("s_intersects", Named("geometry"), parse_box(box, box_crs))
            asked.conditions.append(condition(node, collection, box_crs))
        except NotABox as refused:
            reader.wrong("bbox", str(refused))
    if when := reader.text("datetime"):
        try:
            asked.conditions += _within(when, collection)
        except NotAFilter as refused:
            reader.wrong("datetime", f"{refused} Write one, or from/to, with .. for without end.")
    if node := _filter(reader):
        nodes.append(node)
        try:
            asked.conditions.append(condition(node, collection, filter_crs))
        except NotAFilter as refused:
            reader.wrong("filter", str(refused))
    asked.codes = _codes(nodes) if len(nodes) == len(asked.conditions) else None


def _filter(reader: Reader) -> Node | None:
    """The tree of `filter`; what begins with a brace is JSON, where `filter-lang` does not say."""
    text = reader.text("filter")
    guessed = "cql2-json" if text.startswith("{") else "cql2-text"
    language = reader.one("filter-lang", LANGUAGES, guessed)
    if not text:
        return None
    try:
        return LANGUAGES[language](text)
    except NotAFilter as refused:
        reader.wrong("filter", str(refused))
        return None


def _by_values(reader: Reader, collection: Collection) -> Iterable[Node]:
    """A queryable named as a parameter: it has that value, or of codes one of those."""
    for name, queryable in collection.by_name.items():
        if text := reader.text(name):
            try:
                yield _equals(queryable, text)
            except NotAFilter as refused:
                reader.wrong(name, str(refused), queryable.values)


def _equals(queryable: Queryable, text: str) -> Node:
    if len(text) > LONGEST_VALUE:
        raise NotAFilter(f"This is longer than {LONGEST_VALUE} characters.")
    values: list[Node] = [_value(queryable, part) for part in _parts(queryable, text)]
    named = Named(queryable.name)
    return call("=", named, values[0]) if len(values) == 1 else call("in", named, *values)


def _parts(queryable: Queryable, text: str) -> list[str]:
    """Codes have no commas, so commas part them; texts may."""
    if queryable.kind != "code":
        return [text]
    return [part.strip() for part in text.split(",") if part.strip()] or [text]


def _value(queryable: Queryable, text: str) -> Node:
    if queryable.values and text not in queryable.values:
        raise NotAFilter(f"“{text[:80]}” is not one of: {', '.join(queryable.values)}.")
    if queryable.kind in ("number", "integer"):
        return number(text)
    if queryable.kind == "boolean":
        if text not in ("true", "false"):
            raise NotAFilter("This must be true or false.")
        return text == "true"
    if queryable.kind in ("date", "moment"):
        found = instant(text)
        if found is None:
            raise NotAFilter("This must be a day or a moment.")
        return found
    return text


def _codes(nodes: Iterable[Node]) -> dict[str, list[str]] | None:
    """{name: values} where all that is asked is that properties have one of some texts; else None."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        for each in node.args if isinstance(node, Call) and node.op == "and" else (node,):
            if not (isinstance(each, Call) and each.op in ("=", "in") and isinstance(each.args[0], Named)):
                return None
            values = [value for value in each.args[1:] if isinstance(value, str) and value]
            if len(values) < len(each.args) - 1 or each.args[0].name in found:
                return None
            found[each.args[0].name] = list(dict.fromkeys(values))
    return found


def _within(text: str, collection: Collection) -> list[Any]:
    """`datetime`: an instant, or an interval of which either end may be open. Without effect on what has no time."""
    ends = text.split("/")
    if len(ends) > 2:
        raise NotAFilter("This has more than one “/”.")
    read = [None if len(ends) == 2 and end in ("", "..") else _instant(end) for end in ends]
    asked = spans.between(read[0], read[-1])
    if collection.when is None:
        return []
    first, last = collection.when
    is_day = collection.by_name[first].kind == "date"
    start = spans.Instant(F(first), is_day)
    end = start if first == last else spans.until_day_before(F(last))
    return [spans.related("t_intersects", spans.between(start, end), asked)]


def _instant(text: str) -> spans.Instant:
    found = instant(text.replace(" ", "+"))
    if found is None:
        raise NotAFilter("“..” stands in an interval alone.")
    return spans.Instant(Value(found), is_day=not isinstance(found, datetime.datetime))


# --- Places in the list ------------------------------------------------------------------------------------


def write_cursor(order: Order, value: Any, row_id: int, *, backward: bool = False) -> str:
    """The place after (or before) the row with that sort value and id, as text for an address."""
    kept = None if value is None else (value if isinstance(value, int) else str(value))
    text = json.dumps([str(order), backward, kept, row_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, order: Order) -> Position:
    """The place that a cursor says; NotAPosition where it is none, or of a list in another order."""
    try:
        padded = text[:500] + "=" * (-len(text[:500]) % 4)
        sort, backward, value, row_id = json.loads(base64.urlsafe_b64decode(padded.encode()))
        is_whole = type(row_id) is int and 0 < row_id < 2**63 and isinstance(backward, bool)
        is_plain = value is None or type(value) in (str, int)
        if sort != str(order) or not (is_whole and is_plain) or (value is None and not order.sort.may_be_unknown):
            raise NotAPosition(text)
        return Position(backward=backward, value=None if value is None else order.sort.read_back(value), id=row_id)
    except (ValueError, TypeError, ArithmeticError, binascii.Error, UnicodeError) as problem:
        raise NotAPosition(text) from problem
