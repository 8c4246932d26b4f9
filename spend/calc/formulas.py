"""Formulas of claims, read by a grammar of our own. Nothing in them is ever run as code (spend/calc/working.py).

    formula   = sum [ "to" sum ]                        a range has two ends
    sum       = term { ("+" | "-") term }
    term      = signed { ("*" | "/") signed }
    signed    = { "-" | "+" } power
    power     = atom [ ("^" | "**") signed ]            the exponent comes out as a whole number
    atom      = number [ "%" ] | name | function "(" sum { "," sum } ")" | "(" sum ")"

A name is that of an input. Everything is bounded: the formula's length and nesting, the digits of a number, the
exponent, the size of what comes out.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 500
DEEPEST = 20
MOST_TOKENS = 200
MOST_DIGITS = 20
HIGHEST_EXPONENT = 20
# Results have fewer digits than this before the point; the register keeps twenty.
LARGEST = Decimal(10) ** 20

TOKEN = re.compile(r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[a-z][a-z0-9_]*)|(?P<sign>\*\*|[-+*/^%(),]))")
# What people write instead, and what to write.
INSTEAD = {"×": "*", "÷": "/", "−": "-", "–": "-", "—": "-", "£": "the number alone", "²": "^2"}


class FormulaRefused(ValueError):
    """A formula that cannot be read or worked out: `place` (a character, counted from 1; 0: all of it), why, remedy."""

    def __init__(self, place: int, reason: str, remedy: str) -> None:
        where = f"At character {place}: " if place else ""
        super().__init__(f"{where}{reason} {remedy}")
        self.place, self.reason, self.remedy = place, reason, remedy


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name or a sign, and where it begins, counted from 1."""

    kind: str
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Node:
    """A step: `kind` is "number", "name" or what is done to the values of `parts`."""

    kind: str
    place: int
    value: Decimal = Decimal(0)
    name: str = ""
    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: one end, or the two of a range; `names` are its inputs, as they come."""

    text: str
    ends: tuple[Node, ...]
    names: tuple[str, ...]


# --- Functions ------------------------------------------------------------------------------------------


def _share(values: Sequence[Decimal]) -> Decimal:
    """Per cent that the first is of the second."""
    return values[0] / values[1] * 100


def _rounded(values: Sequence[Decimal]) -> Decimal:
    """The first, half away from nought, to the second's digits after the point (none; before it when negative)."""
    digits = values[1] if len(values) > 1 else Decimal(0)
    if digits != digits.to_integral_value() or abs(digits) > MOST_DIGITS:
        raise ValueError("digits")
    return values[0].quantize(Decimal(1).scaleb(-int(digits)), rounding=decimal.ROUND_HALF_UP)


# Name → (what it does, the least and the most arguments).
FUNCTIONS: dict[str, tuple[Callable[[Sequence[Decimal]], Decimal], int, int]] = {
    "sum": (lambda values: sum(values, Decimal(0)), 1, 60),
    "min": (min, 1, 60),
    "max": (max, 1, 60),
    "abs": (lambda values: abs(values[0]), 1, 1),
    "round": (_rounded, 1, 2),
    "share": (_share, 2, 2),
}
RESERVED = frozenset({*FUNCTIONS, "to"})


# --- Reading --------------------------------------------------------------------------------------------


def parse(text: str) -> Formula:
    """The formula that `text` says. Raises FormulaRefused."""
    if len(text) > LONGEST:
        raise FormulaRefused(0, f"A formula has at most {LONGEST} characters; this has {len(text):,}.", "Shorten it.")
    tokens = _tokens(text)
    if not tokens:
        raise FormulaRefused(0, "There is no formula.", "Write one, such as spend / people.")
    reader = _Reader(tokens, len(text) + 1)
    ends = [reader.sum()]
    if reader.takes("to"):
        ends.append(reader.sum())
    reader.ends()
    return Formula(text, tuple(ends), tuple(dict.fromkeys(name for end in ends for name in _names(end))))


def _tokens(text: str) -> list[Token]:
    """The parts that the formula is made of."""
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind = str(match.lastgroup)
        found.append(Token(kind, match[kind], match.start(kind) + 1))
        if kind == "number" and len(match[kind]) > MOST_DIGITS:
            raise FormulaRefused(found[-1].place, f"A number has at most {MOST_DIGITS} digits.", "Round it.")
        at = match.end()
    if len(found) > MOST_TOKENS:
        raise FormulaRefused(0, f"A formula has at most {MOST_TOKENS} parts; this has {len(found)}.", "Shorten it.")
    return found


