"""What every editable record has: a version the database moves, and a history the database keeps."""

from collections.abc import Callable, Sequence
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now

from totalplace.db import lookups  # noqa: F401 - conditions of triggers compare geometry by it
from totalplace.db.functions import NextVersion


def version_trigger(*, derived: Sequence[str] = ()) -> pgtrigger.Trigger:
    """The trigger that moves a record's version when anything but its `derived` columns changes.

    It leaves a version that the statement sets itself, which only the undoing of an import does. `updated_at` always
    moves, so that whoever harvests by it also learns of an undo.
    """
    return pgtrigger.Trigger(
        name="version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=list(derived)) if derived else pgtrigger.AnyChange(),
        func="""
            IF NEW.version = OLD.version THEN
                NEW.version := nextval('totalplace_version');
            END IF;
            NEW.updated_at := now();
            RETURN NEW;
        """,
    )


class Versioned(models.Model):
    """A record with an integer `version` that changes with every change, whoever makes it."""

    version = models.BigIntegerField(db_default=NextVersion(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
        triggers = [version_trigger()]


def tracked(
    *, unindexed: Sequence[str] = (), untold: Sequence[str] = (), **options: Any
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator: keep every insert, update and delete of the model in an event table, by trigger.

    Insert and update events hold the row after the change, delete events the row before it. `unindexed` names foreign
    keys that no event is looked up by: each index there is would be written to for every event. An update of nothing
    but `untold` columns leaves no event, though events hold them.
    """
    updates = pghistory.UpdateEvent(condition=pgtrigger.AnyChange(exclude=list(untold)))
    track = pghistory.track(pghistory.InsertEvent(), updates, pghistory.DeleteEvent(), **options)

    def keep(model: type[models.Model]) -> type[models.Model]:
        kept = track(model)
        for name in unindexed:
            kept.pgh_event_model._meta.get_field(name).db_index = False  # type: ignore[attr-defined]
        return kept

    return keep
