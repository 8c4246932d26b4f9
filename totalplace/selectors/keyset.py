"""Lists sorted so that each part of them is found by the last row before it: as quick at the end as at the start.

A position is the sort value and id of the row it begins after (or ends before). Rows whose value is not known come
last, whichever way the list is sorted.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce

PAGE_SIZE = 50
# Sorting so many found by an index takes as long as looking for a page of them along the sort's index, in a register of
# a million: the first grows with how many there are, the second falls.
FEW = 3_000


class NotAPosition(ValueError):
    """An anchor that this list never gave out."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that the list can be shown in, each with an index behind it. `read` takes a value back from JSON."""

    key: str
    label: str
    field: str
    read: Callable[[Any], Any] = str
    may_be_unknown: bool = False

    def read_back(self, value: Any) -> Any:
        """A sort value out of JSON; NotAPosition when no row can have it."""
        read = self.read(value)
        if isinstance(read, Decimal) and not read.is_finite():
            raise NotAPosition(value)
        if isinstance(read, int) and not 0 < read < 2**63:
            raise NotAPosition(value)
        if isinstance(read, str) and "\0" in read:
            raise NotAPosition(value)
        return read


@dataclass(frozen=True, slots=True)
class Order:
    """A sort and its direction."""

    sort: Sort
    descending: bool = False

    @classmethod
    def named(cls, text: str, sorts: Mapping[str, Sort]) -> Order:
        """The order that `name` or `-name` asks for; KeyError when there is no such sort."""
        return cls(sorts[text.removeprefix("-")], text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.sort.key}" if self.descending else self.sort.key


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page lies: after (or before) the row with `value` and `id`, or from an end of the list.

    `number` is the page's number as the reader counts, for show. Only a last page, found from the end, is not full.
    """

    number: int = 1
    backward: bool = False
    value: Any = None
    id: int | None = None
    size: int = PAGE_SIZE

    def token(self) -> str:
        """The position as text for an address."""
        value = str(self.value) if isinstance(self.value, Decimal) else self.value
        text = json.dumps([self.number, self.backward, value, self.id, self.size], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def from_token(cls, token: str, sort: Sort) -> Position:
        """The position that `token` says; NotAPosition when it says none in lists sorted so."""
        try:
            padded = token + "=" * (-len(token) % 4)
            number, backward, value, row_id, size = json.loads(base64.urlsafe_b64decode(padded.encode()))
            is_whole = all(type(each) is int and 0 < each < 2**63 for each in (number, size, row_id or 1))
            is_anchor = row_id is None or value is not None or sort.may_be_unknown
            if not (is_whole and is_anchor and isinstance(backward, bool) and size <= PAGE_SIZE):
                raise NotAPosition(token)
            return cls(number, backward, None if value is None else sort.read_back(value), row_id, size)
        except (ValueError, TypeError, binascii.Error, InvalidOperation) as problem:
            raise NotAPosition(token) from problem


def estimated(rows: QuerySet) -> int:
    """How many the database's planner expects, from its statistics: to choose a way by, never to be shown."""
    plan = json.loads(rows.order_by().values("pk").explain(format="json"))
    return int(plan[0]["Plan"]["Plan Rows"])


def rows_of(properties: QuerySet, parts: list[QuerySet], skip: int, wanted: int, few: bool) -> list[Any]:
    """At most `wanted` rows of the parts laid end to end, from `skip` on, read as `properties` reads them.

    A part is asked only when it is needed.
    """

    def read(part: QuerySet, wanted: slice) -> list[Any]:
        # The ids come from an index alone, which passes over a row that the filters leave out without reading it.
        ids = (_sorted_last(part) if few else part).values("pk")[wanted]
        return list(properties.filter(pk__in=ids).order_by(*part.query.order_by))

    return _end_to_end(parts, skip, wanted, read)


def keys_of(parts: list[QuerySet], field: str, skip: int, wanted: int) -> list[tuple[int, Any]]:
    """(id, value of `field`) of at most `wanted` rows of the parts laid end to end, from `skip` on."""
    return _end_to_end(parts, skip, wanted, lambda part, wanted: list(part.values_list("pk", field)[wanted]))


def _end_to_end(
    parts: list[QuerySet], skip: int, wanted: int, read: Callable[[QuerySet, slice], list[Any]]
) -> list[Any]:
    found: list[Any] = []
    for part in parts:
        if len(found) == wanted:
            break
        rows = read(part, slice(skip, skip + wanted - len(found)))
        # Whether rows were skipped here or are still to be skipped in the next part, only a count can tell.
        skip = 0 if rows or not skip else max(0, skip - part.count())
        found += rows
    return found


def _sorted_last(part: QuerySet) -> QuerySet:
    """The same rows in the same order, which no index has: so the planner cannot hope to come by them along one."""
    orders = []
    for name in map(str, part.query.order_by):
        value = Coalesce(name.lstrip("-"), name.lstrip("-"))
        orders.append(value.desc() if name.startswith("-") else value.asc())
    return part.order_by(*orders)


def parts_of(properties: QuerySet, order: Order, position: Position) -> list[QuerySet]:
    """The queries whose rows, one after the other, make the list from `position` on: the known, then the unknown."""
    field = order.sort.field
    known = _beyond(properties, order, position)
    if not order.sort.may_be_unknown:
        return [known]
    known = known.filter(**{f"{field}__isnull": False})
    falling = order.descending != position.backward
    unknown = properties.filter(**{f"{field}__isnull": True}).order_by("-id" if falling else "id")
    if position.id is not None and position.value is None:
        unknown = unknown.filter(**{"id__lt" if falling else "id__gt": position.id})
        return [unknown, known] if position.backward else [unknown]
    if position.backward:
        return [known] if position.id is not None else [unknown, known]
    return [known, unknown]


def _beyond(properties: QuerySet, order: Order, position: Position) -> QuerySet:
    """Rows with a known value beyond the position, in order. One row-wise comparison, which an index can answer."""
    field, falling = order.sort.field, order.descending != position.backward
    names = [field] if field == "id" else [field, "id"]
    if position.value is not None and position.id is not None:
        if field == "id":
            properties = properties.filter(**{"id__lt" if falling else "id__gt": position.id})
        else:
            lookup = TupleLessThan if falling else TupleGreaterThan
            properties = properties.filter(lookup((F(field), F("id")), (position.value, position.id)))
    return properties.order_by(*(f"-{name}" if falling else name for name in names))
