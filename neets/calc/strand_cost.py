"""What young people cost: in all, a head, by strand, and for each one who stays in education, employment or training.

Money is Decimal pounds a year. What is not known stays not known: a sum that leaves something out says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """Pounds a year of what is known, and how many of the parts are not."""

    known: Decimal
    parts_not_known: int

    @property
    def complete(self) -> bool:
        """Whether every part is known."""
        return not self.parts_not_known


def total(parts: Iterable[Decimal | None]) -> Total:
    """The sum of what is known."""
    given = list(parts)
    return Total(sum((part for part in given if part is not None), Decimal(0)), sum(part is None for part in given))


def per_head(amount: Decimal | None, people: Decimal | int | None) -> Decimal | None:
    """Pounds a year for each of `people`; None where either is not known or there is nobody."""
    return None if amount is None or not people else amount / people


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """What part (0 to 1) of a whole; None where either is not known or the whole is nothing."""
    return None if part is None or not whole else part / whole


def implied_population(counted: Decimal, at_most: Decimal) -> Decimal:
    """The least number of people of whom `counted` are not more than the share `at_most` (0 to 1).

    >>> round(implied_population(Decimal(5000), Decimal("0.09")))
    55556
    """
    if not 0 < at_most <= 1:
        raise ValueError("A share is more than 0 and at most 1.")
    return counted / at_most


@dataclass(frozen=True, slots=True)
class StrandSpend:
    """One strand of the offer: pounds a year, people on it, outputs paid for, and people who stayed in education,
    employment or training after it. None where not known."""

    strand: str
    spend: Decimal | None
    people: int | None = None
    outputs: int | None = None
    sustained: int | None = None


@dataclass(frozen=True, slots=True)
class StrandCost:
    """A strand's pounds a year with its share of all that is known (0 to 1), pounds a person, pounds for each
    sustained outcome, and sustained outcomes for each output paid for (None where not known)."""

    strand: str
    spend: Decimal | None
    share: Decimal | None
    per_person: Decimal | None
    per_sustained: Decimal | None
    sustained_per_output: Decimal | None


def strand_costs(strands: Sequence[StrandSpend]) -> list[StrandCost]:
    """Every strand in the order given."""
    known = total(one.spend for one in strands).known
    return [
        StrandCost(
            strand=one.strand,
            spend=one.spend,
            share=share(one.spend, known),
            per_person=per_head(one.spend, one.people),
            per_sustained=per_head(one.spend, one.sustained),
            sustained_per_output=share(_decimal(one.sustained), _decimal(one.outputs)),
        )
        for one in strands
    ]


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)
