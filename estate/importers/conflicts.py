"""What happened in the register between the preview and its being applied; and what the file leaves out."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from estate.importers.changes import changes_sql, gone_sql
from estate.importers.staging import comparison_joins
from estate.models import Property, StagedProperty
from totalplace.choices import ImportAction
from totalplace.importing.targets import Found, Preview
from totalplace.models import ImportBatch, User

CHILDREN = """ARRAY['title_numbers', 'lease_counterparty', 'lease_starts_on', 'lease_expires_on', 'lease_annual_rent',
                  'running_cost']"""


def missing(batch: ImportBatch, user: User) -> QuerySet[Property]:
    """The body's properties that `user` sees, that are not closed and that no row of the file is about."""
    named = StagedProperty.objects.filter(batch=batch, matched__isnull=False)
    return (
        Property.objects.visible_to(user)
        .in_register()
        .filter(organisation=batch.organisation_id)
        .exclude(pk__in=named.values("matched_id"))
    )


def find(preview: Preview) -> Found:
    """Lock the properties that would change, and compare the rows whose property is not as it was.

    What somebody changed in other fields than the file's stands beside them; a row with a field that both would change
    is in conflict. Its `changes` are against the register as it stands now, and `disputed` keeps how those fields were.
    """
    batch = preview.batch.pk
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM (
                   SELECT p.id FROM estate_property p
                     JOIN estate_stagedproperty s ON s.matched_id = p.id
                    WHERE s.batch_id = %s AND s.action IN (%s, %s)
                    ORDER BY p.id FOR UPDATE OF p) locked""",
            [batch, ImportAction.CHANGED, ImportAction.UNCHANGED],
        )
        _gone(cursor, batch)
        _out_of_reach(cursor, preview)
        _appeared(cursor, preview)
        merged = _compared(cursor, preview)
        cursor.execute(
            "SELECT count(*) FROM estate_stagedproperty WHERE batch_id = %s AND action = %s",
            [batch, ImportAction.CONFLICT],
        )
        return Found(cursor.fetchone()[0], merged)


def _mark(cursor: Any, batch: int, found: str, values: list[Any]) -> None:
    cursor.execute(
        f"UPDATE estate_stagedproperty s SET action = %s FROM ({found}) f WHERE s.batch_id = %s AND s.row = f.row",
        [ImportAction.CONFLICT, *values, batch],
    )


def _gone(cursor: Any, batch: int) -> None:
    """Rows whose property is not there any more."""
    _mark(
        cursor,
        batch,
        """SELECT s.row FROM estate_stagedproperty s
            WHERE s.batch_id = %s AND s.action IN (%s, %s)
              AND NOT EXISTS (SELECT FROM estate_property p WHERE p.id = s.matched_id)""",
        [batch, ImportAction.CHANGED, ImportAction.UNCHANGED],
    )


APPEARED = """
    SELECT DISTINCT ON (s.row) s.row, p.id AS property_id, true AS is_new
      FROM estate_stagedproperty s
      JOIN totalplace_importbatch b ON b.id = s.batch_id
      JOIN estate_property p ON p.organisation_id = s.organisation_id
       AND (p.local_reference = s.local_reference
            OR (p.uprn = s.uprn AND (s.local_reference IS NULL OR p.local_reference = '')))
     WHERE s.batch_id = %s AND s.action = %s
       AND (p.local_reference = s.local_reference OR p.created_at > (b.options ->> 'staged_at')::timestamptz)
     ORDER BY s.row, (p.local_reference = s.local_reference) DESC NULLS LAST, p.id
"""


def _appeared(cursor: Any, preview: Preview) -> None:
    """New rows of which the body's register has got a property meanwhile: compared with it, if this person sees it."""
    mine, values = reach(preview)
    batch = preview.batch.pk
    cursor.execute("DROP TABLE IF EXISTS matching")
    cursor.execute(
        f"CREATE TEMPORARY TABLE matching ON COMMIT DROP AS {APPEARED}",
        [batch, ImportAction.NEW],
    )
    _mark(cursor, batch, "SELECT row FROM matching", [])
    cursor.execute(f"DELETE FROM matching WHERE property_id NOT IN ({mine})", values)
    _compare(cursor, preview)


