"""When the leases of properties end, and what may be done with them before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Max, Min, Q

from estate.models import Lease


def expiry_by_property(ids: Iterable[int]) -> dict[int, datetime.date]:
    """The day on which each property's next lease expires; the last one that did, where none runs any more."""
    today = datetime.date.today()
    dates = (
        Lease.objects.filter(property__in=list(ids), expires_on__isnull=False)
        .values("property")
        .annotate(next=Min("expires_on", filter=Q(expires_on__gte=today)), last=Max("expires_on"))
        .order_by()
    )
    return {row["property"]: row["next"] or row["last"] for row in dates}
