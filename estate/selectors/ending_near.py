"""What else ends near a lease: leases of others close by that end, or may be ended, about when it does.

Two leases that end together are a chance to share one building, or to give up both for another.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import GeometryDistance
from django.contrib.gis.measure import D

from estate.calc.lease_dates import Kind, months_before
from estate.models import Lease, Property
from estate.selectors.lease_diary import LeaseEvent, Span, diary_leases, events_from, rows_of
from estate.selectors.record import lease_record

REACH_METRES = 500
REACH_MONTHS = 12
ENDINGS = (Kind.EXPIRY, Kind.BREAK, Kind.HOLDING_OVER)
# As many properties as are looked at, the nearest first, and as many dates as are shown.
PROPERTIES_AT_MOST = 200
SHOWN_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class NearbyEnding:
    """A date on which another lease ends or may be ended, and how far off it is, in metres from point to point."""

    event: LeaseEvent
    metres: float


@dataclass(frozen=True, slots=True)
class EndingNear:
    """What ends near a lease. `ends_on` is the day compared with: None when nobody knows when the lease ends.

    `is_held_over`: the lease has expired and goes on, so that it may end any day from `ends_on`, today.
    """

    lease: Lease
    ends_on: datetime.date | None
    is_held_over: bool
    is_placed: bool
    endings: Sequence[NearbyEnding]

    @property
    def leases(self) -> int:
        """How many leases the endings are of."""
        return len({each.event.lease.pk for each in self.endings})


def ending_near_lease(pk: int, *, user: Any, today: datetime.date | None = None) -> EndingNear | None:
    """What ends within REACH_METRES and REACH_MONTHS of this lease; None where there is none that `user` may see."""
    lease = (
        Lease.objects.visible_to(user)
        .with_renewal()
        .select_related("property__organisation")
        .defer("property__boundary")
        .filter(pk=pk)
        .first()
    )
    if lease is None:
        return None
    return ending_near([lease], lease.property, user=user, today=today or datetime.date.today())[lease.pk]


def ending_near(leases: Iterable[Lease], prop: Property, *, user: Any, today: datetime.date) -> dict[int, EndingNear]:
    """The same for each of a property's leases (from `with_renewal()`), by its id. Two queries, however many leases."""
    ends = {lease.pk: _end_of(lease, prop, today) for lease in leases}
    days = [day for day in ends.values() if day]
    around = _around(prop, user, min(days), max(days), today) if days and prop.location else []
    return {
        lease.pk: EndingNear(
            lease=lease,
            ends_on=ends[lease.pk],
            is_held_over=ends[lease.pk] != lease.expires_on,
            is_placed=prop.location is not None,
            endings=[each for each in around if _is_about(ends[lease.pk], each.event)][:SHOWN_AT_MOST],
        )
        for lease in leases
    }


def _end_of(lease: Any, prop: Property, today: datetime.date) -> datetime.date | None:
    """The day it ends: today, of one that has expired and is held over, for it may end any day."""
    return today if lease_record(lease, prop, today).is_held_over else lease.expires_on


def _around(
    prop: Property, user: Any, soonest: datetime.date, latest: datetime.date, today: datetime.date
) -> list[NearbyEnding]:
    """Endings still to come within reach, from REACH_MONTHS before the soonest day to as many after the latest."""
    near = (
        Property.objects.visible_to(user)
        .in_register()
        .exclude(pk=prop.pk)
        .filter(location__dwithin=(prop.location, D(m=REACH_METRES)))
        .annotate(metres=GeometryDistance("location", prop.location))
        .order_by("metres", "id")
    )
    metres = dict(near.values_list("pk", "metres")[:PROPERTIES_AT_MOST])
    if not metres:
        return []
    first = max(today, months_before(soonest, REACH_MONTHS))
    span = Span(first, months_before(latest, -REACH_MONTHS), today)
    rows = rows_of(diary_leases(user).filter(property__in=metres), span, ENDINGS)
    return [NearbyEnding(event, metres[event.lease.property_id]) for event in events_from(list(rows))]


def _is_about(day: datetime.date | None, event: LeaseEvent) -> bool:
    """Whether the date is within REACH_MONTHS of the day; a holding over is as of today, its last day so far."""
    if day is None:
        return False
    return months_before(day, REACH_MONTHS) <= event.until and event.on <= months_before(day, -REACH_MONTHS)
