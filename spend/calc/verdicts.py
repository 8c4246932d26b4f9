"""Does what was stated follow from what it was worked out of? Numbers in their own units; a percentage is 25 for 25%.

The words before a figure say how far off it may be: "about" a twentieth either way, "almost" a tenth below, "over"
anything above. A bare figure stands for all that rounds to it, which `tolerance` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from spend.calc.working import Worked

ABOUT = Decimal("0.05")
ALMOST = Decimal("0.1")


class Wording(StrEnum):
    """How a figure is stated."""

    EXACTLY = "exactly"
    ABOUT = "about"
    OVER = "over"
    JUST_OVER = "just_over"
    ALMOST = "almost"
    UP_TO = "up_to"
    BETWEEN = "between"
    WITHIN = "within"


class Outcome(StrEnum):
    """What the check of a claim says."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNTESTABLE = "untestable"


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated figure. `high` is None but for a range; `tolerance` is absolute, in the figure's own unit."""

    wording: Wording
    low: Decimal
    high: Decimal | None = None
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`difference` is what was worked out less what was stated, at the end that is further off; per cent of stated."""

    outcome: Outcome
    difference: Decimal | None = None
    percent: Decimal | None = None


UNTESTABLE = Verdict(Outcome.UNTESTABLE)


def allowed(
    wording: Wording, figure: Decimal, tolerance: Decimal = Decimal(0)
) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most that a figure with these words before it stands for; None where there is no bound."""
    size = abs(figure)
    about, almost = max(size * ABOUT, tolerance), max(size * ALMOST, tolerance)
    return {
        Wording.ABOUT: (figure - about, figure + about),
        Wording.OVER: (figure - tolerance, None),
        Wording.JUST_OVER: (figure - tolerance, figure + max(size * Decimal("0.25"), tolerance)),
        Wording.ALMOST: (figure - almost, figure + tolerance),
        Wording.UP_TO: (None, figure + tolerance),
    }.get(wording, (figure - tolerance, figure + tolerance))


def judge(stated: Stated, worked: Worked) -> Verdict:
    """Whether what was worked out is what was stated, within what its words allow."""
    if stated.wording is Wording.WITHIN:
        return _within(stated, worked)
    ends = [(stated.low, worked.low), (stated.low if stated.high is None else stated.high, worked.high)]
    agrees = all(_fits(stated, figure, value) for figure, value in ends)
    figure, value = max(ends, key=lambda end: abs(end[1] - end[0]))
    return _verdict(agrees, figure, value)


def _fits(stated: Stated, figure: Decimal, value: Decimal) -> bool:
    least, most = allowed(stated.wording, figure, stated.tolerance)
    # "Over 50" is not 50; a figure that was rounded up to 50 may be.
    if stated.wording is Wording.OVER and not stated.tolerance and value == figure:
        return False
    return (least is None or value >= least) and (most is None or value <= most)


def _within(stated: Stated, worked: Worked) -> Verdict:
    """All that was worked out lies in the stated range; if not, how far outside it is."""
    low, high = stated.low - stated.tolerance, (stated.high or stated.low) + stated.tolerance
    if worked.low < low:
        return _verdict(False, stated.low, worked.low)
    if worked.high > high:
        return _verdict(False, stated.high or stated.low, worked.high)
    return Verdict(Outcome.AGREES)


def _verdict(agrees: bool, figure: Decimal, value: Decimal) -> Verdict:
    difference = value - figure
    percent = difference / abs(figure) * 100 if figure else None
    return Verdict(Outcome.AGREES if agrees else Outcome.DIFFERS, difference, percent)
