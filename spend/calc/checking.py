"""A claim worked out again: its formula, its inputs and what it states make the figures and the verdict that are kept.

Numbers are in the claim's own unit. Nothing here raises for a claim that cannot be tested: it says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from spend.calc.formulas import LARGEST, FormulaRefused, parse
from spend.calc.verdicts import Outcome, Stated, judge
from spend.calc.working import evaluate

KEPT = Decimal("0.000001")
NOT_PUBLISHED = "{} is not published."
NO_FIGURE = "It states no figure to hold this against."


@dataclass(frozen=True, slots=True)
class Checked:
    """What came out, rounded to six digits after the point; `missing` says why there is no verdict."""

    low: Decimal | None = None
    high: Decimal | None = None
    outcome: Outcome = Outcome.UNTESTABLE
    difference: Decimal | None = None
    percent: Decimal | None = None
    missing: str = ""


def check(formula: str, inputs: Mapping[str, Decimal | None], stated: Stated | None, missing: str = "") -> Checked:
    """Work the claim out. `missing` is what its author says would be needed; without a formula it is all there is."""
    if not formula.strip():
        return Checked(missing=missing)
    try:
        return work_out(formula, inputs, stated)
    except FormulaRefused as refusal:
        return Checked(missing=str(refusal))


def work_out(formula: str, inputs: Mapping[str, Decimal | None], stated: Stated | None) -> Checked:
    """As `check`, for a formula; FormulaRefused when it cannot be read or worked out."""
    read = parse(formula)
    unknown = [name for name in read.names if name in inputs and inputs[name] is None]
    if unknown:
        return Checked(missing=NOT_PUBLISHED.format(", ".join(unknown)))
    worked = evaluate(read, {name: value for name, value in inputs.items() if value is not None})
    low, high = kept(worked.low), kept(worked.high)
    if stated is None:
        return Checked(low, high, missing=NO_FIGURE)
    verdict = judge(stated, worked)
    return Checked(low, high, verdict.outcome, kept(verdict.difference), kept(verdict.percent))


def kept(value: Decimal | None) -> Decimal | None:
    """A number as the register keeps it; None where it is too large to say anything."""
    if value is None or abs(value) >= LARGEST - 1:
        return None
    return value.quantize(KEPT, rounding=ROUND_HALF_UP)
