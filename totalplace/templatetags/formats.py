"""How figures are written: £1,234,567 in tables, £1.2m in prose, 3 March 2027, and "not known" for what nobody knows.

Every filter takes None and "" as not known, and never shows them as 0 or as nothing.
"""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()

NOT_KNOWN = "not known"
MINUS = "\N{MINUS SIGN}"


def is_unknown(value: Any) -> bool:
    """Whether `value` stands for something nobody has told us."""
    return value is None or value == ""


def _rounded(value: Any, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _signed(number: Decimal, places: int, before: str = "", after: str = "") -> str:
    """`number` with thousands separated, its sign before the unit, and no sign on nought."""
    rounded = _rounded(number, places)
    return f"{MINUS if rounded < 0 else ''}{before}{abs(rounded):,.{places}f}{after}"


@register.filter
def known(value: Any) -> Any:
    """The value, or "not known"."""
    return NOT_KNOWN if is_unknown(value) else value


@register.filter
def number(value: Any, places: int = 0) -> str:
    """1,234: a count or measure with thousands separated."""
    return NOT_KNOWN if is_unknown(value) else _signed(Decimal(str(value)), places)


@register.filter
def money(value: Any) -> str:
    """£1,234,567: whole pounds, for tables. Pence are shown when the sum is under £100 and has some."""
    if is_unknown(value):
        return NOT_KNOWN
    pounds = Decimal(str(value))
    has_pence = abs(pounds) < 100 and pounds != pounds.to_integral_value()
    return _signed(pounds, 2 if has_pence else 0, before="£")


@register.filter
def money_short(value: Any) -> str:
    """£1.2m: for prose. £950, £31k, £9.6m, £3.1bn."""
    if is_unknown(value):
        return NOT_KNOWN
    pounds = Decimal(str(value))
    # Each step begins where the one below would round up to it: £999,500 is £1.0m, not £1000k.
    for least, unit, places, letter in (
        (Decimal(999_950_000), Decimal(10**9), 1, "bn"),
        (Decimal(999_500), Decimal(10**6), 1, "m"),
        (Decimal("9_999.5"), Decimal(10**3), 0, "k"),
    ):
        if abs(pounds) >= least:
            return _signed(pounds / unit, places, before="£", after=letter)
    return _signed(pounds, 0, before="£")


@register.filter
def area_m2(value: Any) -> str:
    """1,234 m²: floor area in square metres."""
    return NOT_KNOWN if is_unknown(value) else _signed(Decimal(str(value)), 0, after="\N{NO-BREAK SPACE}m²")


@register.filter
def hectares(value: Any) -> str:
    """1.23 ha: site area in hectares."""
    return NOT_KNOWN if is_unknown(value) else _signed(Decimal(str(value)), 2, after="\N{NO-BREAK SPACE}ha")


@register.filter
def date(value: Any) -> str:
    """3 March 2027, from a date or a moment (told in local time)."""
    if is_unknown(value):
        return NOT_KNOWN
    return date_format(_local(value), "j F Y")


@register.filter
def moment(value: Any) -> str:
    """3 March 2027 at 2:05pm, local time."""
    if is_unknown(value):
        return NOT_KNOWN
    local = _local(value)
    return f"{date_format(local, 'j F Y')} at {clock(local)}"


def clock(value: datetime.datetime) -> str:
    """2:05pm, of a moment already in local time."""
    return date_format(value, "g:ia").replace(".", "").replace(" ", "")


def _local(value: datetime.date) -> datetime.date:
    return timezone.localtime(value) if isinstance(value, datetime.datetime) and timezone.is_aware(value) else value


@register.filter
def yes_no(value: Any) -> str:
    """Yes, No or "not known"."""
    return NOT_KNOWN if is_unknown(value) else ("Yes" if value else "No")


@register.filter
def plural(count: int, words: str) -> str:
    """`3|plural:"property,properties"` is "3 properties"; the count has its thousands separated."""
    one, many = words.split(",")
    return f"{number(count)} {one if count == 1 else many}"


@register.filter
def month_words(value: Any) -> str:
    """April 2024."""
    return NOT_KNOWN if is_unknown(value) else f"{value:%B %Y}"
