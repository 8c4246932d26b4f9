"""Charts of one row a figure: bars, ranges and bridges, each row a strip from 0 to 100 per cent of the chart's width.

Positions and widths are in per cent of the strip, so that a strip is as wide as its screen allows and its words, which
stand beside it as text, stay readable on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Number = Decimal | float | int
# A bar of some pounds beside one of billions is still there to be seen, in per cent of the width.
LEAST_WIDTH = 0.4


@dataclass(frozen=True, slots=True)
class Figure:
    """What one row says: its label, its value in words, and the value between `low` and `high` (one where equal).

    `low` and `high` are None where the value is not known: the row then has its words and no mark.
    """

    label: str
    words: str
    low: Number | None
    high: Number | None = None
    tone: str = "1"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar ("bar"), a line between two ends ("range") or a dot ("dot"), at `x` and of `width` per cent."""

    kind: str
    x: float
    width: float = 0.0
    tone: str = "1"


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of a chart."""

    label: str
    words: str
    note: str = ""
    marks: Sequence[Mark] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a bridge: the whole reached (`is_whole`), or what is added or taken away on the way to the next."""

    label: str
    words: str
    amount: Number
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """The least and the greatest value that a chart shows."""

    least: float
    greatest: float

    def at(self, value: Number) -> float:
        """Where a value lies, in per cent of the width."""
        span = self.greatest - self.least
        return round(100 * (float(value) - self.least) / span, 2) if span else 0.0

    def bar(self, start: Number, end: Number, tone: str) -> Mark:
        """The bar between two values, in either order."""
        left, right = sorted((self.at(start), self.at(end)))
        width = max(right - left, LEAST_WIDTH if start != end else 0.0)
        return Mark("bar", min(left, 100 - width), round(width, 2), tone)


def scale_of(values: Sequence[Number]) -> Scale:
    """The scale that holds nought and all of `values`."""
    numbers = [float(value) for value in values]
    return Scale(min([0.0, *numbers]), max([0.0, *numbers]))


def bars(figures: Sequence[Figure]) -> list[Strip]:
    """A bar from nought for each figure that is known; those below nought run to the left."""
    scale = scale_of([each.low for each in figures if each.low is not None])

    def marks(each: Figure) -> Sequence[Mark]:
        return () if each.low is None else (scale.bar(0, each.low, each.tone),)

    return [Strip(each.label, each.words, each.note, marks(each)) for each in figures]


def both_sides(figures: Sequence[Figure]) -> list[Strip]:
    """Bars from nought to `low`, in tone 1, and from nought to `high`, in tone 2: what is taken and what is given."""
    scale = scale_of([end for each in figures for end in (each.low, each.high) if end is not None])

    def marks(each: Figure) -> Sequence[Mark]:
        ends = ((each.low, "1"), (each.high, "2"))
        return tuple(scale.bar(0, end, tone) for end, tone in ends if end)

    return [Strip(each.label, each.words, each.note, marks(each)) for each in figures]


def ranges(figures: Sequence[Figure]) -> list[Strip]:
    """A dot for each figure, or a line with a dot at either end where it lies between two."""
    ends = [end for each in figures for end in (each.low, each.high) if end is not None]
    scale = scale_of(ends)
    return [Strip(each.label, each.words, each.note, _range(each, scale)) for each in figures]


def _range(figure: Figure, scale: Scale) -> Sequence[Mark]:
    if figure.low is None:
        return ()
    low, high = scale.at(figure.low), scale.at(figure.low if figure.high is None else figure.high)
    if low == high:
        return (Mark("dot", low, 0.0, figure.tone),)
    line = Mark("range", low, round(high - low, 2), figure.tone)
    return (line, Mark("dot", low, 0.0, figure.tone), Mark("dot", high, 0.0, figure.tone))


def bridge(steps: Sequence[Step]) -> list[Strip]:
    """A waterfall: wholes stand on nought; each step between them begins where the one before it ended."""
    reached: list[float] = []
    at = 0.0
    for step in steps:
        at = float(step.amount) if step.is_whole else at + float(step.amount)
        reached.append(at)
    scale = scale_of(reached)
    strips = []
    for number, step in enumerate(steps):
        start = 0.0 if step.is_whole or not number else reached[number - 1]
        tone = "1" if step.is_whole else ("2" if step.amount >= 0 else "3")
        strips.append(Strip(step.label, step.words, "", (scale.bar(start, reached[number], tone),)))
    return strips
