"""The fields of councils' "spend over £500" files, and the headings under which councils publish them."""

from __future__ import annotations

import re

from spend.importers.field_kinds import day, pounds, text
from totalplace.importing.targets import ImportField

WHO, WHAT, OTHER = "Who and when", "What for", "More about it"
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}.*")


def _looks_like_days(values: list[str]) -> float:
    return sum(bool(_DAY.fullmatch(value.strip())) for value in values) / max(1, len(values))


FIELDS: tuple[ImportField, ...] = (
    text(
        "body_name", "Body", 200,
        "body name|organisation name|organisation|organisation code|entity|entity name|council|authority"
        "|local authority|public body|organisation label",
        group=WHO, help="Only where a file holds payments of several bodies.",
    ),
    text(
        "payee", "Supplier", 200,
        "supplier name|supplier|supplier redacted|beneficiary name|beneficiary|vendor name|vendor|payee|payee name"
        "|creditor|creditor name|merchant name|merchant|paid to|recipient|recipient name|supplier name redacted|name",
        group=WHO, required=True, warn_if_blank=True, help="As the body publishes it.",
    ),
    day(
        "paid_on", "Date paid",
        "payment date|date of payment|paid date|pay date|date|transaction date|posting date|effective date|posted date"
        "|date posted|invoice date|accounting date|period date|clearing date|trans date",
        group=WHO, required=True, warn_if_blank=True, looks_like=_looks_like_days,
    ),
    pounds(
        "amount", "Amount (£)",
        "amount|amount £|amount gbp|value|value £|payment amount|total amount|total|gross amount|gross|amount paid"
        "|transaction amount|spend|spend £|total £|sum of amount|line amount|invoice amount|amount excluding vat"
        "|amount excl vat|amount ex vat|payment amount £|amount including vat",
        group=WHO, required=True, warn_if_blank=True, help="With its sign: money that came back is negative.",
    ),
    text(
        "reference", "Transaction number", 80,
        "transaction number|transaction no|transaction reference|transaction id|trans no|transno|internal reference"
        "|payment reference|reference|ref|document number|document no|doc no|voucher number|voucher|invoice number"
        "|invoice no|unique reference|payment number|payment id|creditors reference|system reference|tran no",
        group=WHO, tells_apart=True, help="By it a payment is known again in a corrected file.",
    ),
    pounds(
        "net_amount", "Net amount (£)", "net amount|net|net amount £|net value|amount net of vat|net £|nett amount",
        group=OTHER,
    ),
    pounds(
        "vat_amount", "VAT (£)",
        "irrecoverable vat|vat amount|vat|vat £|irrecoverable vat £|non recoverable vat|vat irrecoverable", group=OTHER,
    ),
    text(
        "department", "Department", 200,
        "department|directorate|service area|service|service label|service division|division|expense area|cost centre"
        "|cost centre name|cost centre description|business unit|responsible unit|service division label"
        "|organisational unit|service area categorisation|directorate name|portfolio|group",
        group=WHAT,
    ),
    text(
        "purpose", "Purpose", 500,
        "purpose|purpose of spend|purpose of expenditure|description|narrative|invoice description|summary of purpose"
        "|summary of the purpose of the expenditure|detail|details|item description|line description|reason"
        "|spend description|transaction description",
        group=WHAT,
    ),
    text(
        "category", "Category", 200,
        "category|expense type|expenses type|expenditure category|expenditure type|detailed expenses type|account"
        "|account description|subjective|subjective description|subjective detail|cost element|nominal|spend category"
        "|procurement classification|proclass|cipfa category|expense code|expenditure code|gl description"
        "|category name",
        group=WHAT,
    ),
    text(
        "merchant_category", "Merchant category", 200,
        "merchant category|merchant category name|merchant type|procurement category", group=OTHER,
    ),
    text(
        "company_number", "Company number", 12,
        "company number|company registration number|company no|companies house number|company reg no|crn",
        group=OTHER,
    ),
)  # fmt: skip
