"""NEET rates by definition, with bounds for those whose situation nobody knows.

Shares run from 0 to 1. Rounded percentages are never added: where 3.9% and 3.0% are published, their sum is published
too (6.8%), and only the unrounded counts can say why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """Who a rate counts, and when: ages (years, both ends in), the ends of which months are averaged, who is left out.

    `age_basis` is "actual" (on the day) or "academic" (at the start of the academic year). `from_survey` marks a rate
    that comes of a sample and cannot be worked from a caseload."""

    key: str
    youngest: int
    oldest: int
    age_basis: str
    months: tuple[int, ...]
    leaves_out: frozenset[str] = frozenset()
    from_survey: bool = False


NI_117 = Definition("ni_117", 16, 18, "actual", (11, 12, 1), frozenset({"290", "710", "720"}))
DFE_16_17 = Definition("dfe_16_17", 16, 17, "academic", (12, 1, 2), frozenset({"290", "710"}))
ONS_16_24 = Definition("ons_16_24", 16, 24, "actual", (), frozenset(), from_survey=True)
PILOT_16_24 = Definition("pilot_16_24", 16, 24, "actual", ())
DEFINITIONS = (NI_117, DFE_16_17, ONS_16_24, PILOT_16_24)


@dataclass(frozen=True, slots=True)
class Counts:
    """People in the cohort, of them not in education, employment or training, and of them not known. A mean of months
    may be no whole number."""

    cohort: float
    neet: float
    not_known: float

    def __post_init__(self) -> None:
        if min(self.cohort, self.neet, self.not_known) < 0 or self.neet + self.not_known > self.cohort + 1e-9:
            raise ValueError("Those not in education, employment or training and not known must fit into the cohort.")


@dataclass(frozen=True, slots=True)
class Rate:
    """Shares of the cohort (0 to 1): NEET for certain (`low`: nobody not known is), NEET or not known as published
    together (`high`: all of them are), not known, and NEET among those known. None where there is nobody."""

    low: float | None
    high: float | None
    not_known: float | None
    of_known: float | None


def rate(counts: Counts) -> Rate:
    """The rate with its bounds."""
    known = counts.cohort - counts.not_known
    return Rate(
        low=_share(counts.neet, counts.cohort),
        high=_share(counts.neet + counts.not_known, counts.cohort),
        not_known=_share(counts.not_known, counts.cohort),
        of_known=_share(counts.neet, known),
    )


def mean(months: Sequence[Counts]) -> Counts | None:
    """The mean of several months' ends, which is what the indicators are; None of no month."""
    if not months:
        return None
    number = len(months)
    return Counts(
        sum(month.cohort for month in months) / number,
        sum(month.neet for month in months) / number,
        sum(month.not_known for month in months) / number,
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def academic_age(birth_year: int, birth_month: int, on_year: int, on_month: int) -> int:
    """Age in whole years on the last 31 August: what school years and the national measure of 16 and 17 go by.

    >>> academic_age(1993, 8, 2010, 1), academic_age(1993, 9, 2010, 1)
    (16, 15)
    """
    august = on_year if on_month >= 9 else on_year - 1
    return actual_age(birth_year, birth_month, august, 8)


def actual_age(birth_year: int, birth_month: int, on_year: int, on_month: int) -> int:
    """Age in whole years at the end of a month. Only the month of birth is kept, and by its end the birthday is past.

    >>> actual_age(1991, 5, 2010, 4), actual_age(1991, 5, 2010, 5)
    (18, 19)
    """
    return on_year - birth_year - (1 if on_month < birth_month else 0)
