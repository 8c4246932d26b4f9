"""Taking an applied import back, from the history that the database kept of it.

Works for every tracked table alike: what came under the import's id goes, what changed under it gets back what it
held before, version included, and what went comes back. Nothing here knows what a property is.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import SET_NULL, ForeignKey, ForeignObjectRel, Model, OneToOneField
from pghistory import runtime

from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch

MOST_NAMED = 50


@contextmanager
def change_of_its_own() -> Iterator[None]:
    """Keep what is written meanwhile out of the import's change, so that taking the import back leaves it.

    A job's change begins before the import's and gives it its number; pghistory has no other way out of it than to put
    another in its place for a while.
    """
    tracker = runtime._tracker
    outer = getattr(tracker, "value", None)
    if outer is None:
        yield
        return
    tracker.value = runtime.Context(uuid.uuid4(), dict(outer.metadata))
    try:
        yield
    finally:
        tracker.value = outer


class LaterEdits(Exception):
    """Later work stands on the import: `properties` names the records (at most fifty), `count` how many there are."""

    def __init__(self, properties: list[str]) -> None:
        self.count = len(properties)
        self.properties = properties[:MOST_NAMED]
        named = ", ".join(self.properties[:10])
        were = "1 record was" if self.count == 1 else f"{self.count:,} records were"
        super().__init__(f"{were} edited since the import: {named}. Nothing was taken back.")


@dataclass(frozen=True)
class Tracked:
    """A tracked table and the table of its events."""

    model: type[Model]
    event: type[Model]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def events(self) -> str:
        return self.event._meta.db_table

    @property
    def columns(self) -> list[str]:
        """The columns that the events keep, but for the moment of the last change, which always moves on."""
        kept = {field.name for field in self.event._meta.concrete_fields}
        return [str(f.column) for f in self.model._meta.concrete_fields if f.name in kept and not f.generated]

    @property
    def versioned(self) -> bool:
        return any(field.name == "version" for field in self.model._meta.concrete_fields)


def tracked_tables() -> list[Tracked]:
    """Every table of ours whose history is kept, with its events."""
    return [
        Tracked(tracked, event)
        for event in apps.get_models()
        if (tracked := getattr(event, "pgh_tracked_model", None)) is not None and hasattr(event, "pgh_obj_id")
    ]


def refuse_later_edits(batch: ImportBatch) -> None:
    """Raise LaterEdits when anything of the import was edited since, or something new stands on it."""
    target = target_for(batch.kind)
    if target.confidential and (done := target.confidential.later(batch)):
        raise LaterEdits(done)
    steps = target.steps
    touched: dict[type[Model], set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        for each in tracked_tables():
            touched[each.model] |= _edited_since(cursor, each, batch.change_id)
        for model, ids in _standing_on(cursor, batch.change_id):
            touched[model] |= ids
    names: set[str] = set()
    for model, ids in touched.items():
        if ids:
            names |= set(steps.references(model, ids)) or {f"{model._meta.verbose_name} {pk}" for pk in ids}
    if names:
        raise LaterEdits(sorted(names))


def _edited_since(cursor: Any, each: Tracked, change: Any) -> set[int]:
    """Records of the import that are not as it left them: edited by version where there is one, else by any event."""
    last = f"""SELECT DISTINCT ON (pgh_obj_id) * FROM "{each.events}"
                WHERE pgh_context_id = %s ORDER BY pgh_obj_id, pgh_id DESC"""
    if each.versioned:
        cursor.execute(
            f"""SELECT e.pgh_obj_id FROM ({last}) e LEFT JOIN "{each.table}" t ON t.id = e.pgh_obj_id
                 WHERE (e.pgh_label = 'delete') <> (t.id IS NULL) OR t.version <> e.version""",
            [change],
        )
    else:
        cursor.execute(
            f"""SELECT e.pgh_obj_id FROM ({last}) e
                 WHERE EXISTS (SELECT FROM "{each.events}" l
                                WHERE l.pgh_obj_id = e.pgh_obj_id AND l.pgh_id > e.pgh_id)""",
            [change],
        )
    return {pk for (pk,) in cursor.fetchall()}


def _standing_on(cursor: Any, change: Any) -> list[tuple[type[Model], set[int]]]:
    """Records that were added to what the import brought, and not by it: (model of what they stand on, its ids)."""
    found = []
    added = {each.model: each for each in tracked_tables() if _has_events(cursor, each, change, "insert")}
    for model in apps.get_models():
        if model._meta.managed and not hasattr(model, "pgh_tracked_model"):
            found += [(parent, ids) for parent, ids in _links(cursor, model, added, change) if ids]
    return found


def _has_events(cursor: Any, each: Tracked, change: Any, label: str) -> bool:
    cursor.execute(
        f'SELECT EXISTS (SELECT FROM "{each.events}" WHERE pgh_context_id = %s AND pgh_label = %s)', [change, label]
    )
    return cursor.fetchone()[0]


def _links(
    cursor: Any, model: type[Model], added: dict[type[Model], Tracked], change: Any
) -> list[tuple[type[Model], set[int]]]:
    found = []
    own = next((each for each in tracked_tables() if each.model is model), None)
    # What the import added itself goes with it; what is not tracked is derived and holds nobody's work.
    if own is None:
        return []
    not_ours = f"""AND NOT EXISTS (SELECT FROM "{own.events}" x WHERE x.pgh_obj_id = c.id
                        AND x.pgh_context_id = %s AND x.pgh_label = 'insert')"""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey | OneToOneField) and field.related_model in added:
            parent = added[field.related_model]
            cursor.execute(
                f"""SELECT DISTINCT c."{field.column}" FROM "{own.table}" c JOIN "{parent.events}" e
                        ON e.pgh_obj_id = c."{field.column}" AND e.pgh_context_id = %s AND e.pgh_label = 'insert'
                     WHERE true {not_ours}""",
                [change, change],
            )
            found.append((field.related_model, {pk for (pk,) in cursor.fetchall()}))
    if {"content_type", "object_id"} <= {field.name for field in model._meta.concrete_fields}:
        for parent_model, parent in added.items():
            cursor.execute(
                f"""SELECT DISTINCT c.object_id FROM "{own.table}" c JOIN "{parent.events}" e
                        ON e.pgh_obj_id = c.object_id AND e.pgh_context_id = %s AND e.pgh_label = 'insert'
                     WHERE c.content_type_id = %s {not_ours}""",
                [change, ContentType.objects.get_for_model(parent_model).pk, change],
            )
            found.append((parent_model, {pk for (pk,) in cursor.fetchall()}))
    return found


def take_back(batch: ImportBatch) -> None:
    """Undo the batch's change inside the caller's transaction. LaterEdits when that would undo others' work."""
    with connection.cursor() as cursor:
        tables = [each for each in tracked_tables() if _touched(cursor, each, batch.change_id)]
        for each in tables:
            # Nobody edits what is being taken back: those who want to wait, and then find their version gone.
            cursor.execute(
                f"""SELECT count(*) FROM (SELECT t.id FROM "{each.table}" t JOIN "{each.events}" e
                        ON e.pgh_obj_id = t.id AND e.pgh_context_id = %s FOR UPDATE OF t) locked""",
                [batch.change_id],
            )
        refuse_later_edits(batch)
        with _unprotected(tables):
            for each in tables:
                _restore(cursor, each, batch.change_id)
        for each in tables:
            _delete(cursor, each, batch.change_id)
    confidential = target_for(batch.kind).confidential
    if confidential:
        confidential.take_back(batch)


