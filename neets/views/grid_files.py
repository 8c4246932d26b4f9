"""Tables that were let out, as one file: a row for each count, hidden ones empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import HttpResponseBase, StreamingHttpResponse

from neets.calc.grids import Grid
from totalplace.importing.writers import csv_lines

HEADINGS = ("table", "row", "column", "people")


def grid_file(tables: Iterable[tuple[str, Grid]], name: str) -> HttpResponseBase:
    """(title, table) each, under one heading."""
    response = StreamingHttpResponse(csv_lines(HEADINGS, _rows(tables)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(tables: Iterable[tuple[str, Grid]]) -> Iterator[tuple[object, ...]]:
    for table, grid in tables:
        for title, counts in grid.rows:
            for column, people in zip([*grid.columns, "All"], counts, strict=True):
                yield table, title, column, people
