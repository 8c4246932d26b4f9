"""How figures of young people are written: what is hidden says so, and is never 0 or blank."""

from __future__ import annotations

import datetime

from django import template
from django.utils.formats import date_format

from totalplace.templatetags import formats

register = template.Library()

HIDDEN = "not shown"


@register.filter
def people(count: int | None) -> str:
    """A rounded count, or that it is not shown."""
    return HIDDEN if formats.is_unknown(count) else formats.number(count)


@register.filter
def percent(share: float | str | None) -> str:
    """A share from 0 to 1 as 8.9%, or that it is not shown."""
    return HIDDEN if isinstance(share, str) or share is None else f"{share * 100:.1f}%"


@register.filter
def month(day: datetime.date) -> str:
    """October 2026, from any day of the month."""
    return date_format(day, "F Y")


@register.filter
def month_code(day: datetime.date) -> str:
    """2026-10, as addresses have a month."""
    return f"{day:%Y-%m}"
