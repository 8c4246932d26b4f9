"""The fields of budgets and outturns, under the headings that bodies give them."""

from __future__ import annotations

import re
from decimal import Decimal

from spend.calc.years import parse_financial_year
from spend.choices import Account, Basis, Certainty, Direction
from spend.importers.field_kinds import coded, pounds, text
from totalplace.importing.targets import ImportField

FIELDS: tuple[ImportField, ...] = (
    text(
        "body_name", "Body", 200,
        "body name|organisation|organisation name|council|authority|partner|agency|local authority|public body",
        help="Only where a file holds lines of several bodies.",
    ),
    text(
        "label", "Line", 300,
        "service|service area|description|budget line|budget heading|heading|line description|expenditure line|item"
        "|programme|service line|label|organisation service|function",
        required=True, warn_if_blank=True, help="In the body’s own words.",
    ),
    pounds(
        "amount", "Amount (£)",
        "amount|amount £|outturn|budget|actual|estimate|£|£000|£000s|amount £000|outturn £000|budget £000|actual £000"
        "|expenditure|expenditure £000|net expenditure|gross expenditure|total £000|value|£k|spend|£m",
        required=True, warn_if_blank=True, help="Income is negative, or named so in a column of its own.",
    ),
    ImportField(
        "year", "Financial year", parse_financial_year, "text",
        ("financial year", "year", "fiscal year", "fy", "period", "accounting year"),
        help="2008/9, 2008-2009 and FY09 are one year. A file of one year need not say it.",
    ),
    coded(
        "direction", "Expenditure or income", Direction,
        {"exp": "expenditure", "spend": "expenditure", "inc": "income", "receipts": "income", "cost": "expenditure"},
        "expenditure or income|direction|income or expenditure|type|exp inc",
    ),
    coded("basis", "Gross or net", Basis, {"net": "net"}, "basis|gross or net|gross net|net or gross"),
    coded(
        "certainty", "Outturn or estimate", Certainty,
        {"actual": "outturn", "actuals": "outturn", "budget": "estimate", "forecast": "estimate"},
        "outturn or estimate|certainty|status|actual or budget",
    ),
    coded(
        "account", "Revenue or capital", Account, {"rev": "revenue", "cap": "capital"},
        "account|revenue or capital|capital or revenue|rev cap",
    ),
    text(
        "local_reference", "The body’s own reference", 80,
        "code|reference|ref|cost centre|budget code|line reference|id",
        tells_apart=True, help="By it a line is known again in a corrected file.",
    ),
    text("note", "Note", 4000, "notes|comment|comments|remarks"),
)  # fmt: skip

_UNITS = (
    (re.compile(r"£\s*['’]?000|\b000s?\b|£\s?k\b|thousand", re.IGNORECASE), Decimal(1000), "thousands of pounds"),
    (re.compile(r"£\s?m(?:illion)?\b|million", re.IGNORECASE), Decimal(1_000_000), "millions of pounds"),
)


def unit_of(heading: str) -> tuple[Decimal, str]:
    """By how much amounts under a heading are multiplied to be pounds, and what its unit is called."""
    for pattern, times, words in _UNITS:
        if pattern.search(heading):
            return times, words
    return Decimal(1), "pounds"
