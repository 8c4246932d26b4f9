"""What is wrong or unlikely in a file of payments, found in one sweep over its rows."""

from __future__ import annotations

from typing import Any

from spend.importers.bodies import FAULTS
from totalplace.choices import ImportStatus
from totalplace.importing.targets import Preview
from totalplace.models import ImportBatch

# Pounds above which one payment is looked at twice: no council of a county pays more at once but by mistake.
UNLIKELY = 50_000_000

# (code, severity, field, condition on the row `s`, its value, reason, remedy)
CHECKS = (
    (
        "missing_payee", "error", "payee", "s.payee IS NULL", "''", "Nobody is named as paid.",
        "Write the supplier, or REDACTED where the name is withheld.",
    ),
    ("missing_amount", "error", "amount", "s.amount IS NULL", "''", "There is no amount.", "Write it in pounds."),
    (
        "missing_paid_on", "error", "paid_on", "s.paid_on IS NULL", "''", "A payment needs the day it was made.",
        "Write the day, as 31/03/2027.",
    ),
    (
        "paid_in_future", "error", "paid_on", "s.paid_on > current_date", "to_char(s.paid_on, 'DD/MM/YYYY')",
        "The payment is dated in the future.", "Check the day: it may be written with the month first.",
    ),
    (
        "paid_long_ago", "warning", "paid_on", "s.paid_on < DATE '1990-01-01'", "to_char(s.paid_on, 'DD/MM/YYYY')",
        "The payment is dated before 1990.", "Check the day.",
    ),
    (
        "unlikely_amount", "warning", "amount", f"abs(s.amount) > {UNLIKELY}", "s.amount::text",
        f"The amount is above £{UNLIKELY:,}.", "Check the amount and that it is in pounds, not in pence or thousands.",
    ),
    ("nought", "warning", "amount", "s.amount = 0", "s.amount::text", "The payment is of £0.", "Check the amount."),
    (
        "vat_above_amount", "warning", "vat_amount", "abs(s.vat_amount) > abs(s.amount)", "s.vat_amount::text",
        "The VAT is more than the payment.", "Check which column holds the VAT.",
    ),
)  # fmt: skip


def check_payments(cursor: Any, preview: Preview) -> list[str]:
    """Add the faults of the rows; answers what is to be known of the whole file."""
    numbered = list(enumerate(CHECKS))
    values: list[Any] = []
    for number, (code, severity, name, _, _, reason, remedy) in numbered:
        values += [number, name, preview.headings.get(name, "")[:200], severity, code, reason, remedy]
    holding = ", ".join(f"CASE WHEN {check[3]} THEN {number} END" for number, check in numbered)
    shown = " ".join(f"WHEN {number} THEN {check[4]}" for number, check in numbered)
    cursor.execute(
        f"""{FAULTS}
            SELECT s.batch_id, s.row, f.field, f.heading, coalesce(CASE f.number {shown} END, ''), f.severity, f.code,
                   f.reason, f.remedy, ''
              FROM spend_stagedpayment s
              LEFT JOIN (SELECT row, array_agg(field::text) AS fields FROM totalplace_importfault
                          WHERE batch_id = %s AND severity = 'error' GROUP BY row) e ON e.row = s.row
             CROSS JOIN LATERAL unnest(array_remove(ARRAY[{holding}], NULL)) AS h (number)
              JOIN (VALUES {", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(numbered))})
                   AS f (number, field, heading, severity, code, reason, remedy) USING (number)
             WHERE s.batch_id = %s AND NOT (f.code LIKE 'missing%%' AND coalesce(f.field = ANY (e.fields), false))""",
        [preview.batch.pk, *values, preview.batch.pk],
    )
    return [*_seen_before(preview), *_alike(cursor, preview), *_struck_out(cursor, preview)]


def _seen_before(preview: Preview) -> list[str]:
    """Whether this very file is in the register already."""
    batch = preview.batch
    same = ImportBatch.objects.filter(
        kind=batch.kind, organisation=batch.organisation_id, sha256=batch.sha256, status=ImportStatus.APPLIED
    ).exclude(pk=batch.pk)
    before = same.order_by("-applied_at").first()
    if before is None:
        return []
    return [f"This very file was imported on {before.applied_at:%d/%m/%Y} (import {before.pk}): nothing is added twice"]


def _alike(cursor: Any, preview: Preview) -> list[str]:
    """How many payments of the file are alike in all that tells payments apart."""
    cursor.execute(
        """SELECT coalesce(sum(times), 0) FROM (SELECT count(*) AS times FROM spend_stagedpayment
            WHERE batch_id = %s GROUP BY body_id, fingerprint HAVING count(*) > 1 AND fingerprint IS NOT NULL) t""",
        [preview.batch.pk],
    )
    (rows,) = cursor.fetchone()
    if not rows:
        return []
    return [f"{rows:,} rows share their number, day, amount and supplier with another row: each is kept as a payment"]


def _struck_out(cursor: Any, preview: Preview) -> list[str]:
    cursor.execute("SELECT count(*) FROM spend_stagedpayment WHERE batch_id = %s AND is_redacted", [preview.batch.pk])
    (rows,) = cursor.fetchone()
    return [f"{rows:,} payees are struck out: kept as they are, and matched with no supplier"] if rows else []
