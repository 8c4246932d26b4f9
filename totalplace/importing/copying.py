"""COPY from columns: arrow writes the text, PostgreSQL reads it, and no row passes through Python alone."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import connection

CHUNK_ROWS = 10_000
# Text is always quoted and null never, which is how COPY tells "" from null.
OPTIONS = pa_csv.WriteOptions(include_header=False, quoting_style="needed")


class _Stream:
    """A file to read from, fed by a generator of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, size: int = -1) -> bytes:
        return next(self._chunks, b"")


def copy_in(table: str, columns: dict[str, pa.Array]) -> None:
    """COPY the columns, all of one length, into a table inside the current transaction."""
    if not columns:
        return
    rows = pa.table(columns)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN WITH (FORMAT csv)', _Stream(_chunks(rows)))


def _chunks(rows: pa.Table) -> Iterator[bytes]:
    for start in range(0, rows.num_rows, CHUNK_ROWS):
        sink = io.BytesIO()
        pa_csv.write_csv(rows.slice(start, CHUNK_ROWS), sink, OPTIONS)
        yield sink.getvalue()


def text_column(values: Iterable[str | None]) -> pa.Array:
    """Python text as a column."""
    return pa.array(list(values), pa.string())
