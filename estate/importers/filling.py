"""Filling the register: a load that is as large as what is there builds the indexes once, after its rows.

Writing 100,000 rows to every index one by one takes about twice the time of building the indexes anew. They go and come
back inside the import's own transaction, so that an import that stops leaves them as they were. Nobody reads the
register meanwhile, so this is done only where that is seconds, and most of what could be read is just coming.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, transaction

# New rows below which writing to the indexes as they are is quick enough.
LEAST_NEW = 20_000
# Rows, old and new, above which readers would wait for longer than a page may take.
MOST_ROWS = 250_000
# Milliseconds that an import waits for readers and writers to leave; then it goes the ordinary way.
WAIT_MS = 200
# Megabytes to sort in: what the server's default gives two processes too little of.
SORT_MB = 128
# Megabytes in which the index of words gathers them between two writings: as it looks each word up there, what the
# processor's cache holds is a sixth quicker than room for them all.
GATHER_MB = 4

TABLE = "estate_property"


@contextmanager
def indexes_built_after(cursor: Any, new: int) -> Iterator[bool]:
    """While `new` rows are added, the register is without the indexes that keep no rule, where that pays.

    Answers whether it is. Inside a transaction, which must not go on after an exception.
    """
    definitions = _take_away(cursor) if _is_being_filled(cursor, new) else []
    yield bool(definitions)
    if definitions:
        # What waits for the end of the transaction, as foreign keys do, is looked at now: an index is not built before.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for definition in definitions:
        memory = GATHER_MB if " USING gin " in definition else SORT_MB
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [f"{memory}MB"])
        cursor.execute(definition)


def _is_being_filled(cursor: Any, new: int) -> bool:
    """Whether at least as many rows come as are there; and the role that imports may take indexes away."""
    if not LEAST_NEW <= new <= MOST_ROWS:
        return False
    cursor.execute(f"SELECT count(*) FROM (SELECT FROM {TABLE} LIMIT %s) r", [new + 1])
    (there,) = cursor.fetchone()
    if there > new or there + new > MOST_ROWS:
        return False
    cursor.execute(
        "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass", [TABLE]
    )
    return cursor.fetchone()[0]


def _take_away(cursor: Any) -> list[str]:
    """Drop the indexes; answers the statements that make them again, none when somebody is at work in the register."""
    cursor.execute("SELECT current_setting('lock_timeout')")
    (usual,) = cursor.fetchone()
    try:
        with transaction.atomic():
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_MS}ms"])
            cursor.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
    except OperationalError:
        return []
    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])
    # Those behind a constraint keep a rule while the rows come; those being built by somebody else are his.
    cursor.execute(
        """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
            WHERE i.indrelid = %s::regclass AND i.indisvalid AND NOT i.indisunique AND NOT i.indisexclusion
              AND NOT i.indisclustered AND NOT i.indisreplident
            ORDER BY i.indexrelid""",
        [TABLE],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]
