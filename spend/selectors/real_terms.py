"""Prices: which years' a count can be shown in, by the latest series of deflators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spend.calc.real_terms import price_factor
from spend.calc.years import financial_year
from spend.models import Count, Deflator


@dataclass(frozen=True, slots=True)
class Prices:
    """A year's prices: what pounds of the count are multiplied by, and the index's two rows."""

    factor: Decimal
    own: Deflator
    wanted: Deflator

    @property
    def words(self) -> str:
        """What a page says of it."""
        own, wanted = financial_year(self.own.year), financial_year(self.wanted.year)
        return (
            f"In prices of {wanted}: pounds of {own} times {self.factor:.4f}, by {self.wanted.vintage}. "
            "What documents state stays as they state it."
        )


def series(user: Any) -> dict[int, Deflator]:
    """The series of deflators that was stored last, by the year each begins in; empty where there is none."""
    found = Deflator.objects.visible_to(user)
    latest = found.order_by("-created_at", "-pk").values("vintage")[:1]
    return {each.year: each for each in found.filter(vintage=latest).select_related("source").order_by("-year")}


def prices(index: dict[int, Deflator], count: Count, year: int) -> Prices | None:
    """A count in a year's prices; None where the series has not both years."""
    factor = price_factor({each: row.index for each, row in index.items()}, count.year, year)
    return Prices(factor, index[count.year], index[year]) if factor else None
