"""Where the bars of a chart lie, to both sides of nought: pounds in, coordinates out, in the chart's own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, LABELS, GAP, HIGH, ROW = 760, 250, 8, 18, 28
FIGURES = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its label, the pounds and place of its bars to the left (less) and right (more) of nought."""

    label: str
    less: Decimal
    more: Decimal
    y: int
    left_x: float
    left_width: float
    right_width: float
    right_text: float

    @property
    def text_y(self) -> int:
        """The line on which its words stand."""
        return self.y + HIGH - 4

    @property
    def left_text(self) -> float:
        """Where the figure beside the left bar ends."""
        return self.left_x - 4


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars from top to bottom around the line of nought at `zero`."""

    bars: Sequence[Bar]
    zero: float
    height: int
    width: int = WIDTH
    high: int = HIGH
    labels: int = LABELS - GAP


def bar_chart(rows: Sequence[tuple[str, Decimal, Decimal]]) -> BarChart | None:
    """The chart of (label, pounds less as a negative, pounds more) each, all on one scale; None of nothing."""
    down = max((-less for _, less, _ in rows), default=Decimal(0))
    up = max((more for _, _, more in rows), default=Decimal(0))
    if down + up <= 0:
        return None
    room = WIDTH - LABELS - 2 * FIGURES
    scale = room / float(down + up)
    zero = round(LABELS + FIGURES + float(down) * scale, 1)
    bars = [
        Bar(
            label, less, more, 4 + at * ROW, round(zero + float(less) * scale, 1), round(-float(less) * scale, 1),
            round(float(more) * scale, 1), round(zero + float(more) * scale + 4, 1),
        )
        for at, (label, less, more) in enumerate(rows)
    ]  # fmt: skip
    return BarChart(bars, zero, 8 + len(rows) * ROW)
