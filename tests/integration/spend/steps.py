"""An import's steps inside one transaction, without a job: quick, and taken back after the test."""

from __future__ import annotations

import io
from typing import Any

import pghistory
from django.db import connection

from spend.models import Payment, StagedPayment
from tests.integration.imports.steps import apply, csv_file
from totalplace.models import ImportBatch, Organisation, User
from totalplace.services import imports as services
from totalplace.services.imports import undoing

PAYMENT = {
    "Supplier Name": "Severn Care Ltd", "Amount": "1,234.56", "Date": "05/04/2024", "Transaction Number": "T1",
    "Expense Area": "Adult services", "Purpose": "Home care",
}  # fmt: skip


def staged(
    user: User, *rows: dict[str, Any] | bytes, code: str = "WCC", kind: str = "payments", name: str = "april.csv",
    **options: Any,
) -> ImportBatch:  # fmt: skip
    """A file that was checked, its columns as guessed."""
    content = rows[0] if isinstance(rows[0], bytes) else csv_file(*rows)  # type: ignore[arg-type]
    organisation = Organisation.objects.get(code=code)
    batch = services.start_import(
        user=user, organisation=organisation, kind=kind, file=io.BytesIO(content), filename=name
    )
    return services.try_mapping(user=user, batch=batch, mapping=batch.mapping, options=options)


def applied(user: User, *rows: dict[str, Any] | bytes, **options: Any) -> ImportBatch:
    """A file whose rows are in."""
    batch = staged(user, *rows, **options)
    assert apply(user, batch) == 0
    return batch


def taken_back(batch: ImportBatch) -> None:
    """Undo it, as the job does."""
    with pghistory.context(reason="A test"):
        undoing.take_back(batch)


def payment(number: int = 1, **fields: Any) -> dict[str, Any]:
    """One row of a file; another number makes it another payment."""
    return PAYMENT | {"Transaction Number": f"T{number}"} | fields


def actions(batch: ImportBatch) -> dict[int, str]:
    """What each row would do."""
    return dict(StagedPayment.objects.filter(batch=batch).order_by("row").values_list("row", "action"))


def amounts() -> list[str]:
    """The amounts of all payments, in the order in which they came."""
    return [str(amount) for amount in Payment.objects.order_by("id").values_list("amount", flat=True)]


def tallied() -> tuple[Any, Any]:
    """(payments, £) by the tallies of names and of months, against the payments themselves."""
    asked = """
        SELECT (SELECT coalesce(sum(payments), 0) || '/' || coalesce(sum(amount), 0) FROM spend_monthtally),
               (SELECT count(*) || '/' || coalesce(sum(amount), 0) FROM spend_payment),
               (SELECT coalesce(sum(payments), 0) || '/' || coalesce(sum(amount), 0) FROM spend_suppliertally),
               (SELECT count(*) || '/' || coalesce(sum(amount), 0) FROM spend_payment WHERE NOT is_redacted)"""
    with connection.cursor() as cursor:
        cursor.execute(asked)
        months, every, names, named = cursor.fetchone()
    return (months, names), (every, named)
