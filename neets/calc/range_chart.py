"""Where ranges lie on one scale of pounds: figures in, places along a line out. Lengths in the chart's own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, LEFT, RIGHT, ROW, FOOT = 760, 8, 90, 58, 30
STEPS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One range: its name, where it starts and ends, where its central figure stands, and the height of its row."""

    title: str
    amount: Decimal
    low_x: float
    central_x: float
    high_x: float
    y: float


@dataclass(frozen=True, slots=True)
class RangeChart:
    """Bars from top to bottom, and the scale's (figure, place)s from nought."""

    bars: Sequence[Bar]
    scale: Sequence[tuple[Decimal, float]]
    height: float
    width: int = WIDTH
    foot: int = FOOT


def range_chart(rows: Sequence[tuple[str, Decimal, Decimal, Decimal]]) -> RangeChart:
    """The chart of (title, low, central, high) in pounds, none of them negative."""
    top = round_top(max((high for *_, high in rows), default=Decimal(0)))
    across = WIDTH - LEFT - RIGHT

    def place(amount: Decimal) -> float:
        return round(LEFT + float(across * amount / top), 1)

    return RangeChart(
        bars=[
            Bar(title, central, place(low), place(central), place(high), 40 + ROW * at)
            for at, (title, low, central, high) in enumerate(rows)
        ],
        scale=[(top * step / STEPS, place(top * step / STEPS)) for step in range(STEPS + 1)],
        height=ROW * len(rows) + FOOT,
    )


def round_top(highest: Decimal) -> Decimal:
    """The least of 4, 8, 20, 40, 80, 200… that is not less than `highest`: its quarters are round.

    >>> [int(round_top(Decimal(value))) for value in (0, 5, 2_550_000)]
    [4, 8, 4000000]
    """
    size = Decimal(1)
    while True:
        for step in (4, 8, 20):
            if step * size >= highest:
                return step * size
        size *= 10
