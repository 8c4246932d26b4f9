"""Amounts as councils' payment files write them: pounds, signed, to the penny."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from totalplace.calc.parsed import Parsed, Refused, shown, tidy
from totalplace.calc.quantities import pounds_text
from totalplace.calc.values import parse_money

# "123.45 CR" is money that came back; "DR" is money that went out, as every amount is that says nothing.
_CREDIT = re.compile(r"(?P<amount>.*\d.*?)\s*(?P<side>cr|credit|dr|debit)\.?", re.IGNORECASE)
# As much as a payment's column holds.
LARGEST = Decimal("999999999999.99")


def parse_amount(value: Any) -> Parsed:
    """Pounds with their sign: "£1,234.56", "(123.45)", "-123", "1,234.50-" and "123.45 CR", the last four negative."""
    text = tidy(value) if isinstance(value, str) else ""
    match = _CREDIT.fullmatch(text)
    if match is None:
        return _bounded(parse_money(value), value)
    parsed = parse_money(match["amount"])
    if parsed.value is None or match["side"].lower() in ("dr", "debit"):
        return _bounded(parsed, value)
    if parsed.value < 0:
        raise Refused(f"{shown(text)} has a minus sign and says CR too.", "Write one or the other.")
    return _bounded(Parsed(-parsed.value, f"{shown(text)} read as {pounds_text(-parsed.value)}"), value)


def _bounded(parsed: Parsed, value: Any) -> Parsed:
    if parsed.value is not None and abs(parsed.value) > LARGEST:
        raise Refused(
            f"{shown(value)} is above the largest that can be stored.", f"Write an amount up to £{LARGEST:,}."
        )
    return parsed
