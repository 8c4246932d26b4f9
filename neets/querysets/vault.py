"""The one way into the vault, where who a pseudonym is stands sealed (docs/decisions/0034).

Nothing else of the application takes on the vault's role, which a contract test holds; without it PostgreSQL refuses
the schema itself. No statement here carries an identity: what comes in is hashed or sealed before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

_ROLE = "total_place_vault"


class Token(NamedTuple):
    """One part of an identity as a keyed hash, by the sender's pseudonym of the person."""

    key: str
    kind: str
    digest: str


class Alike(NamedTuple):
    """Two senders' pseudonyms that share parts of an identity, and in which parts they differ though both have them."""

    key: str
    other: str
    kinds: tuple[str, ...]
    against: tuple[str, ...]


@contextmanager
def opened() -> Iterator[Any]:
    """A cursor with the vault's role, until the block ends or fails. It sees nothing but the vault."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), to_regrole(%s) IS NOT NULL, to_regnamespace('vault')", [_ROLE])
        before, is_there, schema = cursor.fetchone()
        if is_there and schema is None:
            # The role came after the migration that wanted it.
            cursor.execute("SELECT neets_make_vault()")
        elif not is_there:
            raise ImproperlyConfigured(
                "The vault is not there. Let the database's administrator call neets_make_vault() once, as the "
                "application's role (docs/operating.md)."
            )
        cursor.execute("SELECT set_config('role', %s, true)", [_ROLE])
        yield cursor
        # After an error the savepoint's end gives the role back.
        cursor.execute("SELECT set_config('role', %s, true)", [before])


def keep(batch: int, tokens: Sequence[Token], sealed: Iterable[tuple[str, bytes]]) -> None:
    """Put in what one import brought: tokens, and (key, sealed identity) pairs. Twice the same is once."""
    rows = list(sealed)
    with opened() as cursor:
        cursor.execute(
            """INSERT INTO vault.token (batch_id, key, kind, digest)
               SELECT %s, t.* FROM unnest(%s::text[], %s::text[], %s::text[]) t ON CONFLICT DO NOTHING""",
            [batch, [t.key for t in tokens], [t.kind for t in tokens], [t.digest for t in tokens]],
        )
        cursor.execute(
            """INSERT INTO vault.identity (batch_id, key, sealed)
               SELECT %s, t.* FROM unnest(%s::text[], %s::bytea[]) t ON CONFLICT DO NOTHING""",
            [batch, [key for key, _ in rows], [memoryview(sealed) for _, sealed in rows]],
        )


def let_go_of_import(batch: int) -> None:
    """Take out all that one import brought: it was abandoned, replaced or taken back."""
    with opened() as cursor:
        for table in ("token", "identity"):
            cursor.execute(f"DELETE FROM vault.{table} WHERE batch_id = %s", [batch])


def forget(keys: Sequence[str]) -> int:
    """Destroy the link between these senders' pseudonyms and who they are; answers how many rows went."""
    gone = 0
    with opened() as cursor:
        for table in ("token", "identity"):
            cursor.execute(f"DELETE FROM vault.{table} WHERE key = ANY (%s)", [list(keys)])
            gone += cursor.rowcount
    return gone


def sealed_of(keys: Sequence[str]) -> list[tuple[str, bytes]]:
    """The sealed identities of these senders' pseudonyms, the newest import first."""
    with opened() as cursor:
        cursor.execute(
            "SELECT key, sealed FROM vault.identity WHERE key = ANY (%s) ORDER BY batch_id DESC, key", [list(keys)]
        )
        return [(key, bytes(sealed)) for key, sealed in cursor.fetchall()]


def alike(batch: int) -> list[Alike]:
    """Which pseudonyms that an import brought share a part of their identity with any other pseudonym.

    A kind is `against` where both have one and none of them is the same.
    """
    with opened() as cursor:
        cursor.execute(
            """WITH shared AS (
                   SELECT t.key, o.key AS other, array_agg(DISTINCT t.kind::text ORDER BY t.kind::text) AS kinds
                     FROM vault.token t JOIN vault.token o USING (digest, kind)
                    WHERE t.batch_id = %s AND o.key <> t.key GROUP BY 1, 2)
               SELECT s.key, s.other, s.kinds,
                      ARRAY(SELECT DISTINCT t.kind::text FROM vault.token t JOIN vault.token o USING (kind)
                             WHERE t.key = s.key AND o.key = s.other AND t.kind <> ALL (s.kinds) ORDER BY 1)
                 FROM shared s ORDER BY 1, 2""",
            [batch],
        )
        return [Alike(key, other, tuple(kinds), tuple(against)) for key, other, kinds, against in cursor.fetchall()]
