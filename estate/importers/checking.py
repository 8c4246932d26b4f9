"""Runs the checks over a batch's staged rows: the row checks in one sweep, the set checks one query each."""

from __future__ import annotations

from typing import Any

from django.db import connection

from estate.importers.checks import ESSENTIAL, ROW_CHECKS, RowCheck, SetCheck
from estate.importers.matching import IDENTITY, visible_condition
from estate.importers.set_checks import SET_CHECKS
from totalplace.importing.targets import Preview

FAULT_COLUMNS = 'batch_id, row, field, "column", value, severity, code, reason, remedy, suggestion'
# All who import for the body read its faults, whoever had them found: none names another body's sensitive site.
OPEN_TO_ALL = "NOT estate_property.is_sensitive"
STAGED = "staged AS (SELECT * FROM estate_stagedproperty WHERE batch_id = %s)"


def check(preview: Preview) -> list[str]:
    """Add the faults of all checks that this file calls for; answers one note for each thing it has no column for."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE estate_stagedproperty (batch_id, row, action, matched_id, uprn, local_reference)")
        _row_checks(cursor, preview)
        for each in SET_CHECKS:
            if not each.needs or preview.mapped & set(each.needs):
                _set_check(cursor, preview, each)
    return [
        f"The file has no column for the {words}: rows are not marked for it"
        for words, fields in ESSENTIAL.items()
        if not preview.mapped & set(fields)
    ]


def _heading(preview: Preview, field: str) -> str:
    for name in (
        field,
        *{"location": ("easting", "longitude", "grid_reference", "wkt"), "boundary": ("wkt",)}.get(field, ()),
    ):
        if name in preview.headings:
            return preview.headings[name][:200]
    return ""


def _row_checks(cursor: Any, preview: Preview) -> None:
    """One sweep: rows where any condition holds, then which of them do."""
    wanted = [each for each in ROW_CHECKS if not each.needs or preview.mapped & set(each.needs)]
    values: list[str] = []
    found = ", ".join(_alternative(preview, each, values) for each in wanted)
    anything = " OR ".join(f"({each.when})" for each in wanted)
    cursor.execute(
        f"""WITH {STAGED}
            INSERT INTO totalplace_importfault ({FAULT_COLUMNS})
            SELECT s.batch_id, s.row, f.field, f.heading, coalesce(f.value, ''), f.severity, f.code, f.reason,
                   f.remedy, ''
              FROM staged s
              JOIN totalplace_organisation o ON o.id = s.organisation_id
              LEFT JOIN estate_property p ON p.id = s.matched_id
              LEFT JOIN (SELECT row, array_agg(field::text) AS fields FROM totalplace_importfault
                          WHERE batch_id = %s AND severity = 'error' GROUP BY row) e ON e.row = s.row
             CROSS JOIN LATERAL (VALUES {found})
                   AS f (holds, field, heading, value, severity, code, reason, remedy)
             WHERE ({anything}) AND f.holds""",
        [preview.batch.pk, preview.batch.pk, *values],
    )


def _alternative(preview: Preview, each: RowCheck, values: list[str]) -> str:
    reason = f"({each.reason})" if each.computed else "%s"
    values += [each.field, _heading(preview, each.field), each.severity, each.code]
    values += [] if each.computed else [each.reason]
    values.append(each.remedy)
    return f"(({each.when}), %s, %s, ({each.value})::text, %s, %s, {reason}, %s)"


def _set_check(cursor: Any, preview: Preview, each: SetCheck) -> None:
    seen, seen_values = visible_condition(preview.user) if each.visible else ("", [])
    query = each.query.format(
        identity=IDENTITY.format("staged"), identity_mine=IDENTITY.format("m"), visible=f"{OPEN_TO_ALL} AND ({seen})"
    )
    cursor.execute(
        f"""WITH {STAGED}, found (row, value, reason) AS ({query})
            INSERT INTO totalplace_importfault ({FAULT_COLUMNS})
            SELECT %s, row, %s, %s, coalesce(value, ''), %s, %s, reason, %s, '' FROM found""",
        [preview.batch.pk, *seen_values, preview.batch.pk, each.field, _heading(preview, each.field), each.severity,
         each.code, each.remedy],
    )  # fmt: skip
