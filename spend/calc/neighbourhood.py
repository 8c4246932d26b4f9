"""What a stated excess per head says of the scope it was worked out on. All amounts are pounds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Excess:
    """A neighbourhood's spending a head beside its county's, on the county's whole count and on the stated excess.

    `implied_head` is the county's average a head for which the stated excess holds, and `implied_total` that average
    times the county's people; `above` is what the neighbourhood's total holds beyond that average.
    """

    head: Decimal
    county_head: Decimal
    on_the_count: Decimal
    stated: Decimal | None
    implied_head: Decimal | None
    implied_total: Decimal | None
    above: Decimal | None


def excess(total: Decimal, people: int, county_total: Decimal, county_people: int, stated: Decimal | None) -> Excess:
    """Set £ `total` for `people` beside the county's; `stated` is the excess in per cent that the document gives."""
    head, county_head = total / people, county_total / county_people
    implied = head / (1 + stated / HUNDRED) if stated is not None and stated > -HUNDRED else None
    return Excess(
        head=head,
        county_head=county_head,
        on_the_count=HUNDRED * (head / county_head - 1),
        stated=stated,
        implied_head=implied,
        implied_total=None if implied is None else implied * county_people,
        above=None if implied is None else total - implied * people,
    )