def _touched(cursor: Any, each: Tracked, change: Any) -> bool:
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{each.events}" WHERE pgh_context_id = %s)', [change])
    return cursor.fetchone()[0]


def _unprotected(tables: list[Tracked]) -> AbstractContextManager[Any]:
    """Lift the append-only triggers of these tables, for undoing takes back what was appended; no other trigger.

    Asked to ignore none by name, pgtrigger ignores every one: versions and history then stand still.
    """
    names = [
        f"{each.model._meta.label}:{trigger.name}"
        for each in tables
        for trigger in getattr(each.model._meta, "triggers", [])
        if isinstance(trigger, pgtrigger.Protect) and trigger.name == "append_only"
    ]
    return pgtrigger.ignore(*names) if names else nullcontext()


FIRST = """SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, pgh_id, pgh_label FROM "{events}"
            WHERE pgh_context_id = %s ORDER BY pgh_obj_id, pgh_id"""


def _delete(cursor: Any, each: Tracked, change: Any) -> None:
    added = f"SELECT f.pgh_obj_id FROM ({FIRST.format(events=each.events)}) f WHERE f.pgh_label = 'insert'"
    for relation in each.model._meta.get_fields(include_hidden=True):
        # What only points at a record, as a staged row at its match, lets go of it.
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is SET_NULL:
            table, column = relation.related_model._meta.db_table, relation.field.column
            cursor.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE "{column}" IN ({added})', [change])
    with _unprotected([each]):
        cursor.execute(
            f"""DELETE FROM "{each.table}" t USING ({FIRST.format(events=each.events)}) f
                 WHERE t.id = f.pgh_obj_id AND f.pgh_label = 'insert'""",
            [change],
        )


def _restore(cursor: Any, each: Tracked, change: Any) -> None:
    """Give back what was held before the import's first touch; what the import deleted comes back whole."""
    columns = [column for column in each.columns if column not in ("id", "updated_at", "reference")]
    before = f"""SELECT DISTINCT ON (b.pgh_obj_id) b.*, f.pgh_label AS first_label
                   FROM ({FIRST.format(events=each.events)}) f
                   JOIN "{each.events}" b ON b.pgh_obj_id = f.pgh_obj_id
                    AND (b.pgh_id < f.pgh_id OR (b.pgh_id = f.pgh_id AND f.pgh_label = 'delete'))
                  WHERE f.pgh_label <> 'insert'
                  ORDER BY b.pgh_obj_id, b.pgh_id DESC"""
    sets = ", ".join(f'"{column}" = b."{column}"' for column in columns)
    cursor.execute(f'UPDATE "{each.table}" t SET {sets} FROM ({before}) b WHERE t.id = b.pgh_obj_id', [change])
    every = ", ".join(f'"{column}"' for column in each.columns)
    cursor.execute(
        f"""INSERT INTO "{each.table}" ({every})
            SELECT {", ".join(f'b."{column}"' for column in each.columns)} FROM ({before}) b
             WHERE NOT EXISTS (SELECT FROM "{each.table}" t WHERE t.id = b.pgh_obj_id)""",
        [change],
    )
