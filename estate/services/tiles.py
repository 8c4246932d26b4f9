"""Keeping tiles: drawing what was changed before one is made, and finished ones until something changes."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection, transaction

from estate.models import DrawingDue
from estate.selectors.tiles import STAMP, Made

# Changes when the making of tiles does, so that no tile outlives the release that made it.
EDITION = 1
# Compressing harder would take longer than making the tile.
GZIP_LEVEL = 1
# Bytes of finished tiles kept; when there are more, all go.
MOST_KEPT = 256 * 1024 * 1024


class Finished(NamedTuple):
    """A tile as it is sent: its weak ETag and its compressed bytes, None where the asker has them already."""

    etag: str
    body: bytes | None


def draw() -> None:
    """Draw what was changed since the last time. Costs one look when there is nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT estate_draw()")


def finished(key: str, make: Callable[[], Made], *, known: str = "", keep: bool = True) -> Finished:
    """The finished tile under this key, made by `make` where there is none that is true.

    `key` tells apart all that a tile depends on but the drawing: what it shows, and to whom. Without `keep` it is
    always made: what else it depends on is not known here. `known` is the ETag of what the asker has.
    """
    key = hashlib.blake2b(f"{EDITION} {key}".encode(), digest_size=20).hexdigest()
    kept, stamp, is_due = _look(key, known)
    if is_due:
        draw()
        kept, stamp, is_due = _look(key, known)
    if kept and keep:
        return kept
    made = make()
    etag = f'W/"{hashlib.blake2b(made.tile, digest_size=12).hexdigest()}"'
    body = gzip.compress(made.tile, GZIP_LEVEL, mtime=0)
    # Made by more than one question: when something was drawn between them, it is an answer for now, not for later.
    if keep and made.stamp == stamp:
        _keep(key, stamp, etag, body)
    return Finished(etag, None if etag == known else body)


def _look(key: str, known: str) -> tuple[Finished | None, int, bool]:
    """The finished tile if it is true, the drawing's stamp, and whether anything is due to be drawn: all as of one
    moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT now.is_due, now.stamp, t.etag, CASE WHEN t.etag <> %s THEN t.body END
                  FROM (SELECT EXISTS (SELECT FROM estate_drawingdue) AS is_due, {STAMP} AS stamp) now
                  LEFT JOIN estate_finishedtile t ON t.key = %s AND t.stamp = now.stamp AND NOT now.is_due""",
            [known, key],
        )
        is_due, stamp, etag, body = cursor.fetchone()
    return Finished(etag, None if body is None else bytes(body)) if etag else None, stamp or 0, is_due


def _keep(key: str, stamp: int, etag: str, body: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO estate_finishedtile (key, stamp, etag, body) VALUES (%s, %s, %s, %s)
                   ON CONFLICT (key) DO UPDATE SET stamp = excluded.stamp, etag = excluded.etag, body = excluded.body
                WHERE estate_finishedtile.stamp <= excluded.stamp""",
            [key, stamp, etag, body],
        )


def in_worker() -> None:
    """Draw what was changed, and let go of tiles that are not true any more."""
    if DrawingDue.objects.exists():
        draw()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM estate_finishedtile WHERE stamp <> {STAMP}")
        cursor.execute("SELECT pg_table_size('estate_finishedtile') > %s", [MOST_KEPT])
        if cursor.fetchone()[0]:
            cursor.execute("TRUNCATE estate_finishedtile")
