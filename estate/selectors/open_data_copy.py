"""The published file as PostgreSQL writes it: rows in, bytes out, no row of it in Python."""

from __future__ import annotations

import datetime
import gzip
import hashlib
from typing import IO, Any

from django.db import connection
from django.db.models import QuerySet

from estate.choices import OpenDataForm
from estate.models import OpenDataPublication
from estate.querysets.open_data_columns import CSV, FORMULA, GEOJSON
from totalplace.importing.writers import BYTE_ORDER_MARK

# Quote and delimiter that no JSON text holds, so that each line comes out as it is.
AS_CSV = "COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER true)"
AS_LINES = "COPY ({query}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
# Whoever has many readers would rather wait longer for the making than for each reading.
GZIP_LEVEL = 6


class Gzipped:
    """Bytes on their way into a gzipped file: their SHA-256 and how many there are, before they are packed."""

    def __init__(self, file: IO[bytes]) -> None:
        # Without a time and a name in it, the same bytes are the same file.
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=GZIP_LEVEL, fileobj=file, mtime=0)
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take the next bytes."""
        self._digest.update(data)
        self.size += len(data)
        return self._packed.write(data)

    def close(self) -> None:
        """Finish the gzipped file, and leave it open."""
        self._packed.close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def said_of(publication: OpenDataPublication, effective_on: datetime.date) -> dict[str, Any]:
    """What a file says of its body, in every row."""
    body = publication.organisation
    about = {"name": body.name, "code": body.code, "uri": publication.organisation_uri, "effective_on": effective_on}
    return about | FORMULA


def write_file(rows: QuerySet[Any], said: dict[str, Any], form: str, out: Gzipped, *, about: str) -> int:
    """Write the rows of `selectors.open_data` as a file of that format; answers how many. `about` is JSON text of a
    string that says of a GeoJSON file what it is."""
    if form == OpenDataForm.CSV:
        out.write(BYTE_ORDER_MARK.encode())
        return _copy(AS_CSV, CSV, rows, said, out)
    head = f'{{"type":"FeatureCollection","description":{about},"features":[\n'
    out.write(head.encode())
    count = _copy(AS_LINES, GEOJSON, rows, said, out)
    out.write(b"]}\n")
    return count


def first_rows(rows: QuerySet[Any], said: dict[str, Any], most: int) -> list[tuple[Any, ...]]:
    """The first rows as they would be published, as text in the order of the columns; None where a cell is empty."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_query(cursor, CSV, rows, said)} LIMIT {int(most)}")
        return cursor.fetchall()


def _copy(command: str, query: str, rows: QuerySet[Any], said: dict[str, Any], out: Gzipped) -> int:
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(command.format(query=_query(cursor, query, rows, said)), out)
        return cursor.rowcount


def _query(cursor: Any, query: str, rows: QuerySet[Any], said: dict[str, Any]) -> str:
    """The query with its rows and everything said written into it, for COPY takes no parameters."""
    sql, parameters = rows.query.sql_with_params()
    source = cursor.mogrify(sql, parameters).decode().replace("%", "%%")
    return cursor.mogrify(query.replace("{rows}", source), said).decode()
