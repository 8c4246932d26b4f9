"""How much is under local control: by a rule that gives bodies, or kinds of control, a share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

# Pounds by body and by kind of control.
Amounts = Mapping[tuple[int, str], Decimal]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares (0 to 1) that count as local: of a body's pounds, or of pounds controlled in one way."""

    of_body: Mapping[int, Decimal] = field(default_factory=dict)
    of_kind: Mapping[str, Decimal] = field(default_factory=dict)

    def share(self, body: int, kind: str) -> Decimal:
        """What is said of a body goes before what is said of a kind; what neither says is not local."""
        return self.of_body.get(body, self.of_kind.get(kind, Decimal(0)))


def local_pounds(amounts: Amounts, shares: Shares) -> Decimal:
    """The pounds under local control."""
    return sum((amount * shares.share(*key) for key, amount in amounts.items()), Decimal(0))


def by_kind(amounts: Amounts) -> dict[str, Decimal]:
    """Pounds by kind of control."""
    found: dict[str, Decimal] = {}
    for (_, kind), amount in amounts.items():
        found[kind] = found.get(kind, Decimal(0)) + amount
    return found
