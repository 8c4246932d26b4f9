"""COPY from columns: arrow writes the text, PostgreSQL reads it, and no row passes through Python alone."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from django.db import connection

from totalplace.importing.binary import NOTHING, binary_form, of_one_size

CHUNK_ROWS = 10_000
# Text is always quoted and null never, which is how COPY tells "" from null.
OPTIONS = pa_csv.WriteOptions(include_header=False, quoting_style="needed")


class Sliced(Protocol):
    """A column of which some rows can be had at a time: an Arrow array, or one that is still being made."""

    def slice(self, start: int, size: int, /) -> pa.Array:
        """`size` rows from `start` on, fewer at the end."""


class _Stream:
    """A file to read from, fed by a generator of chunks: the next is made while the server takes the last."""

    def __init__(self, chunks: Iterator[bytes], maker: ThreadPoolExecutor) -> None:
        self._chunks, self._maker = chunks, maker
        self._next = maker.submit(next, chunks, b"")

    def read(self, size: int = -1) -> bytes:
        chunk = self._next.result()
        if chunk:
            self._next = self._maker.submit(next, self._chunks, b"")
        return chunk


def _copy(statement: str, chunks: Iterator[bytes]) -> None:
    """Run a COPY that reads the chunks."""
    with connection.cursor() as cursor, ThreadPoolExecutor(1, thread_name_prefix="copy") as maker:
        cursor.cursor.copy_expert(statement, _Stream(chunks, maker))


def copy_in(table: str, columns: dict[str, pa.Array]) -> None:
    """COPY the columns, all of one length, into a table inside the current transaction."""
    if not columns:
        return
    rows = pa.table(columns)
    names = ", ".join(f'"{name}"' for name in columns)
    _copy(f'COPY "{table}" ({names}) FROM STDIN WITH (FORMAT csv)', _chunks(rows))


def _chunks(rows: pa.Table) -> Iterator[bytes]:
    for start in range(0, rows.num_rows, CHUNK_ROWS):
        sink = io.BytesIO()
        pa_csv.write_csv(rows.slice(start, CHUNK_ROWS), sink, OPTIONS)
        yield sink.getvalue()


def copy_parsed_in(table: str, columns: Mapping[str, Sliced]) -> None:
    """COPY parsed columns (text, or geometry as binary) in the binary form of the table's own types.

    The first is an array of all rows; the others may still be being made, CHUNK_ROWS at a time.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT attname, typname FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
                WHERE attrelid = %s::regclass""",
            [table],
        )
        kinds = dict(cursor.fetchall())
    rows = len(next(iter(columns.values())))
    chunks = _binary_chunks(rows, [(column, kinds[name]) for name, column in columns.items()])
    _copy(f'COPY "{table}" ({names}) FROM STDIN WITH (FORMAT binary)', chunks)


def _binary_chunks(rows: int, columns: list[tuple[Sliced, str]]) -> Iterator[bytes]:
    """PostgreSQL's binary form: how many fields, then the length (-1: null) and the bytes of each."""
    yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
    for start in range(0, rows, CHUNK_ROWS):
        fields = [binary_form(column.slice(start, CHUNK_ROWS), kind) for column, kind in columns]
        parts = [of_one_size(np.full(len(fields[0]), len(fields), ">i2"))]
        for field in fields:
            lengths = pc.binary_length(field).fill_null(-1).to_numpy(zero_copy_only=False)
            parts += [of_one_size(lengths.astype(">i4")), field.fill_null(b"")]
        joined = pc.binary_join_element_wise(*parts, NOTHING)
        # Joined without a null, the values stand one behind another as they are to be sent.
        ends = np.frombuffer(joined.buffers()[1], np.int64)
        yield memoryview(joined.buffers()[2])[ends[joined.offset] : ends[joined.offset + len(joined)]].tobytes()
    yield b"\xff\xff"


def text_column(values: Iterable[str | None]) -> pa.Array:
    """Python text as a column."""
    return pa.array(list(values), pa.string())
