"""Reading features: a page of them as text made by the database, their number, and one by its id."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import Transform
from django.db import DataError, OperationalError, connection, transaction
from django.db.models import Func, QuerySet, TextField, Value
from psycopg2.errors import QueryCanceled

from totalplace.api.errors import Refused
from totalplace.calc.problems import Fault, Problem, of_parameters
from totalplace.db.texts import feature, json_object
from totalplace.ogc.collections import Collection
from totalplace.ogc.parameters import Asked, write_cursor
from totalplace.selectors.keyset import FEW, estimated, parts_of, rows_of

# Counting further than this would cost more than the page; then numberMatched is left out, as Part 1 allows.
COUNTED_AT_MOST = 10_000
# A filter may ask what no index knows; it may not keep the others waiting.
LONGEST_MILLISECONDS = 15_000
DEGREES = 6


@dataclass(frozen=True, slots=True)
class Page:
    """Features as GeoJSON texts; how many match, None where that is not known; cursors of the neighbours, or ""."""

    features: list[str]
    matched: int | None
    next: str
    previous: str


def page_of(collection: Collection, user: Any, asked: Asked) -> Page:
    """One page of what `user` may see and was asked for."""
    found = collection.rows(user).filter(*asked.conditions)
    with _bounded() if asked.is_narrowed else contextlib.nullcontext():
        rows = _rows(collection, found, asked)
        has_more = len(rows) > asked.limit
        rows = rows[: asked.limit]
        matched = None
        if asked.is_first:
            matched = _count(collection, user, found, asked) if has_more else len(rows)
    backward = asked.position.backward
    if backward:
        rows.reverse()
    before, after = (has_more, True) if backward else (not asked.is_first, has_more)
    return Page(
        features=[text for text, _, _ in rows],
        matched=matched,
        next=_cursor(asked, rows[-1]) if rows and after else "",
        previous=_cursor(asked, rows[0], backward=True) if rows and before else "",
    )


def feature_of(collection: Collection, user: Any, item: str, asked: Asked) -> str | None:
    """One feature as GeoJSON text; None alike where there is none, and where `user` may not see it."""
    found = collection.rows(user).filter(**{collection.identity: item})
    return found.order_by().values_list(_written(collection, asked), flat=True).first()


def _rows(collection: Collection, found: QuerySet, asked: Asked) -> list[Any]:
    order = asked.order
    every = found.model._default_manager.annotate(_text=_written(collection, asked))
    every = every.values_list("_text", "pk", order.sort.field)
    # Where a filter leaves few, walking along the sort's index would read all the others first.
    few = asked.is_narrowed and estimated(found) <= FEW
    return rows_of(every, parts_of(found, order, asked.position), 0, asked.limit + 1, few)


def _count(collection: Collection, user: Any, found: QuerySet, asked: Asked) -> int | None:
    if asked.codes is not None and (ready := collection.tallied(user, asked.codes)) is not None:
        return ready
    counted = found.order_by().values("pk")[: COUNTED_AT_MOST + 1].count()
    return counted if counted <= COUNTED_AT_MOST else None


def _written(collection: Collection, asked: Asked) -> Func:
    geometry: Any = Value(None, output_field=TextField())
    if asked.has_geometry:
        geometry = _latitude_first(collection) if asked.crs.is_latitude_first else collection.geojson(asked.crs.srid)
    record = collection.record() if asked.has_all_columns and collection.record else json_object(asked.columns)
    return feature(collection.columns[0], geometry, record)


def _latitude_first(collection: Collection) -> Func:
    """As EPSG:4326 itself says it: its first axis is the latitude."""
    template = f"ST_AsGeoJSON(ST_FlipCoordinates(%(expressions)s), {DEGREES}, 0)"
    return Func(Transform(collection.geometry, 4326), template=template, output_field=TextField())


def _cursor(asked: Asked, row: Any, *, backward: bool = False) -> str:
    _, row_id, value = row
    return write_cursor(asked.order, value, row_id, backward=backward)


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    """Let the database give up what takes too long, and say so."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(LONGEST_MILLISECONDS)])
            yield
    except DataError as error:
        fault = Fault("filter", "A number that it works out is larger than the database can hold.")
        raise Refused(of_parameters([fault])) from error
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        words = f"The answer takes longer than {LONGEST_MILLISECONDS // 1000} seconds to find. Ask more narrowly."
        raise Refused(Problem(503, "too-slow", words, [Fault("filter", words)]), {"Retry-After": "60"}) from error
