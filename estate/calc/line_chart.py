"""Where the lines of a small chart run: counts in, coordinates out. All lengths in the chart's own units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 760, 280
LEFT, RIGHT, TOP, BOTTOM = 60, 150, 16, 34
LABEL_GAP = 17


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its points from left to right, and the height at which its name is written."""

    key: str
    points: Sequence[tuple[float, float]]
    label_y: float
    last: int

    @property
    def path(self) -> str:
        """The points as an SVG polyline has them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines, the scale's (value, height), and the (label, place) of each step that is named below."""

    lines: Sequence[Line]
    scale: Sequence[tuple[int, float]]
    steps: Sequence[tuple[str, float]]


def line_chart(series: Mapping[str, Sequence[int]], labels: Sequence[str], most_labels: int = 7) -> Chart:
    """The chart of several series of equal length, one value a label, on one scale from nought."""
    top = nice_top(max((value for values in series.values() for value in values), default=0))
    across, up = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    places = [LEFT + across * at / max(len(labels) - 1, 1) for at in range(len(labels))]

    def height(value: int) -> float:
        return round(TOP + up * (1 - value / top), 1)

    points = {
        key: [(round(x, 1), height(v)) for x, v in zip(places, values, strict=True)] for key, values in series.items()
    }
    label_heights = spread({key: line[-1][1] for key, line in points.items()})
    every = -(-len(labels) // most_labels)
    last = len(labels) - 1
    return Chart(
        lines=[Line(key, line, label_heights[key], series[key][-1]) for key, line in points.items()],
        scale=[(top * quarter // 4, height(top * quarter // 4)) for quarter in range(5)],
        steps=[(label, round(places[at], 1)) for at, label in enumerate(labels) if (last - at) % every == 0],
    )


def nice_top(highest: int) -> int:
    """The least of 4, 8, 20, 40, 80, 200, 400… that is not less than `highest`: a quarter of it is a round number.

    >>> [nice_top(value) for value in (0, 4, 5, 90, 1312)]
    [4, 4, 8, 200, 2000]
    """
    size = 1
    while True:
        for step in (4, 8, 20):
            if step * size >= highest:
                return step * size
        size *= 10


def spread(heights: Mapping[str, float]) -> dict[str, float]:
    """Heights for labels, each near its own and none within LABEL_GAP of another, all on the chart."""
    order = sorted(heights, key=lambda key: heights[key])
    placed: list[float] = []
    for key in order:
        placed.append(max(heights[key], placed[-1] + LABEL_GAP) if placed else heights[key])
    lowest: float = HEIGHT - BOTTOM
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], lowest)
        lowest = placed[at] - LABEL_GAP
    return dict(zip(order, placed, strict=True))