def _unreadable(text: str, at: int) -> FormulaRefused:
    at += len(text[at:]) - len(text[at:].lstrip())
    sign = text[at]
    if sign in INSTEAD:
        return FormulaRefused(at + 1, f"“{sign}” is not read here.", f"Write {INSTEAD[sign]}.")
    shown = sign if sign.isascii() and sign.isprintable() else f"U+{ord(sign):04X}"
    return FormulaRefused(
        at + 1,
        f"“{shown}” does not belong in a formula.",
        "Use numbers, inputs in small letters such as total_spend, + - * / ^ %, brackets and commas.",
    )


class _Reader:
    """Reads tokens from left to right, by the grammar."""

    def __init__(self, tokens: Sequence[Token], end: int) -> None:
        self.tokens, self.at, self.end, self.depth = tokens, 0, end, 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "", self.end)

    def takes(self, *texts: str) -> Token | None:
        """The next token, and past it, if it is one of these."""
        token = self.next
        if token.kind == "end" or token.text not in texts:
            return None
        self.at += 1
        return token

    def needs(self, text: str) -> None:
        """Past this sign, or refused."""
        if self.takes(text) is None:
            raise self.unexpected(f"A “{text}” is missing here.")

    def ends(self) -> None:
        """Refused if anything is left."""
        if self.next.kind != "end":
            raise self.unexpected("Something is left over.")

    def unexpected(self, reason: str) -> FormulaRefused:
        token = self.next
        if token.kind == "end":
            return FormulaRefused(token.place, "The formula stops in the middle.", "Finish it.")
        return FormulaRefused(token.place, f"“{token.text}” does not fit: {reason}", "Check the signs and brackets.")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaRefused(self.next.place, f"It is nested more than {DEEPEST} deep.", "Take brackets out.")

    def sum(self) -> Node:
        self.deeper()
        left = self.term()
        while sign := self.takes("+", "-"):
            left = Node(sign.text, sign.place, parts=(left, self.term()))
        self.depth -= 1
        return left

    def term(self) -> Node:
        left = self.signed()
        while sign := self.takes("*", "/"):
            left = Node(sign.text, sign.place, parts=(left, self.signed()))
        return left

    def signed(self) -> Node:
        self.deeper()
        sign = self.takes("-", "+")
        node = self.signed() if sign else self.power()
        self.depth -= 1
        return Node("minus", sign.place, parts=(node,)) if sign and sign.text == "-" else node

    def power(self) -> Node:
        base = self.atom()
        sign = self.takes("^", "**")
        return Node("^", sign.place, parts=(base, self.signed())) if sign else base

    def atom(self) -> Node:
        token = self.next
        if token.kind == "number":
            self.at += 1
            value = Decimal(token.text)
            return Node("number", token.place, value / 100 if self.takes("%") else value)
        if token.kind == "name" and token.text != "to":
            self.at += 1
            return self.call(token) if self.next.text == "(" else self.input(token)
        if self.takes("("):
            inside = self.sum()
            self.needs(")")
            return inside
        raise self.unexpected("a number, an input or a bracket is expected here.")

    def input(self, token: Token) -> Node:
        if token.text in RESERVED:
            raise FormulaRefused(token.place, f"“{token.text}” is a function.", "Put what it is about in brackets.")
        return Node("name", token.place, name=token.text)

    def call(self, token: Token) -> Node:
        if token.text not in FUNCTIONS:
            names = ", ".join(sorted(FUNCTIONS))
            raise FormulaRefused(token.place, f"There is no function “{token.text[:40]}”.", f"There are: {names}.")
        self.needs("(")
        parts = [self.sum()]
        while self.takes(","):
            parts.append(self.sum())
        self.needs(")")
        _, least, most = FUNCTIONS[token.text]
        if not least <= len(parts) <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            raise FormulaRefused(token.place, f"{token.text} is given {len(parts)} values.", f"Give it {wanted}.")
        return Node(token.text, token.place, parts=tuple(parts))


def _names(node: Node) -> Iterator[str]:
    if node.kind == "name":
        yield node.name
    for part in node.parts:
        yield from _names(part)
