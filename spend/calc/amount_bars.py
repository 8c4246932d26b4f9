"""Where the bars of a small chart lie: amounts in, coordinates out. All lengths in the chart's own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, ROW, BAR = 760, 30, 18
LABEL, VALUE = 260, 110


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, `width` long from `x` at the height `y`; `amount` in pounds is written beside it."""

    label: str
    amount: Decimal
    x: float
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars one under the other, on one scale; those below nought run to the left of it."""

    bars: Sequence[Bar]
    height: int
    nought: float


def bar_chart(amounts: Sequence[tuple[str, Decimal]]) -> BarChart:
    """The chart of named amounts in pounds, in their order.

    >>> [bar.width for bar in bar_chart([("A", Decimal(200)), ("B", Decimal(50))]).bars]
    [390.0, 97.5]
    """
    across = WIDTH - LABEL - VALUE
    low = min([Decimal(0), *(amount for _, amount in amounts)])
    high = max([Decimal(0), *(amount for _, amount in amounts)])
    span = float(high - low) or 1.0
    nought = round(LABEL + across * float(-low) / span, 1)
    bars = []
    for at, (label, amount) in enumerate(amounts):
        width = round(across * abs(float(amount)) / span, 1)
        x = nought if amount >= 0 else round(nought - width, 1)
        bars.append(Bar(label, amount, x, at * ROW + (ROW - BAR) // 2, width))
    return BarChart(bars, max(1, len(amounts)) * ROW, nought)
