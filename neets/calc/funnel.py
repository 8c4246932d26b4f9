"""Tells a hot spot from small numbers: limits within which chance alone would keep a place of its size.

Exact binomial quantiles, interpolated between whole people (Spiegelhalter, Funnel plots for comparing institutional
performance, 2005) so that the limits do not jump from one size to the next; Wilson's interval for a single rate.
Shares run from 0 to 1, people are counts. Standard library only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# Two and three standard deviations' worth of chance on each side, as funnel plots of public bodies draw them.
INNER, OUTER = 0.025, 0.001
# 1.96 to more places: the normal deviate that leaves 2.5% above it.
DEVIATE_95 = 1.959963984540054


def binomial_quantile(p: float, people: int, share: float) -> float:
    """The number of people below which a share `share` (0 to 1) of chance lies, when each of `people` counts with
    probability `p`.

    The least whole number whose cumulative probability reaches `share`, less the part of its own probability that lies
    beyond: interpolated so, limits do not jump from one size of place to the next.
    """
    below = 0.0
    for number in range(people + 1):
        own = _probability(number, people, p)
        if below + own >= share:
            return number - (below + own - share) / own if own else float(number)
        below += own
    return float(people)


def _probability(number: int, people: int, p: float) -> float:
    if p in (0.0, 1.0):
        return float(number == (people if p else 0))
    ways = math.lgamma(people + 1) - math.lgamma(number + 1) - math.lgamma(people - number + 1)
    return math.exp(ways + number * math.log(p) + (people - number) * math.log1p(-p))


@dataclass(frozen=True, slots=True)
class Limits:
    """For places of `people`: shares (0 to 1) between which chance keeps 95% and 99.8% of them."""

    people: int
    outer_low: float
    inner_low: float
    inner_high: float
    outer_high: float


def limits(overall: float, people: int) -> Limits:
    """The limits about the share `overall` (0 to 1) for a place of `people`, at least one."""
    if people < 1 or not 0 <= overall <= 1:
        raise ValueError("A place has at least one person, and a share is from 0 to 1.")
    low, inner_low, inner_high, high = (
        min(max(binomial_quantile(overall, people, share) / people, 0.0), 1.0)
        for share in (OUTER, INNER, 1 - INNER, 1 - OUTER)
    )
    return Limits(people, low, inner_low, inner_high, high)


def curve(overall: float, fewest: int, most: int, points: int = 40) -> list[Limits]:
    """The limits for sizes from `fewest` to `most` people, spaced for drawing."""
    first, last = max(fewest, 1), max(most, fewest, 1)
    steps = sorted({round(first + (last - first) * at / max(points - 1, 1)) for at in range(points)})
    return [limits(overall, size) for size in steps]


def standing(counted: int, people: int, overall: float) -> str:
    """Where a place lies: "high", "rather high", "as chance would have it", "rather low" or "low"."""
    bounds, own = limits(overall, people), counted / people
    if own > bounds.inner_high:
        return "high" if own > bounds.outer_high else "rather high"
    if own < bounds.inner_low:
        return "low" if own < bounds.outer_low else "rather low"
    return "as chance would have it"


@dataclass(frozen=True, slots=True)
class Interval:
    """A share (0 to 1) and the ends of its interval."""

    low: float
    share: float
    high: float


def wilson(counted: float, people: float, deviate: float = DEVIATE_95) -> Interval | None:
    """Wilson's interval for `counted` of `people`; None of nobody. The default deviate makes it a 95% interval."""
    if people <= 0:
        return None
    own = counted / people
    middle = own + deviate**2 / (2 * people)
    reach = deviate * math.sqrt(own * (1 - own) / people + deviate**2 / (4 * people**2))
    whole = 1 + deviate**2 / people
    return Interval(max((middle - reach) / whole, 0.0), own, min((middle + reach) / whole, 1.0))


def places(rows: Sequence[tuple[str, int, int]]) -> list[tuple[str, str]]:
    """(place, standing) of rows (place, counted, people), about the rate of them all; places of nobody are left
    out."""
    peopled = [row for row in rows if row[2] > 0]
    everybody = sum(people for _, _, people in peopled)
    overall = sum(counted for _, counted, _ in peopled) / everybody if everybody else 0.0
    return [(place, standing(counted, people, overall)) for place, counted, people in peopled]
