"""How many people live in an area, by the bands of age that services plan by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# The lower age of each band, in years.
BANDS = (0, 5, 16, 25, 65, 85)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """People of `first` to `last` years of age; `last` None is "and over". `percent` of everybody."""

    first: int
    last: int | None
    people: int
    percent: float


def age_bands(by_age: Iterable[tuple[int, int]]) -> list[AgeBand]:
    """Bands from (age in years, people) each; none where no age is known or nobody lives there."""
    counted = [0] * len(BANDS)
    for age, people in by_age:
        counted[max(place for place, first in enumerate(BANDS) if age >= first)] += people
    everybody = sum(counted)
    if not everybody:
        return []
    lasts = [*(first - 1 for first in BANDS[1:]), None]
    return [
        AgeBand(first, last, people, people / everybody * 100)
        for first, last, people in zip(BANDS, lasts, counted, strict=True)
    ]
