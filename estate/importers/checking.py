"""Runs the checks over a batch's staged rows: the row checks in one sweep, the set checks one query each."""

from __future__ import annotations

from typing import Any

from django.db import connection

from estate.importers.checks import ESSENTIAL, ROW_CHECKS, SetCheck
from estate.importers.matching import IDENTITY, visible_condition
from estate.importers.set_checks import SET_CHECKS
from totalplace.importing.targets import Preview

FAULT_COLUMNS = 'batch_id, row, field, "column", value, severity, code, reason, remedy, suggestion'
# All who import for the body read its faults, whoever had them found: none names another body's sensitive site.
OPEN_TO_ALL = "NOT estate_property.is_sensitive"
STAGED = "staged AS NOT MATERIALIZED (SELECT * FROM estate_stagedproperty WHERE batch_id = %s)"


def check(preview: Preview) -> list[str]:
    """Add the faults of all checks that this file calls for; answers one note for each thing it has no column for."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE estate_stagedproperty (batch_id, row, action, matched_id, uprn, local_reference)")
        _row_checks(cursor, preview)
        for each in _called_for(cursor, preview):
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
    """One sweep: the numbers of the checks that hold for each row, then words for those alone."""
    wanted = [each for each in ROW_CHECKS if not each.needs or preview.mapped & set(each.needs)]
    numbered = list(enumerate(wanted))
    anything = " OR ".join(f"({each.when})" for each in wanted)
    holding = ", ".join(f"CASE WHEN {each.when} THEN {number} END" for number, each in numbered)
    value = " ".join(f"WHEN {number} THEN ({each.value})::text" for number, each in numbered)
    computed = " ".join(f"WHEN {number} THEN {each.reason}" for number, each in numbered if each.computed)
    reason = f"CASE f.number {computed} ELSE f.reason END" if computed else "f.reason"
    said: list[Any] = []
    for number, each in numbered:
        said += [number, each.field, _heading(preview, each.field), each.severity, each.code, each.reason, each.remedy]
    cursor.execute(
        f"""WITH {STAGED}
            INSERT INTO totalplace_importfault ({FAULT_COLUMNS})
            SELECT s.batch_id, s.row, f.field, f.heading, coalesce(CASE f.number {value} END, ''), f.severity, f.code,
                   {reason}, f.remedy, ''
              FROM staged s
              JOIN totalplace_organisation o ON o.id = s.organisation_id
              LEFT JOIN estate_property p ON p.id = s.matched_id
              LEFT JOIN (SELECT row, array_agg(field::text) AS fields FROM totalplace_importfault
                          WHERE batch_id = %s AND severity = 'error' GROUP BY row) e ON e.row = s.row
             CROSS JOIN LATERAL unnest(array_remove(ARRAY[{holding}], NULL)) AS h (number)
              JOIN (VALUES {", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(wanted))})
                   AS f (number, field, heading, severity, code, reason, remedy) USING (number)
             WHERE {anything}""",
        [preview.batch.pk, preview.batch.pk, *said],
    )


def _called_for(cursor: Any, preview: Preview) -> list[SetCheck]:
    """The set checks of whose rows the file has any, found in one sweep for all."""
    wanted = [each for each in SET_CHECKS if not each.needs or preview.mapped & set(each.needs)]
    found = ", ".join(f"bool_or({each.among})" for each in wanted)
    cursor.execute(f"WITH {STAGED} SELECT {found} FROM staged s", [preview.batch.pk])
    return [each for each, any_there in zip(wanted, cursor.fetchone(), strict=True) if any_there]


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
