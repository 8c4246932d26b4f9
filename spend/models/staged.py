"""Rows of files on their way into total spend: typed, checked, not yet part of it."""

from typing import Any

from django.db import models

from spend.models.bodies import Body
from spend.models.counting import Count, Line
from spend.models.payments import Payment
from totalplace.choices import ImportAction
from totalplace.models import ImportBatch


def _linked(to: type[models.Model], **options: Any) -> models.ForeignKey:
    """A key that the database does not check: these rows are written in sets, from rows that are there."""
    return models.ForeignKey(
        to, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False, **options
    )


def _said(length: int) -> models.CharField:
    """Words of the file; null where it says nothing."""
    return models.CharField(max_length=length, null=True)


def _pounds(digits: int) -> models.DecimalField:
    return models.DecimalField(max_digits=digits, decimal_places=2, null=True)


class StagedRow(models.Model):
    """One row of one file. Derived from the file, its mapping and the corrections: it can be made again.

    `row` is the row in the file as its officer sees it; `changes` is {field: [old, new]} against the matched record as
    it stood at `matched_version`; `disputed` is {field: what it held when the file was checked}.
    """

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    row = models.PositiveIntegerField()
    action = models.CharField(max_length=9, choices=ImportAction, default=ImportAction.NEW)
    matched_by = models.CharField(max_length=16, blank=True, default="")
    matched_version = models.BigIntegerField(null=True)
    changes = models.JSONField(null=True)
    disputed = models.JSONField(null=True)
    body = _linked(Body)
    body_name = _said(200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Row {self.row}"


class StagedPayment(StagedRow):
    """One payment of a file."""

    matched = _linked(Payment)
    payee = _said(200)
    company_number = _said(12)
    is_redacted = models.BooleanField(null=True)
    amount = _pounds(14)
    net_amount = _pounds(14)
    vat_amount = _pounds(14)
    paid_on = models.DateField(null=True)
    reference = _said(80)
    department = _said(200)
    purpose = _said(500)
    category = _said(200)
    merchant_category = _said(200)
    fingerprint = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="stagedpayment_once")]


class StagedLine(StagedRow):
    """One line of a budget or outturn. `amount` is in pounds, whatever unit the file is in."""

    matched = _linked(Line)
    count = _linked(Count)
    year = _said(7)
    label = _said(300)
    amount = _pounds(16)
    direction = _said(11)
    basis = _said(10)
    certainty = _said(10)
    account = _said(10)
    local_reference = _said(80)
    note = _said(4000)
    # The file's own total, which is compared and not stored.
    is_total = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="stagedline_once")]
