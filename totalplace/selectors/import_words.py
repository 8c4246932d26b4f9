"""A value of a file's row as the preview shows it, by the kind of its field."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from totalplace.importing.targets import ImportField

AMOUNTS = ("money", "area", "hectares")


def in_words(value: Any, field: ImportField | None) -> str | None:
    """ "£1,234,567", "3 March 2027", a choice's label, "Yes"; None for what is not known.

    Values come from the staged row or from its changes, where JSON has made dates text and amounts floats.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    kind = field.kind if field else ""
    if kind in AMOUNTS:
        return _amount(Decimal(str(value)), pounds=kind == "money")
    if kind == "date":
        day = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
        return date_format(day, "j F Y")
    return str((field.choices if field and field.choices else {}).get(value, value))


def _amount(amount: Decimal, *, pounds: bool) -> str:
    """With thousands apart and no needless decimals; pence are two or none."""
    if pounds:
        sign, whole = "−" if amount < 0 else "", amount == amount.to_integral()
        return f"{sign}£{abs(amount):,.{0 if whole else 2}f}"
    plain = f"{amount:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
