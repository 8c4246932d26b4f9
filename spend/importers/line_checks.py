"""What is wrong in a file of lines: above all whether they come to the total that the file states."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spend.importers.bodies import FAULTS
from totalplace.importing.targets import Preview

THOUSAND = Decimal(1000)
# (code, field, condition on the row `s`, reason as SQL, remedy)
CHECKS = (
    ("missing_label", "label", "s.label IS NULL", "'The line has no words.'", "Write what the line is of."),
    ("missing_amount", "amount", "s.amount IS NULL", "'There is no amount.'", "Write it, or leave the row out."),
    (
        "count_not_known", "year", "s.count_id IS NULL",
        "CASE WHEN s.year IS NULL THEN 'Nothing says which year it is of.' ELSE 'No one count is of ' || s.year END",
        "Choose the count under “What the lines belong to” beside the columns.",
    ),
    (
        "another_year", "year", "s.year IS NOT NULL AND left(s.year, 4)::int <> c.year",
        "'The line is of ' || s.year || ', and the year of the count begins in ' || c.year || '.'",
        "Choose another count, or leave the row out.",
    ),
    (
        "line_twice", "local_reference",
        """s.local_reference IS NOT NULL AND (SELECT count(*) FROM spend_stagedline o WHERE o.batch_id = s.batch_id
           AND (o.count_id, o.body_id, o.local_reference) = (s.count_id, s.body_id, s.local_reference)) > 1""",
        "'The reference “' || s.local_reference || '” stands in several rows.'", "Give each line its own reference.",
    ),
)  # fmt: skip


def check_lines(cursor: Any, preview: Preview, unit: Decimal) -> list[str]:
    """Add the faults of the rows; answers what is to be known of the whole file, whose amounts are in `unit` pounds."""
    for code, field, when, reason, remedy in CHECKS:
        cursor.execute(
            f"""{FAULTS}
                SELECT s.batch_id, s.row, %s, %s, '', 'error', %s, {reason}, %s, ''
                  FROM spend_stagedline s LEFT JOIN spend_count c ON c.id = s.count_id
                 WHERE s.batch_id = %s AND NOT coalesce(s.is_total, false) AND {when}
                   AND NOT EXISTS (SELECT FROM totalplace_importfault f
                                    WHERE f.batch_id = s.batch_id AND f.row = s.row AND f.field = %s)""",
            [field, preview.headings.get(field, "")[:200], code, remedy, preview.batch.pk, field],
        )
    return _totals(cursor, preview, unit)


def _totals(cursor: Any, preview: Preview, unit: Decimal) -> list[str]:
    """Compare the lines with each total that the file states and nobody left out: where one differs, none is taken."""
    cursor.execute(
        """SELECT coalesce(sum(amount) FILTER (WHERE NOT coalesce(is_total, false)), 0),
                  count(*) FILTER (WHERE NOT coalesce(is_total, false)) FROM spend_stagedline WHERE batch_id = %s""",
        [preview.batch.pk],
    )
    found, lines = cursor.fetchone()
    cursor.execute(
        """SELECT row, amount FROM spend_stagedline s WHERE batch_id = %s AND is_total AND label !~* '^sub'
              AND amount IS NOT NULL AND NOT EXISTS (SELECT FROM totalplace_importcorrection c
                                   WHERE c.batch_id = s.batch_id AND c.row = s.row AND c.skip) ORDER BY row""",
        [preview.batch.pk],
    )
    stated = cursor.fetchall()
    if not stated:
        return [f"The file states no total: its {lines:,} lines come to £{found:,.2f}"]
    notes = []
    for row, total in stated:
        if total == found:
            notes.append(f"Row {row:,} is the file’s own total, £{total:,.2f}, and its {lines:,} lines come to it")
        else:
            _refuse_all(cursor, preview, unit, row, found, total)
    return notes


def _refuse_all(cursor: Any, preview: Preview, unit: Decimal, row: int, found: Decimal, total: Decimal) -> None:
    """Every line is refused: nobody can tell which of them, or the total, is the wrong one."""
    reason = (
        f"The file’s lines come to £{found:,.2f}, and row {row:,} states a total of £{total:,.2f}: "
        f"£{abs(found - total):,.2f} {'too much' if found > total else 'too little'}."
    )
    if found and total and max(found, total) == min(found, total) * THOUSAND:
        reason += " One is a thousand times the other: they are in different units."
    remedy = f"Correct the line or the total, or leave row {row:,} out if it is the total of something else."
    # The value is in the file's own unit, in which its correction is read.
    cursor.execute(
        f"""{FAULTS}
            SELECT batch_id, row, 'amount', %s, trim_scale(amount / %s)::text, 'error', 'total_differs', %s, %s, ''
              FROM spend_stagedline WHERE batch_id = %s""",
        [preview.headings.get("amount", "")[:200], unit, reason, remedy, preview.batch.pk],
    )
