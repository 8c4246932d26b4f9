"""Where the marks of two drawings stand: a rate between its bounds, and a funnel. Shares run from 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neets.calc.funnel import curve

WIDTH, HEIGHT = 760, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 20, 14, 40

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """The lines of the upright scale: (share, height) each, from nought."""

    top: float
    lines: Sequence[tuple[float, float]]

    def height(self, share: float) -> float:
        """How far down the drawing a share stands."""
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share / self.top), 1)


@dataclass(frozen=True, slots=True)
class Trend:
    """A band between two bounds, the line below it, and (label, x) of the first and last step."""

    band: str
    line: str
    dots: Sequence[Point]
    scale: Scale
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


@dataclass(frozen=True, slots=True)
class Funnel:
    """Places as dots, (x, y, key) each; the limits as lines; the overall share as a height; sizes along the foot."""

    dots: Sequence[tuple[float, float, str]]
    limits: Sequence[str]
    overall: float
    sizes: Sequence[tuple[int, float]]
    scale: Scale
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def scale(highest: float) -> Scale:
    """A scale to the next five in a hundred above the highest share, with four lines or five."""
    top = max(0.05, -(-round(highest * 1000) // 50) * 0.05)
    made = Scale(top, [])
    lines = [(top * at / 5, made.height(top * at / 5)) for at in range(6)]
    return Scale(top, lines)


def trend(bounds: Sequence[tuple[float, float]]) -> Trend | None:
    """The drawing of a rate's (lower, upper) bounds month by month; None where there are fewer than two months."""
    if len(bounds) < 2:
        return None
    made = scale(max(high for _, high in bounds))
    step = (WIDTH - LEFT - RIGHT) / (len(bounds) - 1)
    across = [round(LEFT + step * at, 1) for at in range(len(bounds))]
    low = [(x, made.height(bound[0])) for x, bound in zip(across, bounds, strict=True)]
    high = [(x, made.height(bound[1])) for x, bound in zip(across, bounds, strict=True)]
    return Trend(_path([*low, *reversed(high)]), _path(low), low, made)


def funnel(places: Sequence[tuple[str, float, int]], overall: float | None) -> Funnel | None:
    """The drawing of places (key, share, people) about an overall share; None where there is nothing to draw."""
    if not places or not overall:
        return None
    fewest, most = min(people for _, _, people in places), max(people for _, _, people in places)
    limits = curve(overall, max(fewest // 2, 20), most)
    made = scale(max([*(share for _, share, _ in places), limits[-1].outer_high]))

    def x(people: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * people / most, 1)

    sides = [
        [(x(each.people), made.height(min(share, made.top))) for each, share in zip(limits, shares, strict=True)]
        for shares in (
            [each.outer_low for each in limits],
            [each.inner_low for each in limits],
            [each.inner_high for each in limits],
            [each.outer_high for each in limits],
        )
    ]
    return Funnel(
        dots=[(x(people), made.height(share), key) for key, share, people in places],
        limits=[_path(side) for side in sides],
        overall=made.height(overall),
        sizes=[(most * at // 4, x(most * at // 4)) for at in range(1, 5)],
        scale=made,
    )


def _path(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
