"""Payments as something that files bring in: what tells one from another, and how they are stored.

A payment is known again by body, transaction number, day, amount and payee; payments alike in all five are told apart
by department, purpose and category, and then by their order. Where a corrected file has changed one of these, the
transaction number finds it, if both sides have it once and two of day, amount and payee agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import Model

from spend.importers.bodies import check_bodies, refuse_others, resolve_bodies
from spend.importers.payment_checks import check_payments
from spend.importers.payment_fields import FIELDS
from spend.importers.plain import PlainSteps
from spend.importers.supplier_names import know_suppliers
from spend.models import Payment, PaymentFile, StagedPayment
from totalplace.choices import ImportAction
from totalplace.importing.targets import ImportTarget, Preview
from totalplace.permissions import Action

KIND = "payments"
# Names that bodies struck out, as they write it; a supplier may still be called Individual Care or Data Ltd.
REDACTED = (
    r"\m(redact(ed|ion|ions)?|names? withheld|personal data)\M"
    r"|^\W*(individuals?|private individuals?|withheld|confidential|sensitive( data)?)\W*$|^[x*]{3,}$"
)
COMPARED = (
    "payee", "amount", "net_amount", "vat_amount", "paid_on", "reference", "department", "purpose", "category",
    "merchant_category",
)  # fmt: skip
ALIKE = "department, purpose, category, merchant_category"


class PaymentSteps(PlainSteps):
    """The set-based steps of an import of payments."""

    staged, register, model = "spend_stagedpayment", "spend_payment", Payment
    carried = ("body_id", "body_name", "company_number", "is_redacted", "fingerprint", *COMPARED)
    compared = COMPARED

    def fill(self, cursor: Any, preview: Preview) -> None:
        """Whose payment it is, whether its payee was struck out, and what it is known by."""
        resolve_bodies(cursor, preview)
        cursor.execute(
            """UPDATE incoming i
                  SET amount = a.amount, is_redacted = payee ~* %s,
                      fingerprint = spend_payment_fingerprint(reference, paid_on, a.amount, payee)
                 FROM (SELECT row, coalesce(amount, net_amount) AS amount FROM incoming) a WHERE a.row = i.row""",
            [REDACTED],
        )
        cursor.execute("ANALYZE incoming (body_id, fingerprint, reference)")

    def match(self, cursor: Any, preview: Preview, rows: str) -> None:
        """First those that are the same, each one once; then those that a corrected file names by their number."""
        cursor.execute("DROP TABLE IF EXISTS matching")
        cursor.execute(
            f"""CREATE TEMPORARY TABLE matching ON COMMIT DROP AS
                WITH there AS (
                    SELECT p.id, p.body_id, p.fingerprint,
                           row_number() OVER (PARTITION BY p.body_id, p.fingerprint ORDER BY {ALIKE}, p.id) AS place
                      FROM spend_payment p
                      JOIN (SELECT DISTINCT body_id, fingerprint FROM {rows}) i USING (body_id, fingerprint)),
                here AS (
                    SELECT row, body_id, fingerprint,
                           row_number() OVER (PARTITION BY body_id, fingerprint
                                              ORDER BY {", ".join(f"coalesce({n}, '')" for n in ALIKE.split(", "))}, row
                                             ) AS place
                      FROM {rows} WHERE fingerprint IS NOT NULL AND body_id IS NOT NULL)
                SELECT row, id AS matched_id, 'same' AS matched_by
                  FROM here JOIN there USING (body_id, fingerprint, place)"""
        )
        cursor.execute(
            f"""INSERT INTO matching
                SELECT i.row, p.id, 'reference'
                  FROM (SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY body_id, reference) AS times FROM {rows}
                                        WHERE reference IS NOT NULL AND body_id IS NOT NULL) r
                         WHERE times = 1 AND row NOT IN (SELECT row FROM matching)) i
                  JOIN LATERAL (SELECT min(q.id) AS id, count(*) AS times FROM spend_payment q
                                 WHERE q.body_id = i.body_id AND q.reference = i.reference
                                   AND q.reference <> '') f ON f.times = 1
                  JOIN spend_payment p ON p.id = f.id
                 WHERE p.id NOT IN (SELECT matched_id FROM matching)
                   AND (p.paid_on = i.paid_on)::int + (p.amount = i.amount)::int
                       + (upper(p.payee) = upper(i.payee))::int >= 2"""
        )
        cursor.execute("ANALYZE matching")

    def check(self, preview: Preview) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE spend_stagedpayment (batch_id, row, action)")
            check_bodies(cursor, preview, self.staged)
            return check_payments(cursor, preview)

    def before(self, preview: Preview) -> None:
        """What outlives an import that is taken back: its file's record, and the suppliers that it named."""
        PaymentFile.objects.get_or_create(batch=preview.batch)
        with connection.cursor() as cursor:
            refuse_others(cursor, preview, self.staged)
            know_suppliers(cursor, preview.batch.pk)

    def apply(self, preview: Preview, report: Callable[[str], None]) -> dict[str, int]:
        with connection.cursor() as cursor:
            report("Adding payments")
            added = self._add(cursor, preview)
            report("Changing payments")
            changed = self._change(cursor, preview)
        return {"new": added, "changed": changed}

    def _add(self, cursor: Any, preview: Preview) -> int:
        words = ("reference", "department", "purpose", "category", "merchant_category")
        cursor.execute(
            f"""INSERT INTO spend_payment (body_id, payee, name_id, is_redacted, amount, net_amount, vat_amount,
                                           paid_on, {", ".join(words)}, batch_id, occurrence)
                SELECT s.body_id, s.payee, n.id, s.is_redacted, s.amount, s.net_amount, s.vat_amount, s.paid_on,
                       {", ".join(f"coalesce(s.{name}, '')" for name in words)}, s.batch_id,
                       coalesce(t.last, 0) + row_number() OVER (PARTITION BY s.body_id, s.fingerprint ORDER BY s.row)
                  FROM spend_stagedpayment s
                  LEFT JOIN spend_suppliername n ON n.normal = upper(s.payee) AND NOT s.is_redacted
                  LEFT JOIN (SELECT p.body_id, p.fingerprint, max(p.occurrence) AS last FROM spend_payment p
                               JOIN (SELECT DISTINCT body_id, fingerprint FROM spend_stagedpayment
                                      WHERE batch_id = %s AND action = %s) i USING (body_id, fingerprint)
                              GROUP BY 1, 2) t ON t.body_id = s.body_id AND t.fingerprint = s.fingerprint
                 WHERE s.batch_id = %s AND s.action = %s ORDER BY s.row""",
            [preview.batch.pk, ImportAction.NEW, preview.batch.pk, ImportAction.NEW],
        )
        return cursor.rowcount

    def _change(self, cursor: Any, preview: Preview) -> int:
        """A changed payee may be another supplier, or nobody's name any more."""
        payee = "CASE WHEN s.changes ? 'payee' THEN s.payee ELSE r.payee END"
        struck = f"({payee}) ~* '{REDACTED}'"
        supplier = f"(SELECT n.id FROM spend_suppliername n WHERE n.normal = upper({payee}) AND NOT {struck})"
        # What is alike now is counted anew, so that no number is given twice.
        occurrence = "nextval(pg_get_serial_sequence('spend_payment', 'id'))::int"
        return self.change(
            cursor, preview, f"is_redacted = {struck}", f"name_id = {supplier}",
            f"occurrence = CASE WHEN s.changes ?| ARRAY['payee', 'amount', 'paid_on', 'reference'] THEN {occurrence}"
            " ELSE r.occurrence END",
        )  # fmt: skip

    def references(self, model: type[Model], ids: Iterable[int]) -> list[str]:
        """Payments are named by what they are, for they have no number of ours."""
        if model is not Payment:
            return []
        found = Payment.objects.filter(pk__in=list(ids)[:1000]).values_list("payee", "amount", "paid_on")
        return [f"{payee}, £{amount:,} on {day:%d/%m/%Y}" for payee, amount, day in found]

    def title(self, staged: StagedPayment) -> str:
        return staged.payee or staged.reference or f"Row {staged.row}"


TARGET = ImportTarget(
    KIND, "Payments", FIELDS, StagedPayment, PaymentSteps(), ("body_name", "reference"), right=Action.ANSWER_FOR_SPEND
)
