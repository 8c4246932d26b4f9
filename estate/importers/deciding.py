"""What an officer decides where the register was edited under her file: field by field, whose value stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from estate.importers.changes import changes_sql, leader_sql
from estate.importers.conflicts import reach
from estate.importers.staging import comparison_joins
from totalplace.choices import ImportAction
from totalplace.importing.targets import Decided, Preview

CHOSEN = """SELECT row, field, stands FROM jsonb_to_recordset(%s::jsonb) AS c (row int, field text, stands text)"""
ALL = f"""SELECT DISTINCT s.row, {leader_sql("d")} AS field, %s AS stands
            FROM estate_stagedproperty s CROSS JOIN LATERAL jsonb_object_keys(s.disputed) d
           WHERE s.batch_id = %s AND s.action = %s"""


def settle(preview: Preview, choices: Mapping[int, Mapping[str, str]]) -> Decided:
    """Let "file" or "register" stand in disputed fields, {row: {field: whose}}; a row with none left is decided."""
    rows = [
        {"row": row, "field": field, "stands": stands}
        for row, fields in choices.items()
        for field, stands in fields.items()
    ]
    return _settle(preview, CHOSEN, [json.dumps(rows)])


def settle_all(preview: Preview, stands: str) -> Decided:
    """Let "file" or "register" stand in every disputed field there is."""
    return _settle(preview, ALL, [stands, preview.batch.pk, ImportAction.CONFLICT])


def _settle(preview: Preview, chosen: str, values: list[Any]) -> Decided:
    """Those left to the register are changes no longer. Fields that are decided together go together."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH chosen AS ({chosen}),
                fields AS (
                    SELECT s.row, e.key, e.value -> 0 AS now, c.stands
                      FROM estate_stagedproperty s JOIN chosen c ON c.row = s.row
                     CROSS JOIN LATERAL jsonb_each(s.changes) e
                     WHERE s.batch_id = %s AND s.action = %s AND {leader_sql("e.key")} = c.field
                       AND EXISTS (SELECT FROM jsonb_object_keys(s.disputed) d WHERE {leader_sql("d")} = c.field)),
                settled AS (
                    SELECT row, array_agg(key) AS keys,
                           coalesce(array_agg(key) FILTER (WHERE stands = 'register'), '{{}}') AS left_alone,
                           coalesce(jsonb_object_agg(key, now) FILTER (WHERE stands = 'register'), '{{}}') AS kept
                      FROM fields GROUP BY row)
                UPDATE estate_stagedproperty s
                   SET changes = s.changes - t.left_alone, disputed = nullif(s.disputed - t.keys, '{{}}'),
                       action = CASE WHEN s.disputed - t.keys <> '{{}}' THEN %s
                                     WHEN s.changes - t.left_alone = '{{}}' THEN %s ELSE %s END
                  FROM settled t WHERE s.batch_id = %s AND s.row = t.row
                RETURNING s.row, t.keys, t.kept""",
            [
                *values, preview.batch.pk, ImportAction.CONFLICT,
                ImportAction.CONFLICT, ImportAction.UNCHANGED, ImportAction.CHANGED, preview.batch.pk,
            ],
        )  # fmt: skip
        return {row: (keys, json.loads(kept)) for row, keys, kept in cursor.fetchall()}


def keep_decided(preview: Preview) -> None:
    """After the file was checked again: what was left to the register, and still holds it, is no change again."""
    kept = preview.batch.options.get("stands")
    if not kept:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE estate_stagedproperty s
                  SET changes = s.changes - k.fields,
                      action = CASE WHEN s.changes - k.fields = '{}' THEN %s ELSE s.action END
                 FROM (SELECT r.key::int AS row, array_agg(f.key) AS fields
                         FROM jsonb_each(%s::jsonb) r CROSS JOIN LATERAL jsonb_each(r.value) f
                         JOIN estate_stagedproperty o ON o.batch_id = %s AND o.row = r.key::int
                        WHERE o.changes -> f.key -> 0 = f.value GROUP BY 1) k
                WHERE s.batch_id = %s AND s.row = k.row AND s.action = %s""",
            [
                ImportAction.UNCHANGED, json.dumps(kept), preview.batch.pk, preview.batch.pk, ImportAction.CHANGED,
            ],
        )  # fmt: skip


def overwrite(preview: Preview, row: int) -> None:
    """Let the file's values stand in a whole row: compared with its property as it stands now, or new if that is gone.

    ValidationError when that property is out of this person's reach.
    """
    batch = preview.batch.pk
    mine, values = reach(preview)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS matching")
        cursor.execute(
            f"""CREATE TEMPORARY TABLE matching ON COMMIT DROP AS
               SELECT s.row, p.id AS property_id, p.version, p.id IN ({mine}) AS is_in_reach
                 FROM estate_stagedproperty s
                 JOIN estate_property p
                   ON p.id = s.matched_id
                   OR (s.matched_id IS NULL AND p.organisation_id = s.organisation_id
                       AND (p.local_reference = s.local_reference
                            OR (p.uprn = s.uprn AND (s.local_reference IS NULL OR p.local_reference = ''))))
                WHERE s.batch_id = %s AND s.row = %s
                ORDER BY (p.local_reference = s.local_reference) DESC, p.id LIMIT 1""",
            [*values, batch, row],
        )
        cursor.execute("SELECT is_in_reach FROM matching")
        found = cursor.fetchone()
        if found == (False,):
            raise ValidationError(
                f"The property that row {row:,} is about is not open to this import any more. "
                "Let the register’s values stand, or ask an officer of the body that has it."
            )
        if found is None:
            _new_again(cursor, batch, row)
            return
        compared = changes_sql(preview.mapped, clear=preview.clear_blanks)
        cursor.execute(
            f"""UPDATE estate_stagedproperty u
                   SET matched_id = f.id, matched_version = f.version, changes = f.changes, disputed = NULL,
                       matched_by = CASE WHEN u.matched_by = '' THEN 'local_reference' ELSE u.matched_by END,
                       action = CASE WHEN f.changes = '{{}}'::jsonb THEN %s ELSE %s END
                  FROM (SELECT s.row, p.id, p.version, {compared} AS changes
                          FROM matching m JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = m.row
                          JOIN estate_property p ON p.id = m.property_id {comparison_joins()}) f
                 WHERE u.batch_id = %s AND u.row = f.row""",
            [ImportAction.UNCHANGED, ImportAction.CHANGED, batch, batch],
        )


def _new_again(cursor: Any, batch: int, row: int) -> None:
    """The property is gone: the file's row is new again, and lies where its point does."""
    areas = ", ".join(
        f"""{level}_id = (SELECT min(a.area_id) FROM totalplace_areapiece a
                           WHERE a.level = '{level}' AND ST_Intersects(a.piece, s.location))"""
        for level in ("district", "ward", "lsoa")
    )
    cursor.execute(
        f"""UPDATE estate_stagedproperty s
               SET action = %s, matched_id = NULL, matched_version = NULL, matched_by = '', changes = NULL,
                   disputed = NULL, {areas}
             WHERE batch_id = %s AND row = %s""",
        [ImportAction.NEW, batch, row],
    )
