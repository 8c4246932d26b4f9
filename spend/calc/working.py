"""Working out a formula that was read: in decimals, with bounds on every step. A refusal names the place in it."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from spend.calc.formulas import FUNCTIONS, HIGHEST_EXPONENT, LARGEST, Formula, FormulaRefused, Node

PRECISION = 40


@dataclass(frozen=True, slots=True)
class Worked:
    """What came out. Of one value both ends are the same."""

    low: Decimal
    high: Decimal


def evaluate(formula: Formula, inputs: Mapping[str, Decimal]) -> Worked:
    """What the formula comes to with these inputs. Raises FormulaRefused; never answers a NaN or an infinity."""
    with decimal.localcontext() as context:
        context.prec = PRECISION
        context.Emax, context.Emin = 9999, -9999
        for signal in (decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow):
            context.traps[signal] = True
        ends = [_value(end, inputs) for end in formula.ends]
    return Worked(min(ends), max(ends))


def _value(node: Node, inputs: Mapping[str, Decimal]) -> Decimal:
    if node.kind == "number":
        return node.value
    if node.kind == "name":
        return _input(node, inputs)
    values = [_value(part, inputs) for part in node.parts]
    try:
        value = _done(node.kind, values)
    except decimal.DivisionByZero:
        raise FormulaRefused(node.place, "This divides by nought.", "Check the input that it divides by.") from None
    except (decimal.InvalidOperation, decimal.Overflow, ValueError):
        raise FormulaRefused(node.place, "This cannot be worked out.", _advice(node.kind)) from None
    if abs(value) >= LARGEST:
        raise FormulaRefused(node.place, "This comes to more than the register keeps.", "Check the units.")
    return value


def _advice(kind: str) -> str:
    if kind in ("^", "round"):
        return f"The second number must be whole, and at most {HIGHEST_EXPONENT}."
    return "Check that it does not divide nought by nought, and the units."


def _input(node: Node, inputs: Mapping[str, Decimal]) -> Decimal:
    if node.name not in inputs:
        known = ", ".join(sorted(inputs)) or "none yet"
        raise FormulaRefused(node.place, f"There is no input “{node.name[:40]}”.", f"Add it. There are: {known}.")
    value = inputs[node.name]
    if not value.is_finite() or abs(value) >= LARGEST:
        raise FormulaRefused(node.place, f"The input “{node.name[:40]}” is no number we keep.", "Correct it.")
    return value


def _done(kind: str, values: Sequence[Decimal]) -> Decimal:
    if kind in FUNCTIONS:
        return FUNCTIONS[kind][0](values)
    if kind == "minus":
        return -values[0]
    return OPERATIONS[kind](*values)


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if exponent != exponent.to_integral_value() or abs(exponent) > HIGHEST_EXPONENT:
        raise ValueError("exponent")
    return Decimal(base ** int(exponent))


OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "^": _power,
}
