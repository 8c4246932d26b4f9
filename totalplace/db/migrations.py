"""Migrations whose SQL lives in a file of its own, and many steps taken as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


def run_sql_file(app: str, name: str, *, reverse: str) -> RunSQL:
    """The operation that runs `<app>/sql/<name>.sql`; `reverse` is the SQL that takes it back."""
    path = Path(__file__).resolve().parents[2] / app / "sql" / f"{name}.sql"
    return RunSQL(path.read_text(encoding="utf-8"), reverse)


class Together(Operation):
    """Many steps that only add, taken as one.

    After each step of a migration Django makes anew every model that is related to what changed: with histories on
    every table that is most of them, hundreds of times. Here they are made once. A table that is new in these steps is
    made as it is after all of them, so what would be added to it step by step is there already.
    """

    of_a_model = (AddField, AddConstraint, AddIndex)

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    @property
    def _created(self) -> set[str]:
        return {each.name_lower for each in self.operations if isinstance(each, CreateModel)}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change what is known of the models, and leave making them to whoever asks for them next."""
        state.__dict__.pop("apps", None)
        for each in self.operations:
            each.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the new tables whole, and take every other step as it stands."""
        created = self._created
        for each in self.operations:
            if not (isinstance(each, self.of_a_model) and each.model_name_lower in created):
                each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The same from the end: a new table goes with all that was added to it."""
        created = self._created
        for each in reversed(self.operations):
            added = isinstance(each, (*self.of_a_model, AddTrigger)) and each.model_name.lower() in created
            if not added:
                each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """For `showmigrations` and `sqlmigrate`."""
        return f"{len(self.operations)} steps together"
