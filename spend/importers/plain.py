"""The set-based steps that imports of spend share: compare with what is matched, find later edits, decide, change.

A kind of import says how its rows are filled, matched and added; comparing and changing are the same for all. What a
file leaves empty says nothing, so a change is a filled cell that differs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from totalplace.choices import ImportAction
from totalplace.importing.targets import Decided, Found, Preview
from totalplace.models import ImportBatch, User

CHOSEN = """SELECT row, field, stands FROM jsonb_to_recordset(%s::jsonb) AS c (row int, field text, stands text)"""
ALL = """SELECT s.row, d AS field, %s AS stands FROM {staged} s CROSS JOIN LATERAL jsonb_object_keys(s.disputed) d
          WHERE s.batch_id = %s AND s.action = %s"""


class PlainSteps:
    """Steps over one staged table whose rows become rows of one register table, field by field.

    `staged` and `register` are table names. `carried` are the staged columns that `incoming` fills; of them
    `compared` are looked at for changes, and `written` says which register column takes a compared one.
    """

    staged: str
    register: str
    model: type[Model]
    carried: Sequence[str]
    compared: Sequence[str]
    written: Mapping[str, str] = {}

    # --- What each kind says itself -----------------------------------------------------------------------

    def fill(self, cursor: Any, preview: Preview) -> None:
        """Work out in `incoming` what follows from other columns or from the batch."""
        raise NotImplementedError

    def match(self, cursor: Any, preview: Preview, rows: str) -> None:
        """Make the temporary table `matching` (row, matched_id, matched_by) of the rows of `rows`."""
        raise NotImplementedError

    def register_value(self, name: str) -> str:
        """SQL for what the register `r` holds of a compared field."""
        return f"r.{name}"

    # --- Checking ------------------------------------------------------------------------------------------

    def stage(self, preview: Preview) -> None:
        """Fill the staged table from `incoming`, each row compared with what it matches."""
        with connection.cursor() as cursor:
            self.fill(cursor, preview)
            self.match(cursor, preview, "incoming")
            columns = ", ".join(self.carried)
            cursor.execute(
                f"""INSERT INTO {self.staged} (batch_id, row, {columns}, matched_id, matched_version, matched_by,
                                               changes, action)
                    SELECT %s, i.row, {", ".join(f"i.{name}" for name in self.carried)}, r.id, r.version,
                           coalesce(m.matched_by, ''), d.changes,
                           CASE WHEN r.id IS NULL THEN %s WHEN d.changes = '{{}}' THEN %s ELSE %s END
                      FROM incoming i LEFT JOIN matching m ON m.row = i.row
                      LEFT JOIN {self.register} r ON r.id = m.matched_id
                     CROSS JOIN LATERAL (SELECT CASE WHEN r.id IS NOT NULL
                                                     THEN {self.changes_sql("i")} END AS changes) d""",
                [preview.batch.pk, ImportAction.NEW, ImportAction.UNCHANGED, ImportAction.CHANGED],
            )
            self._keep_decided(cursor, preview)
        preview.batch.options |= {"staged_at": timezone.now().isoformat()}

    def changes_sql(self, row: str) -> str:
        """{field: [register's, file's]} of `row` against the register `r`, as jsonb."""
        parts = (
            f"CASE WHEN {row}.{name} IS NOT NULL AND {row}.{name} IS DISTINCT FROM {self.register_value(name)}"
            f" THEN jsonb_build_object('{name}', jsonb_build_array({self.register_value(name)}, {row}.{name}))"
            " ELSE '{}'::jsonb END"
            for name in self.compared
        )
        return " || ".join(parts)

    def _keep_decided(self, cursor: Any, preview: Preview) -> None:
        """What was left to the register, and still holds it, is no change again."""
        kept = preview.batch.options.get("stands")
        if not kept:
            return
        cursor.execute(
            f"""UPDATE {self.staged} s
                   SET changes = s.changes - k.fields,
                       action = CASE WHEN s.changes - k.fields = '{{}}' THEN %s ELSE s.action END
                  FROM (SELECT o.row, array_agg(f.key) AS fields
                          FROM jsonb_each(%s::jsonb) d CROSS JOIN LATERAL jsonb_each(d.value) f
                          JOIN {self.staged} o ON o.batch_id = %s AND o.row = d.key::int
                         WHERE o.changes -> f.key -> 0 = f.value GROUP BY 1) k
                 WHERE s.batch_id = %s AND s.row = k.row AND s.action = %s""",
            [ImportAction.UNCHANGED, json.dumps(kept), preview.batch.pk, preview.batch.pk, ImportAction.CHANGED],
        )

    def counts(self, preview: Preview) -> dict[str, int]:
        """A file of spend leaves nothing out: bodies publish month by month, and line by line."""
        return {"missing": 0}

    # --- Later edits -----------------------------------------------------------------------------------------

    def conflicts(self, preview: Preview) -> Found:
        """Lock what is matched, and compare again what was edited, added or taken away since the file was checked."""
        batch = preview.batch.pk
        with connection.cursor() as cursor:
            # One import of a kind is applied after the other, so that none adds what another is just adding.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self.register])
            cursor.execute(
                f"""SELECT count(*) FROM (SELECT FROM {self.register} r JOIN {self.staged} s ON s.matched_id = r.id
                     WHERE s.batch_id = %s AND s.action IN (%s, %s) FOR UPDATE OF r) locked""",
                [batch, ImportAction.CHANGED, ImportAction.UNCHANGED],
            )
            self._gone(cursor, batch)
            self._appeared(cursor, preview)
            merged = self._moved(cursor, batch)
            cursor.execute(
                f"SELECT count(*) FROM {self.staged} WHERE batch_id = %s AND action = %s",
                [batch, ImportAction.CONFLICT],
            )
            return Found(cursor.fetchone()[0], merged)

    def _gone(self, cursor: Any, batch: int) -> None:
        """Rows whose record was taken out of the register since."""
        cursor.execute(
            f"""UPDATE {self.staged} s SET action = %s, matched_id = NULL, disputed = NULL
                 WHERE s.batch_id = %s AND s.action IN (%s, %s)
                   AND NOT EXISTS (SELECT FROM {self.register} r WHERE r.id = s.matched_id)""",
            [ImportAction.CONFLICT, batch, ImportAction.CHANGED, ImportAction.UNCHANGED],
        )

    def _appeared(self, cursor: Any, preview: Preview) -> None:
        """New rows that the register has got meanwhile: nothing to add where they are the same, else to be decided."""
        batch = preview.batch.pk
        cursor.execute("DROP TABLE IF EXISTS again")
        # All rows are matched again: of two that are alike, the register may hold one.
        cursor.execute(
            f"CREATE TEMPORARY TABLE again ON COMMIT DROP AS SELECT * FROM {self.staged} WHERE batch_id = %s", [batch]
        )
        self.match(cursor, preview, "again")
        cursor.execute(
            f"""UPDATE {self.staged} s
                   SET matched_id = c.id, matched_version = c.version, matched_by = c.matched_by, changes = c.changes,
                       action = CASE WHEN c.changes = '{{}}' THEN %s ELSE %s END,
                       disputed = (SELECT jsonb_object_agg(key, NULL) FROM jsonb_object_keys(c.changes) key)
                  FROM (SELECT i.row, r.id, r.version, m.matched_by, {self.changes_sql("i")} AS changes
                          FROM again i JOIN matching m ON m.row = i.row
                          JOIN {self.register} r ON r.id = m.matched_id WHERE i.action = %s) c
                 WHERE s.batch_id = %s AND s.row = c.row""",
            [ImportAction.UNCHANGED, ImportAction.CONFLICT, ImportAction.NEW, batch],
        )

    def _moved(self, cursor: Any, batch: int) -> int:
        """Rows whose record was edited since: in conflict where the same field was. Answers how many are none."""
        cursor.execute(
            f"""WITH now AS (
                    SELECT i.row, r.version, {self.changes_sql("i")} AS changes, i.changes AS seen
                      FROM {self.staged} i JOIN {self.register} r ON r.id = i.matched_id
                     WHERE i.batch_id = %s AND i.action IN (%s, %s) AND r.version <> i.matched_version),
                told AS (
                    SELECT n.*, (SELECT coalesce(jsonb_object_agg(f.key, CASE WHEN n.seen ? f.key
                                        THEN n.seen -> f.key -> 0 ELSE f.value -> 1 END), '{{}}')
                                   FROM jsonb_each(n.changes) f
                                  WHERE n.seen -> f.key -> 0 IS DISTINCT FROM f.value -> 0) AS disputed FROM now n)
                UPDATE {self.staged} s
                   SET matched_version = t.version, changes = t.changes, disputed = nullif(t.disputed, '{{}}'),
                       action = CASE WHEN t.disputed <> '{{}}' THEN %s WHEN t.changes = '{{}}' THEN %s ELSE %s END
                  FROM told t WHERE s.batch_id = %s AND s.row = t.row
                RETURNING t.disputed = '{{}}'""",
            [batch, ImportAction.CHANGED, ImportAction.UNCHANGED, ImportAction.CONFLICT, ImportAction.UNCHANGED,
             ImportAction.CHANGED, batch],
        )  # fmt: skip
        return sum(is_merged for (is_merged,) in cursor.fetchall())

    # --- Deciding ----------------------------------------------------------------------------------------------

    def settle(self, preview: Preview, choices: Mapping[int, Mapping[str, str]]) -> Decided:
        """Let "file" or "register" stand in disputed fields, {row: {field: whose}}."""
        rows = [
            {"row": row, "field": field, "stands": stands}
            for row, fields in choices.items()
            for field, stands in fields.items()
        ]
        return self._settle(preview, CHOSEN, [json.dumps(rows)])

    def settle_all(self, preview: Preview, stands: str) -> Decided:
        """Let "file" or "register" stand in every disputed field there is."""
        chosen = ALL.format(staged=self.staged)
        return self._settle(preview, chosen, [stands, preview.batch.pk, ImportAction.CONFLICT])

    def _settle(self, preview: Preview, chosen: str, values: list[Any]) -> Decided:
        batch = preview.batch.pk
        with connection.cursor() as cursor:
            cursor.execute(
                f"""WITH chosen AS ({chosen}),
                    settled AS (
                        SELECT s.row, array_agg(c.field) AS keys,
                               coalesce(array_agg(c.field) FILTER (WHERE c.stands = 'register'), '{{}}') AS left_alone,
                               coalesce(jsonb_object_agg(c.field, s.changes -> c.field -> 0)
                                        FILTER (WHERE c.stands = 'register'), '{{}}') AS kept
                          FROM {self.staged} s JOIN chosen c ON c.row = s.row
                         WHERE s.batch_id = %s AND s.action = %s AND s.disputed ? c.field GROUP BY s.row)
                    UPDATE {self.staged} s
                       SET changes = s.changes - t.left_alone, disputed = nullif(s.disputed - t.keys, '{{}}'),
                           action = CASE WHEN s.disputed - t.keys <> '{{}}' THEN %s
                                         WHEN s.changes - t.left_alone = '{{}}' THEN %s ELSE %s END
                      FROM settled t WHERE s.batch_id = %s AND s.row = t.row
                    RETURNING s.row, t.keys, t.kept""",
                [*values, batch, ImportAction.CONFLICT, ImportAction.CONFLICT, ImportAction.UNCHANGED,
                 ImportAction.CHANGED, batch],
            )  # fmt: skip
            return {row: (keys, json.loads(kept)) for row, keys, kept in cursor.fetchall()}

    def overwrite(self, preview: Preview, row: int) -> None:
        """Let the file's values stand in a whole row: it is added again where its record is gone."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"""UPDATE {self.staged}
                       SET disputed = NULL, changes = CASE WHEN matched_id IS NOT NULL THEN changes END,
                           action = CASE WHEN matched_id IS NULL THEN %s ELSE %s END
                     WHERE batch_id = %s AND row = %s AND action = %s""",
                [ImportAction.NEW, ImportAction.CHANGED, preview.batch.pk, row, ImportAction.CONFLICT],
            )
            if not cursor.rowcount:
                raise ValidationError(f"Row {row:,} is not in conflict any more.")

    # --- Applying ------------------------------------------------------------------------------------------------

    def change(self, cursor: Any, preview: Preview, *more: str) -> int:
        """Write what the preview showed as changed, and nothing else; `more` are further assignments."""
        sets = [
            f"{self.written.get(name, name)} = CASE WHEN s.changes ? '{name}' THEN s.{name}"
            f" ELSE {self.register_value(name)} END"
            for name in self.compared
        ]
        cursor.execute(
            f"""UPDATE {self.register} r SET {", ".join([*sets, *more])} FROM {self.staged} s
                 WHERE s.batch_id = %s AND s.action = %s AND r.id = s.matched_id""",
            [preview.batch.pk, ImportAction.CHANGED],
        )
        return cursor.rowcount

    def missing(self, batch: ImportBatch, user: User) -> QuerySet[Any]:
        """Nothing: see `counts`."""
        return self.model._default_manager.none()

    def close_missing(self, preview: Preview, reason: str) -> int:
        """Nothing is missing, so nothing is closed."""
        return 0
