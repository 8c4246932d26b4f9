"""Money that one body passes to another in a count, and the streams by which it does."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count as Number
from django.db.models import Sum

from spend.models import Flow, Stream
from spend.selectors.reading import Reading

# More bands than these cannot be told apart in a drawing; the file has all of them.
MOST_FLOWS = 60
MOST_STREAMS = 200
MOST_PAYMENTS = 2000


def flows(reading: Reading, most: int = MOST_FLOWS) -> list[Flow]:
    """The largest flows of the count: one query."""
    found = Flow.objects.visible_to(reading.user).filter(count=reading.count)
    return list(found.select_related("payer", "payee", "source").order_by("-amount", "pk")[:most])


def flow_totals(reading: Reading) -> list[tuple[bool, int, Decimal]]:
    """(illustrative, how many, pounds) of the count's flows: one query."""
    found = Flow.objects.visible_to(reading.user).filter(count=reading.count).order_by()
    return [
        (row["is_illustrative"], row["flows"], row["amount"])
        for row in found.values("is_illustrative").annotate(flows=Number("pk"), amount=Sum("amount"))
    ]


def streams(reading: Reading) -> list[Stream]:
    """The streams that the person may read, with what the count's flows pass by each as `amount` (£): two queries."""
    return reading.kept("streams", lambda: _streams(reading))


def _streams(reading: Reading) -> list[Stream]:
    found = list(
        Stream.objects.visible_to(reading.user).select_related("funder", "source").order_by("name")[:MOST_STREAMS]
    )
    amounts = dict(
        Flow.objects.visible_to(reading.user)
        .filter(count=reading.count, stream__in=[each.pk for each in found])
        .order_by()
        .values_list("stream")
        .annotate(amount=Sum("amount"))
    )
    for each in found:
        vars(each)["amount"] = amounts.get(each.pk)  # For the page alone: no column of a stream.
    return found


def payments_by_stream(reading: Reading, known: dict[int, Stream]) -> list[Flow]:
    """The largest flows by the streams `known`, with their payees: one query."""
    found = Flow.objects.visible_to(reading.user).filter(count=reading.count, stream__in=known)
    return list(found.select_related("payee").order_by("-amount", "pk")[:MOST_PAYMENTS])
