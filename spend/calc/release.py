"""What a percentage of some pounds comes to."""

from __future__ import annotations

from decimal import Decimal


def released(pounds: Decimal, per_cent: Decimal) -> Decimal:
    """`per_cent` of `pounds`, in pounds a year where the pounds are a year's."""
    return pounds * per_cent / 100
