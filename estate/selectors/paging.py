"""One page of a sorted list, found by the last row of the page before it: as quick at the end as at the start.

A page's anchor is the sort value and id of the row it begins after (or ends before). Rows whose value is not known
come last, whichever way the list is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from estate.models import Property
from totalplace.selectors.keyset import FEW, Order, Position, Sort, estimated, parts_of, rows_of

# As FEW, by words, which no sort's index holds, so that each row looked at has to be fetched.
FEW_WITH_WORDS = 20_000
# The furthest page that may be asked for by its number alone: skipping rows costs a little for each.
LAST_NUMBERED_PAGE = 200


SORTS = {
    sort.key: sort
    for sort in (
        Sort("name", "Name", "name"),
        Sort("reference", "Reference", "id", int),
        Sort("gross_internal_area_m2", "Floor area", "gross_internal_area_m2", Decimal, True),
        Sort("book_value", "Book value", "book_value", Decimal, True),
        Sort("running_cost", "Running cost", "running_cost", Decimal, True),
    )
}
DEFAULT_SORT = "name"
__all__ = ["DEFAULT_SORT", "FEW", "FEW_WITH_WORDS", "LAST_NUMBERED_PAGE", "SORTS", "Order", "Page", "Position", "Sort",
           "estimated", "page_of"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and the positions of its neighbours where there are any."""

    rows: list[Property]
    position: Position
    previous: Position | None
    next: Position | None


def page_of(
    properties: QuerySet[Property],
    order: Order,
    position: Position,
    *,
    skip: int = 0,
    fields: Iterable[str] = (),
    few: bool = False,
) -> Page:
    """The page of `properties` at `position`, `skip` rows further on. Of its rows only `fields` are read, if named.

    `few`: the filters leave so few that the database had better find them all by the filters' indexes, then sort.
    """
    columns = Property.objects.only("id", order.sort.field, *fields) if fields else Property.objects.all()
    found = rows_of(columns, parts_of(properties, order, position), skip, position.size + 1, few)
    has_more = len(found) > position.size
    rows = found[: position.size]
    if position.backward:
        rows.reverse()
    is_anchored = position.id is not None or skip > 0
    comes_before, comes_after = (has_more, is_anchored) if position.backward else (is_anchored, has_more)
    return Page(
        rows=rows,
        position=position,
        previous=_at(rows[0], order, position.number - 1, backward=True) if rows and comes_before else None,
        next=_at(rows[-1], order, position.number + 1) if rows and comes_after else None,
    )


def _at(row: Property, order: Order, number: int, *, backward: bool = False) -> Position:
    return Position(max(number, 1), backward, getattr(row, order.sort.field), row.pk)
