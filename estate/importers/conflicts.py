"""What happened in the register between the preview and its being applied; and what the file leaves out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet

from estate.importers.changes import changes_sql
from estate.importers.staging import comparison_joins
from estate.models import Property, StagedProperty
from totalplace.choices import ImportAction
from totalplace.importing.targets import Preview
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


def find(preview: Preview) -> int:
    """Lock the properties that would change, and mark rows whose property is not as it was; answers how many."""
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
        found = _moved(cursor, batch) + _appeared(cursor, batch) + _compared(cursor, preview)
        return found + _out_of_reach(cursor, preview)


def _mark(cursor: Any, batch: int, found: str, values: list[Any]) -> int:
    cursor.execute(
        f"UPDATE estate_stagedproperty s SET action = %s FROM ({found}) f WHERE s.batch_id = %s AND s.row = f.row",
        [ImportAction.CONFLICT, *values, batch],
    )
    return cursor.rowcount


def _moved(cursor: Any, batch: int) -> int:
    """Changed rows whose property was edited, or is gone."""
    return _mark(
        cursor,
        batch,
        """SELECT s.row FROM estate_stagedproperty s LEFT JOIN estate_property p ON p.id = s.matched_id
            WHERE s.batch_id = %s
              AND ((s.action = %s AND (p.id IS NULL OR p.version <> s.matched_version))
                   OR (s.action = %s AND p.id IS NULL))""",
        [batch, ImportAction.CHANGED, ImportAction.UNCHANGED],
    )


def _appeared(cursor: Any, batch: int) -> int:
    """New rows of which the body's register has got a property meanwhile."""
    return _mark(
        cursor,
        batch,
        """SELECT s.row FROM estate_stagedproperty s
             JOIN totalplace_importbatch b ON b.id = s.batch_id
             JOIN estate_property p ON p.organisation_id = s.organisation_id
              AND (p.local_reference = s.local_reference
                   OR (p.uprn = s.uprn AND (s.local_reference IS NULL OR p.local_reference = '')))
            WHERE s.batch_id = %s AND s.action = %s
              AND (p.local_reference = s.local_reference OR p.created_at > (b.options ->> 'staged_at')::timestamptz)""",
        [batch, ImportAction.NEW],
    )


def _compared(cursor: Any, preview: Preview) -> int:
    """Rows that would now change something else than the preview showed: in what belongs to the property (its own
    version does not move with a lease's), or in one that was unchanged and has been edited since."""
    batch = preview.batch.pk
    cursor.execute("DROP TABLE IF EXISTS matching")
    cursor.execute(
        f"""CREATE TEMPORARY TABLE matching ON COMMIT DROP AS
            SELECT s.row, s.matched_id AS property_id FROM estate_stagedproperty s
              JOIN estate_property p ON p.id = s.matched_id
             WHERE s.batch_id = %s AND ((s.action = %s AND s.changes ?| {CHILDREN})
                                        OR (s.action = %s AND p.version <> s.matched_version))""",
        [batch, ImportAction.CHANGED, ImportAction.UNCHANGED],
    )
    compared = changes_sql(preview.mapped, clear=preview.clear_blanks)
    return _mark(
        cursor,
        batch,
        f"""SELECT s.row FROM matching m
              JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = m.row
              JOIN estate_property p ON p.id = s.matched_id
              {comparison_joins()}
             WHERE ({compared}) <> s.changes""",
        [batch],
    )


def _reach(preview: Preview) -> tuple[str, tuple[Any, ...]]:
    """The ids of the properties that this person's import may write to: of the body, and seen by her."""
    mine = Property.objects.visible_to(preview.user).filter(organisation=preview.batch.organisation_id)
    return mine.order_by().values("id").query.sql_with_params()


def _out_of_reach(cursor: Any, preview: Preview) -> int:
    """Changed rows whose property passed to another body since, or that somebody matched who sees more."""
    mine, values = _reach(preview)
    return _mark(
        cursor,
        preview.batch.pk,
        f"""SELECT s.row FROM estate_stagedproperty s
             WHERE s.batch_id = %s AND s.action = %s AND s.matched_id NOT IN ({mine})""",
        [preview.batch.pk, ImportAction.CHANGED, *values],
    )


def overwrite(preview: Preview, row: int) -> None:
    """Compare one row with its property as it stands now; what is shown afterwards is what would be written.

    ValidationError when that property is out of this person's reach.
    """
    batch = preview.batch.pk
    mine, values = _reach(preview)
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
            # The property is gone: the file's row is new again.
            cursor.execute(
                """UPDATE estate_stagedproperty SET action = %s, matched_id = NULL, matched_version = NULL,
                          matched_by = '', changes = NULL WHERE batch_id = %s AND row = %s""",
                [ImportAction.NEW, batch, row],
            )
            return
        compared = changes_sql(preview.mapped, clear=preview.clear_blanks)
        cursor.execute(
            f"""UPDATE estate_stagedproperty u
                   SET matched_id = f.id, matched_version = f.version, changes = f.changes,
                       matched_by = CASE WHEN u.matched_by = '' THEN 'local_reference' ELSE u.matched_by END,
                       action = CASE WHEN f.changes = '{{}}'::jsonb THEN %s ELSE %s END
                  FROM (SELECT s.row, p.id, p.version, {compared} AS changes
                          FROM matching m JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = m.row
                          JOIN estate_property p ON p.id = m.property_id {comparison_joins()}) f
                 WHERE u.batch_id = %s AND u.row = f.row""",
            [ImportAction.UNCHANGED, ImportAction.CHANGED, batch, batch],
        )
