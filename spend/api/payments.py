"""Payments that bodies published, and who was paid."""

from __future__ import annotations

from django import forms

from spend import models
from spend.api.lists import SpendList, text
from totalplace.db.texts import Column


class Payments(SpendList):
    """Payments as bodies published them: those who are not signed in get what is in published files."""

    model = models.Payment
    columns = (
        Column("id", "id", "integer"),
        Column("version", "version", "integer"),
        Column("body", "body__code"),
        Column("body_name", "body__name"),
        Column("payee", "payee", words="As the body wrote it."),
        Column("supplier", "name__supplier", "integer", "Null where the body struck the name out."),
        Column("supplier_name", "name__supplier__name"),
        Column("paid_on", "paid_on", "date"),
        Column("amount", "amount", "number", "Pounds; money that came back is negative."),
        Column("net_amount", "net_amount", "number", "Pounds, where the file has it."),
        Column("vat_amount", "vat_amount", "number", "Pounds, where the file has it."),
        Column("reference", "reference", words="The body's own number of the transaction."),
        Column("department", "department"),
        Column("purpose", "purpose"),
        Column("category", "category"),
        Column("merchant_category", "merchant_category"),
        Column("is_redacted", "is_redacted", "boolean", "The body struck the name out."),
        Column("import", "batch", "integer", "The import that brought it."),
    )
    narrowed = {
        "body": ("body__code", text("By the body with this code.")),
        "supplier": (
            "name__supplier",
            forms.IntegerField(required=False, min_value=1, max_value=2**62, help_text="To the supplier so numbered."),
        ),
        "paid_from": ("paid_on__gte", forms.DateField(required=False, help_text="On this day or later.")),
        "paid_to": ("paid_on__lte", forms.DateField(required=False, help_text="On this day or earlier.")),
        "min_amount": (
            "amount__gte",
            forms.DecimalField(required=False, max_digits=14, decimal_places=2, help_text="Of so many pounds or more."),
        ),
    }


class Suppliers(SpendList):
    """Who was paid. A supplier that was merged into another is not listed; its payments are the other's."""

    model = models.Supplier
    columns = (
        Column("id", "id", "integer"),
        Column("version", "version", "integer"),
        Column("name", "name"),
        Column("company_number", "company_number", words="As a file gave it."),
    )
    narrowed = {"name": ("name__iexact", text("Named so, whatever the capitals."))}
