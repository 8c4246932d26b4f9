"""How long the bars of a small chart are: counts in, lengths out, in the chart's own units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Names stand above their bars: a path is longer than any margin beside them.
WIDTH, ROW, LEFT, ROOM = 760, 50, 8, 92


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its figure (None: hidden, drawn as none), its length and the height of its row."""

    title: str
    value: int | None
    length: float
    y: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from top to bottom; they begin at `left`."""

    bars: Sequence[Bar]
    height: int
    width: int = WIDTH
    left: int = LEFT


def bars(rows: Iterable[tuple[str, int | None]]) -> Bars:
    """The chart of (title, count)s on one scale from nought."""
    given = list(rows)
    top = max((value or 0 for _, value in given), default=0) or 1
    across = WIDTH - LEFT - ROOM
    return Bars(
        [Bar(title, value, round(across * (value or 0) / top, 1), ROW * at) for at, (title, value) in enumerate(given)],
        ROW * len(given),
    )
