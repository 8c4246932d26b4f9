"""Cell parsers of the estate's fields, for files and forms alike: the core's, held to what a property may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from totalplace.calc.parsed import Parsed, Refused, shown
from totalplace.calc.values import (
    parse_area_m2,
    parse_choice,
    parse_hectares,
    parse_integer,
    parse_money,
    parse_text,
    parse_titles,
    parse_year,
)
from totalplace.calc.words import normal

Parser = Callable[[Any], Parsed]
LARGEST_AREA = Decimal("9999999999.99")
LARGEST_HECTARES = Decimal("99999999.9999")
# Words that turn a choice into its opposite: a likeness of letters must not read them as that choice.
NEGATED = re.compile(r"^(un|non|not|no|in|never)\b ?|^(un|non)(?=[a-z]{4})")


def text(max_length: int) -> Parser:
    """Text on one line, no longer than its column."""
    return partial(parse_text, max_length=max_length)


def long_text(value: Any) -> Parsed:
    """Text with its line breaks, up to 10,000 characters."""
    return parse_text(value, max_length=10_000, lines=True)


def choice(codes: Mapping[str, str], synonyms: Mapping[str, str] | None = None) -> Parser:
    """The code of one of `codes`. A synonym for "" means not known. "Unsatisfactory" is never read as Satisfactory."""
    words = {normal(word): code for word, code in (synonyms or {}).items()}
    known = set(words) | {normal(code) for code in codes} | {normal(str(label)) for label in codes.values()}

    def parse(value: Any) -> Parsed:
        word = normal(str(value)) if value is not None else ""
        if word in words:
            return Parsed(words[word] or None)
        if word not in known and NEGATED.match(word):
            labels = ", ".join(str(label) for label in codes.values())
            raise Refused(f"{shown(value)} is not one of the choices.", f"Use one of: {labels}.")
        parsed = parse_choice(codes, words, value)
        return Parsed(parsed.value or None, parsed.note)

    return parse


def not_negative(value: Any, *, limit: Decimal = Decimal("999999999999.99")) -> Parsed:
    """Pounds of at least nought."""
    parsed = parse_money(value)
    if parsed.value is not None and parsed.value < 0:
        raise Refused(f"{shown(value)} is negative.", "Write an amount of nought or more, or leave the cell empty.")
    if parsed.value is not None and parsed.value > limit:
        raise Refused(f"{shown(value)} is above the largest that can be stored.", f"Write an amount up to £{limit:,}.")
    return parsed


def area(value: Any) -> Parsed:
    """Square metres of at least nought."""
    return _within(parse_area_m2(value), LARGEST_AREA, "m²")


def hectares(value: Any) -> Parsed:
    """Hectares of at least nought."""
    return _within(parse_hectares(value), LARGEST_HECTARES, "hectares")


def _within(parsed: Parsed, largest: Decimal, unit: str) -> Parsed:
    if parsed.value is not None and parsed.value > largest:
        raise Refused(
            f"{parsed.value:,f} {unit} is above the largest that can be stored.", f"Write a size up to {largest:,}."
        )
    return parsed


def financial_year(value: Any) -> Parsed:
    """The year a financial year begins in: "2024/25", "2024-2025" and "FY2024" are 2024."""
    found = re.fullmatch(r"\s*(?:FY\s*)?(\d{4})\s*[-/–]\s*(?:\d{2}|\d{4})\s*", str(value), re.IGNORECASE)
    if found:
        return parse_integer(found[1], minimum=1990, maximum=2100)
    return parse_year(value, minimum=1990, maximum=2100)


def titles(value: Any) -> Parsed:
    """Title numbers, at most twelve characters each, sorted so that their order is no difference."""
    parsed = parse_titles(value)
    return Parsed(sorted(parsed.value), parsed.note) if parsed.value else parsed


def letter(codes: Mapping[str, str], synonyms: Mapping[str, str] | None = None) -> Parser:
    """A choice whose codes are single letters: "C - Poor", "Grade C" and "c" are C."""
    whole = choice(codes, synonyms)
    form = re.compile(r"(?:grade|band|rating|category|condition)?\s*([A-G]\+?)(?:\s*[-:–(,].*|\s+\d+)?", re.IGNORECASE)

    def parse(value: Any) -> Parsed:
        match = form.fullmatch(str(value).strip()) if value is not None else None
        return Parsed(match[1].upper()) if match and match[1].upper() in codes else whole(value)

    return parse
