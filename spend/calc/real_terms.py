"""Pounds of one year in the prices of another, by an index of prices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal


def price_factor(index: Mapping[int, Decimal], year: int, prices: int) -> Decimal | None:
    """What pounds of a financial year (2008 is 2008/09) are multiplied by to be in another year's prices.

    None where the index has not both years.

    >>> price_factor({2008: Decimal(80), 2020: Decimal(100)}, 2008, 2020)
    Decimal('1.25')
    """
    own, wanted = index.get(year), index.get(prices)
    return wanted / own if own and wanted else None
