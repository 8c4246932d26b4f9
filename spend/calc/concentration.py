"""How far spending is in a few hands: shares of a whole, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

HUNDRED = Decimal(100)


def per_cent(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """`part` as per cent of `whole`; None where either is not known or there is nothing to be part of."""
    if part is None or not whole:
        return None
    return HUNDRED * Decimal(part) / Decimal(whole)


def per_head(amount: Decimal | None, people: int | None) -> Decimal | None:
    """Pounds a head; None where the amount or the people are not known."""
    return amount / people if amount is not None and people else None


def cumulative(amounts: Iterable[Decimal], whole: Decimal) -> Iterator[tuple[Decimal | None, Decimal | None]]:
    """(share, share of it and of all before it) of each amount, in per cent of `whole` (£)."""
    reached = Decimal(0)
    for amount in amounts:
        reached += amount
        yield per_cent(amount, whole), per_cent(reached, whole)
