"""The documents' facts about young people, as read from fixtures/reference/neets: figures with words and place."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "fixtures" / "reference" / "neets"


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: what it is of, the words that state it (none where it is worked or published elsewhere), and
    where."""

    key: str
    value: Decimal
    unit: str
    kind: str
    words: str
    source: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where two places say different things of one subject, and how it is read here."""

    number: str
    subject: str
    one: str
    one_source: str
    one_place: str
    other: str
    other_source: str
    other_place: str
    reading: str


@cache
def facts() -> dict[str, Fact]:
    """Every fact by its key."""
    return {row["key"]: _fact(**row) for row in _rows("facts.csv")}


@cache
def contradictions() -> tuple[Contradiction, ...]:
    """Every contradiction about young people, in the order of the whole list."""
    return tuple(Contradiction(**row) for row in _rows("contradictions.csv"))


@dataclass(frozen=True, slots=True)
class GuaranteeRule:
    """One guarantee as it stood between two days (until None: it still stands): ages, the promise, and the source."""

    name: str
    youngest: str
    oldest: str
    since: dt.date
    until: dt.date | None
    promise: str
    source: str


@cache
def guarantee_rules() -> tuple[GuaranteeRule, ...]:
    """The guarantees as dated rules."""
    return tuple(
        GuaranteeRule(
            name=row["name"],
            youngest=row["youngest"],
            oldest=row["oldest"],
            since=dt.date.fromisoformat(row["since"]),
            until=dt.date.fromisoformat(row["until"]) if row["until"] else None,
            promise=row["promise"],
            source=row["source"],
        )
        for row in _rows("guarantees.csv")
    )


def segment_rows() -> list[dict[str, str]]:
    """The segments as rows of text: code, edition, order, title, characteristics, oldest, valid_from."""
    return _rows("segments.csv")


def definition_rows() -> list[dict[str, str]]:
    """The published ways of counting as rows of text."""
    return _rows("definitions.csv")


def value(key: str) -> Decimal:
    """One figure."""
    return facts()[key].value


def _fact(value: str, **words: str) -> Fact:
    return Fact(value=_decimal(value), **words)


def _decimal(text: str) -> Decimal:
    """A figure as the file writes it; "1/6" is a sixth."""
    fraction = Fraction(text)
    return Decimal(fraction.numerator) / fraction.denominator


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
