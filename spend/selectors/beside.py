"""What counts say of one body, or of one place: for the pages of others."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q, Sum

from spend.calc.concentration import per_cent, per_head
from spend.models import Count, Elimination, Line, NeighbourhoodEstimate
from spend.selectors.counts import year_of
from totalplace.models import Area, Organisation

NOUGHT = Decimal(0)
MOST_COUNTS = 10


@dataclass(frozen=True, slots=True)
class InCount:
    """What a body spends in a count: its lines and their pounds, and those of the whole count."""

    count: Count
    lines: int
    amount: Decimal
    whole: Decimal

    @property
    def year(self) -> str:
        """The count's year, as 2008/09."""
        return year_of(self.count)

    @property
    def share(self) -> Decimal | None:
        """Its share of the whole, in per cent."""
        return per_cent(self.amount, self.whole)

    @property
    def per_head(self) -> Decimal | None:
        """The whole count's pounds a head."""
        return per_head(self.whole, self.count.population)


def counts_of_body(user: Any, organisation: Organisation) -> list[InCount]:
    """The latest counts with lines of the organisation's body: at most four queries."""
    of_body = (
        Line.objects.visible_to(user)
        .filter(body__organisation=organisation)
        .order_by()
        .values_list("count")
        .annotate(lines=Number("pk"), amount=Sum("amount"))
    )
    found = {count: (lines, amount) for count, lines, amount in of_body}
    if not found:
        return []
    counts = _latest(user, Q(pk__in=found))
    taken = _taken(Q(removed_from__body__organisation=organisation))
    return [
        InCount(count, found[count.pk][0], found[count.pk][1] - taken.get(count.pk, NOUGHT), whole)
        for count, whole in _wholes(user, counts)
    ]


def counts_of_place(user: Any, area: Area) -> dict[str, Any]:
    """The counts of the place itself, else of a place that holds it; and what is published of it as a neighbourhood."""
    own = _latest(user, Q(area=area))
    around = [] if own else _latest(user, Q(area__boundary__covers=area.boundary.point_on_surface))
    estimates = NeighbourhoodEstimate.objects.visible_to(user).filter(
        Q(area=area) | Q(name=area.name), heading="", county__in=Count.objects.visible_to(user)
    )
    return {
        "own": [InCount(count, 0, NOUGHT, whole) for count, whole in _wholes(user, own)],
        "around": [InCount(count, 0, NOUGHT, whole) for count, whole in _wholes(user, around)],
        "estimates": list(estimates.select_related("county", "source")[:MOST_COUNTS]),
    }


def _latest(user: Any, which: Q) -> list[Count]:
    found = Count.objects.visible_to(user).filter(which).select_related("source")
    return list(found.order_by("-stage", "-year", "key")[:MOST_COUNTS])


def _wholes(user: Any, counts: list[Count]) -> list[tuple[Count, Decimal]]:
    """Each count with what it comes to, in pounds: two queries, or none without a count."""
    if not counts:
        return []
    sums = dict(
        Line.objects.visible_to(user)
        .filter(count__in=[each.pk for each in counts])
        .order_by()
        .values_list("count")
        .annotate(amount=Sum("amount"))
    )
    taken = _taken(Q(removed_from__count__in=[each.pk for each in counts]))
    return [(each, sums.get(each.pk, NOUGHT) - taken.get(each.pk, NOUGHT)) for each in counts]


def _taken(which: Q) -> dict[int, Decimal]:
    """Pounds taken out of lines because others count them, by count."""
    found = Elimination.objects.filter(which).order_by().values_list("removed_from__count")
    return dict(found.annotate(amount=Sum("amount")))
