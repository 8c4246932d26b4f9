"""A list of properties as rows of a file: every detail of each, in the list's order, a few thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.gis.db.models.functions import AsWKT
from django.db import connection, models, transaction
from django.db.models import F, Func, QuerySet

from estate.models import Property
from estate.querysets.filed import TENANT_LEASE, TITLE_NUMBERS
from estate.selectors.file_columns import FILE_COLUMNS, FileColumn
from totalplace.selectors.keyset import Order

CHUNK = 2000
HEADINGS = tuple(column.heading for column in FILE_COLUMNS)

# What is not a column of Property: {file column: where it stands in a row of EXTRAS}.
EXTRA_NAMES = (
    "title_numbers",
    "lease_counterparty",
    "lease_starts_on",
    "lease_expires_on",
    "lease_annual_rent",
)
EXTRAS = f"""
    SELECT p.id, t.numbers, l.counterparty, l.starts_on, l.expires_on, l.annual_rent
      FROM unnest(%(ids)s::bigint[]) AS p (id)
      LEFT JOIN ({TITLE_NUMBERS.format(properties="SELECT unnest(%(ids)s::bigint[])")}) t ON t.property_id = p.id
      LEFT JOIN ({TENANT_LEASE.format(properties="SELECT unnest(%(ids)s::bigint[])")}) n ON n.property_id = p.id
      LEFT JOIN estate_lease l ON l.id = n.lease_id
     WHERE t.property_id IS NOT NULL OR l.id IS NOT NULL
"""


class Coordinate(Func):
    """A point's easting (ST_X) or northing (ST_Y), in metres."""

    output_field = models.FloatField()


def file_rows(properties: QuerySet[Property], order: Order) -> Iterator[list[Any]]:
    """Each property as the values of FILE_COLUMNS: codes in words, metres to the centimetre, dates and money as such.

    Read through a cursor on the server, so that a million rows take no more memory than a thousand. `properties` is
    already what the person may see.
    """
    own = [column.name for column in FILE_COLUMNS if column.name not in EXTRA_NAMES]
    rows = (
        properties.order_by(*_ordering(order))
        .annotate(
            easting=Coordinate("location", function="ST_X"),
            northing=Coordinate("location", function="ST_Y"),
            outline=AsWKT("boundary"),
        )
        .values_list("id", *("outline" if name == "boundary" else name for name in own))
    )
    with transaction.atomic():  # Outside a transaction the server would first lay the whole answer by.
        for chunk in _chunks(rows.iterator(chunk_size=CHUNK)):
            extras = _extras([row[0] for row in chunk])
            for row in chunk:
                values = dict(zip(own, row[1:], strict=True)) | extras.get(row[0], {})
                yield [file_value(column, values.get(column.name)) for column in FILE_COLUMNS]


def file_value(column: FileColumn, value: Any) -> Any:
    """The value as a cell of a file, in the words and units of `file_columns.file_text`; None where not known."""
    if value is None or value == "":
        return None
    match column.kind:
        case "choice":
            return (column.codes or {})[value]
        case "boolean":
            return "Yes" if value else "No"
        case "metres":
            return round(value, 2)
        case "list":
            return ", ".join(value)
    return value


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _ordering(order: Order) -> list[Any]:
    """The order of the list's pages: what is not known comes last either way."""
    field = F(order.sort.field)
    first = field.desc(nulls_last=True) if order.descending else field.asc(nulls_last=True)
    return [first, "-id" if order.descending else "id"]


def _extras(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Titles and the tenant's lease of these properties."""
    with connection.cursor() as cursor:
        cursor.execute(EXTRAS, {"ids": ids})
        return {row[0]: dict(zip(EXTRA_NAMES, row[1:], strict=True)) for row in cursor.fetchall()}
