"""The line of scores over the months, as the few numbers its drawing needs."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 170, 44, 26


@dataclass(frozen=True, slots=True)
class Dot:
    """One month's score, at its place in the drawing."""

    x: int
    y: int
    month: datetime.date
    score: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of WIDTH by HEIGHT: dots from left to right, and the heights of the lines at these percents."""

    dots: Sequence[Dot]
    lines: Sequence[tuple[int, int]]
    points: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def line_chart(scores: Sequence[tuple[datetime.date, int | None]]) -> Chart | None:
    """The chart of these months' scores; None where there are fewer than two to draw a line between."""
    known = [(month, score) for month, score in scores if score is not None]
    if len(known) < 2:
        return None
    lowest = min(90, min(score for _, score in known) // 10 * 10)

    def height(score: int) -> int:
        return round(10 + (HEIGHT - BOTTOM - 10) * (100 - score) / (100 - lowest))

    step = (WIDTH - LEFT - 30) / (len(known) - 1)
    dots = [Dot(round(LEFT + 10 + step * at), height(score), month, score) for at, (month, score) in enumerate(known)]
    lines = [(score, height(score)) for score in range(lowest, 101, 10)]
    return Chart(dots, lines, " ".join(f"{dot.x},{dot.y}" for dot in dots))
