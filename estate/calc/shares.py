"""Sharing a figure among the parts of a property, so that nothing is lost and nothing counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Shares:
    """What each part has of a figure, None where it is not known. `given` is their sum, None when all are unknown."""

    whole: Decimal | None
    parts: tuple[Decimal | None, ...]

    @property
    def given(self) -> Decimal | None:
        known = [part for part in self.parts if part is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def difference(self) -> Decimal | None:
        """How much more the parts have together than the whole had; None where that cannot be said."""
        if self.whole is None:
            return None
        return (self.given or Decimal(0)) - self.whole


def shared(whole: Decimal | None, asked: Sequence[Decimal | None], *, rest_to_first: bool) -> Shares:
    """The figure `whole` shared as asked; with `rest_to_first`, a first part that is not asked keeps what is left.

    What is left may be negative: whoever asks refuses that in words.
    """
    parts = list(asked)
    if rest_to_first and parts[0] is None and whole is not None:
        parts[0] = whole - sum((part for part in parts[1:] if part is not None), Decimal(0))
    return Shares(whole, tuple(parts))


def by_area(whole: Decimal, area: float, of: float, places: int = 4) -> Decimal:
    """The share of `whole` that falls to a piece of `area` out of `of`, rounded to so many places."""
    share = whole * Decimal(area) / Decimal(of)
    return share.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def together(values: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
