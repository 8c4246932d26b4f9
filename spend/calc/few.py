"""What costly cases cost: pounds a case, and a kind's share of cases and of cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from spend.calc.concentration import per_cent


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case: its number of cases and what they cost together in a year (£); None where not published."""

    name: str
    cases: int | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Costed:
    """A kind with its pounds a case, and its shares of all cases and of all cost in per cent."""

    kind: Kind
    a_case: Decimal | None
    of_cases: Decimal | None
    of_cost: Decimal | None


def costed(kinds: Sequence[Kind]) -> list[Costed]:
    """Each kind beside all of them together; a share is unknown where any kind's figure is."""
    cases = [each.cases for each in kinds]
    costs = [each.cost for each in kinds]
    all_cases = None if None in cases else sum(each or 0 for each in cases)
    all_cost = None if None in costs else sum((each or Decimal(0) for each in costs), Decimal(0))
    return [
        Costed(
            each,
            each.cost / each.cases if each.cost is not None and each.cases else None,
            per_cent(each.cases, all_cases),
            per_cent(each.cost, all_cost),
        )
        for each in kinds
    ]