def _compared(cursor: Any, preview: Preview) -> int:
    """Rows whose property was edited since, or that change what belongs to it (its version does not move with a
    lease's). Answers how many were edited and are no conflict."""
    batch = preview.batch.pk
    cursor.execute("DROP TABLE IF EXISTS matching")
    cursor.execute(
        f"""CREATE TEMPORARY TABLE matching ON COMMIT DROP AS
            SELECT s.row, s.matched_id AS property_id, false AS is_new FROM estate_stagedproperty s
              JOIN estate_property p ON p.id = s.matched_id
             WHERE s.batch_id = %s AND s.action IN (%s, %s)
               AND (p.version <> s.matched_version OR s.changes ?| {CHILDREN})""",
        [batch, ImportAction.CHANGED, ImportAction.UNCHANGED],
    )
    return _compare(cursor, preview)


def _compare(cursor: Any, preview: Preview) -> int:
    """Compare the rows of `matching` three ways: as checked, as the register stands, as the file says."""
    batch, clear = preview.batch.pk, preview.clear_blanks
    kept = json.dumps(preview.batch.options.get("stands", {}))
    cursor.execute(
        f"""WITH compared AS MATERIALIZED (
                SELECT s.row, p.id, p.version, m.is_new, coalesce(s.changes, '{{}}') AS seen,
                       p.version IS DISTINCT FROM s.matched_version AS is_moved,
                       {changes_sql(preview.mapped, clear=clear)} AS now,
                       {gone_sql(preview.mapped, clear=clear)} AS gone
                  FROM matching m JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = m.row
                  JOIN estate_property p ON p.id = m.property_id {comparison_joins()}),
            open AS (
                SELECT c.row, c.id, c.version, c.is_new, c.seen, c.is_moved, c.gone,
                       -- What was left to the register, and still holds that, is not asked again.
                       c.now - (SELECT coalesce(array_agg(f.key), '{{}}') FROM jsonb_each(%s::jsonb -> c.row::text) f
                                 WHERE c.now -> f.key -> 0 = f.value) AS now
                  FROM compared c),
            told AS (
                SELECT c.*, (SELECT coalesce(jsonb_object_agg(d.field, d.was), '{{}}') FROM (
                           SELECT n.key AS field, CASE WHEN c.is_new THEN 'null' WHEN c.seen ? n.key
                                                       THEN c.seen -> n.key -> 0 ELSE n.value -> 1 END AS was
                             FROM jsonb_each(c.now) n
                            WHERE c.is_new OR c.seen -> n.key -> 0 IS DISTINCT FROM n.value -> 0
                            UNION ALL
                           SELECT g.key, c.seen -> g.key -> 0 FROM jsonb_each(c.gone) g) d) AS disputed
                  FROM open c)
            UPDATE estate_stagedproperty u
               SET matched_id = t.id, matched_version = t.version, changes = t.now || t.gone,
                   matched_by = CASE WHEN u.matched_by = '' THEN 'local_reference' ELSE u.matched_by END,
                   disputed = nullif(t.disputed, '{{}}'),
                   action = CASE WHEN t.disputed <> '{{}}' THEN %s WHEN t.now = '{{}}' THEN %s ELSE %s END
              FROM told t
             WHERE u.batch_id = %s AND u.row = t.row
            RETURNING t.is_moved AND t.disputed = '{{}}'""",
        [batch, kept, ImportAction.CONFLICT, ImportAction.UNCHANGED, ImportAction.CHANGED, batch],
    )
    return sum(merged for (merged,) in cursor.fetchall())


def reach(preview: Preview) -> tuple[str, tuple[Any, ...]]:
    """The ids of the properties that this person's import may write to: of the body, and seen by her."""
    mine = Property.objects.visible_to(preview.user).filter(organisation=preview.batch.organisation_id)
    return mine.order_by().values("id").query.sql_with_params()


def _out_of_reach(cursor: Any, preview: Preview) -> None:
    """Changed rows whose property passed to another body since, or that somebody matched who sees more."""
    mine, values = reach(preview)
    _mark(
        cursor,
        preview.batch.pk,
        f"""SELECT s.row FROM estate_stagedproperty s
             WHERE s.batch_id = %s AND s.action = %s AND s.matched_id NOT IN ({mine})""",
        [preview.batch.pk, ImportAction.CHANGED, *values],
    )
