"""The one lattice of what may be asked: ages by area by month. What lies off it is refused, with what lies on it.

Every count let out is of these. No filter cuts finer, and no two of them overlap so that a subtraction isolates few.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

# Wards and LSOAs cut across each other: with both let out, one could be taken from the other.
LEVELS = {
    "16_24": ("county", "district", "ward"),
    "16_18": ("county", "district"),
    "16_17": ("county", "district"),
}


class OffTheLattice(ValueError):
    """A question that is not answered: which `field` of it, why, and what can be asked instead."""

    def __init__(self, field: str, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.field, self.reason, self.remedy = field, reason, remedy


@dataclass(frozen=True, slots=True)
class Question:
    """One question that may be asked: which ages, at which level of area, on the last day of which month."""

    band: str
    level: str
    month: datetime.date

    def __post_init__(self) -> None:
        if self.band not in LEVELS:
            raise OffTheLattice("band", "Those ages are not counted.", f"Choose one of {', '.join(LEVELS)}.")
        if self.level not in LEVELS[self.band]:
            allowed = ", ".join(LEVELS[self.band])
            raise OffTheLattice(
                "level", "Counts of these ages are not let out for areas of that kind.", f"Choose one of {allowed}."
            )
        if self.month.day != 1:
            raise OffTheLattice("month", "Counts are of the end of a month.", "Name the month by its first day.")

    def __str__(self) -> str:
        return f"{self.band} by {self.level}, {self.month:%Y-%m}"
