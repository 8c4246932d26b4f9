"""What the pages of claims say: a verdict as a sentence, inputs in words, and the chart of verdicts by document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spend.calc.claim_words import difference_words, figure_words, range_words, stated_words
from spend.choices import ClaimVerdict
from spend.models import Claim
from spend.selectors.claims import Tally
from totalplace.forms.fields import written

# How long the longest bar is, in the drawing's own units, and the order of verdicts in each.
WIDTH = 640
ORDER = ("agrees", "differs", "untestable")


@dataclass(frozen=True, slots=True)
class InputShown:
    """An input as a row of a table."""

    name: str
    label: str
    value: str
    source: str
    place: str
    live: str

    @classmethod
    def of(cls, kept: Mapping[str, Any], titles: Mapping[str, str]) -> InputShown:
        value = None if kept["value"] is None else Decimal(kept["value"])
        words = "not published" if value is None else figure_words(value, kept["unit"])
        return cls(
            kept["name"], kept["label"], words, titles.get(kept["source"], ""), kept["place"], kept.get("live", "")
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: where it begins and how long it is, of WIDTH."""

    verdict: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One document's claims."""

    title: str
    tally: Tally
    parts: Sequence[Part]


def chart_of(counted: Sequence[tuple[str, Tally]]) -> list[Bar]:
    """The verdicts of each document as a bar, its length the number of its claims."""
    most = max((each.claims for _, each in counted), default=1)
    return [Bar(title or "Reports of people here", each, _parts(each, most)) for title, each in counted]


def _parts(counted: Tally, most: int) -> list[Part]:
    parts, done = [], 0
    for verdict in ORDER:
        number = getattr(counted, verdict)
        begin, end = round(WIDTH * done / most), round(WIDTH * (done + number) / most)
        done += number
        if number:
            parts.append(Part(verdict, begin, end - begin))
    return parts


def sentence_of(counted: Tally) -> str:
    """The answer of the list."""
    if not counted.claims:
        return "No claim matches."
    if counted.claims == 1:
        return f"One claim, and it {_one(counted)}."
    return (
        f"Of {counted.claims:,} claims, {counted.agrees:,} follow from their own figures, {counted.differs:,} do not, "
        f"and {counted.untestable:,} cannot be tested because something is not published."
    )


def _one(counted: Tally) -> str:
    if counted.agrees:
        return "follows from its own figures"
    return "does not follow from its own figures" if counted.differs else "cannot be tested"


def stated(claim: Claim) -> str:
    """What a claim states."""
    return stated_words(claim.wording, claim.low, claim.high, claim.unit)


def worked(claim: Claim) -> str:
    """What came out."""
    return range_words(claim.worked_low, claim.worked_high, claim.unit)


def said_words(name: str, value: Any) -> str:
    """What a person says of a claim, a column or a part of it, as a person reads it."""
    if name == "inputs":
        return "\n".join(_input_words(row) for row in value or ()) or "none"
    if name == "conflicts":
        return ", ".join(value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    labels = dict(Claim._meta.get_field(name).flatchoices)
    return str(labels.get(value, written(value))) or "empty"


def _input_words(row: Mapping[str, Any]) -> str:
    number = "not published" if row["value"] is None else figure_words(row["value"], row["unit"])
    return f"{row['name']}: {row['live'] or number} ({row['place']})"


def verdict_sentence(claim: Claim) -> str:
    """The verdict, with its figures or with what is missing."""
    if claim.verdict == ClaimVerdict.UNTESTABLE:
        found = f" What can be worked out is {worked(claim)}." if claim.worked_low is not None else ""
        return f"It cannot be tested. {claim.missing}{found}"
    if claim.verdict == ClaimVerdict.AGREES:
        return f"It follows: {worked(claim)} comes out, and {stated(claim)} is stated."
    by = difference_words(claim.difference, claim.percent, claim.unit)
    return f"It does not follow: {worked(claim)} comes out where {stated(claim)} is stated. That is {by}."
