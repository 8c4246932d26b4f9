"""Whether there is enough of the right provision: places beside the people who need them, cell by cell.

A cell is what the caller makes it (strand, level, area, age). People and places are counts; None is not known, and
makes the gap not known, never nought.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Balance:
    """One cell: places, people who need one, and places less people (below nought is a gap). None where not known."""

    cell: Hashable
    places: int | None
    need: int | None

    @property
    def balance(self) -> int | None:
        """Places over (positive) or short (negative)."""
        return None if self.places is None or self.need is None else self.places - self.need

    @property
    def places_per_person(self) -> float | None:
        """Places for each who needs one; None where not known or nobody does."""
        return None if self.places is None or not self.need else self.places / self.need


@dataclass(frozen=True, slots=True)
class Fit:
    """All cells together: places short where short, places over where over (both counts), and cells not known.

    A surplus of one strand does not fill the gap of another, so the two are kept apart and not netted.
    """

    short: int
    over: int
    cells_not_known: int


def balances(places: Mapping[Hashable, int | None], need: Mapping[Hashable, int | None]) -> list[Balance]:
    """Every cell that either side names. A cell one side does not name has none of it; one named None is not known."""
    cells = list(dict.fromkeys([*need, *places]))
    return [Balance(cell, places.get(cell, 0), need.get(cell, 0)) for cell in cells]


def fit(rows: list[Balance]) -> Fit:
    """The gaps and surpluses of all cells."""
    known = [row.balance for row in rows if row.balance is not None]
    return Fit(
        short=-sum(one for one in known if one < 0),
        over=sum(one for one in known if one > 0),
        cells_not_known=len(rows) - len(known),
    )
