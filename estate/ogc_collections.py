"""The estate as collections of OGC API – Features: what is in the register, and what has left it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import CharField, QuerySet, TextField
from django.urls import reverse

from estate import choices
from estate.models import Property
from estate.selectors.paging import SORTS
from estate.selectors.ready import USUAL, ready
from estate.selectors.rows import shape
from estate.selectors.totals import cube_for, totals
from totalplace.models import Area, Organisation
from totalplace.ogc.collections import Codes, Collection, queryables_of
from totalplace.permissions import rights_of
from totalplace.selectors.areas import county_extent
from totalplace.selectors.keyset import Sort

OPEN = [status.value for status in choices.Status if status not in choices.CLOSED_STATUSES]
CLOSED = [str(status) for status in choices.CLOSED_STATUSES]
# What the tally tells apart: see estate.selectors.totals. Bodies and districts it knows by their numbers.
TALLIED = frozenset({"organisation", "category", "use", "rag", "tenure", "district", "energy_rating", "status"})
BLANK = [
    column.name
    for column in USUAL
    if isinstance(column.source, str)
    and "__" not in column.source
    and isinstance(Property._meta.get_field(column.source), CharField | TextField)
]
QUERYABLES = queryables_of(USUAL, blank=BLANK)


def _moment(value: Any) -> datetime.datetime:
    read = datetime.datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError(value)
    return read


def collections_of_estate(user: Any) -> Iterable[Collection]:
    """Both, for those whose roles let them read the estate."""
    if not rights_of(user).sees_estate:
        return []
    return [
        _collection(
            "properties", "Properties", 10, OPEN,
            "The public buildings and land of the county that are in the register: the outline of each, or its point "
            "where it has none.",
        ),
        _collection(
            "closed-properties", "Closed properties", 11, CLOSED,
            "Properties that have left the register: sold, given up, demolished or closed.",
        ),
    ]  # fmt: skip


def _collection(name: str, title: str, order: int, statuses: Sequence[str], description: str) -> Collection:
    return Collection(
        id=name,
        title=title,
        description=description,
        order=order,
        rows=_rows(statuses),
        columns=USUAL,
        queryables=QUERYABLES,
        shapes=("boundary", "location"),
        geojson=lambda srid: ready("geometry") if srid == 4326 else shape(srid),
        record=lambda: ready("record"),
        sorts={**SORTS, "updated_at": Sort("updated_at", "Changed", "updated_at", _moment)},
        extent=county_extent,
        shown=("reference", "name", "organisation", "use", "rag", "status"),
        identity="reference",
        default_sort="reference",
        when=("updated_at", "updated_at"),
        tallied=_tallied(statuses),
        page=lambda reference: reverse("property", args=[reference]),
    )


def _rows(statuses: Sequence[str]) -> Callable[[Any], QuerySet]:
    return lambda user: Property.objects.visible_to(user).filter(status__in=statuses)


def _tallied(statuses: Sequence[str]) -> Callable[[Any, Codes], int | None]:
    """How many there are, from the tally, where it tells apart what was asked."""

    def count(user: Any, codes: Codes) -> int | None:
        if not TALLIED.issuperset(codes) or cube_for(set(codes) - {"status"}) is None:
            return None
        asked: dict[str, Sequence[Any]] = dict(codes)
        asked["status"] = [each for each in codes.get("status", statuses) if each in statuses]
        if "organisation" in asked:
            asked["organisation"] = _numbers(Organisation.objects.filter(code__in=asked["organisation"]))
        if "district" in asked:
            asked["district"] = _numbers(Area.objects.filter(code__in=asked["district"]))
        return totals(user, Property.objects.none(), asked).properties

    return count


def _numbers(found: QuerySet) -> list[int]:
    return list(found.values_list("pk", flat=True))
