"""The lease diary: what falls when, of the leases a person may see, with the rent that is at stake.

Others ask `lease_events_for`: the reminders, and a person's own page.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction

from estate.calc.lease_dates import Kind
from estate.choices import LeaseRole
from estate.models import Lease, LeaseBreak, LeaseReview
from estate.querysets import LeaseQuerySet
from estate.querysets.leases import KINDS

# Counting further than this would cost more than the page; the reader may ask for it. Years and months draw more.
COUNTED_AT_MOST = 1_000
DRAWN_AT_MOST = 5_000
CHUNK = 1_000
# What is read of a lease, its property, body and district: what lists, files, feeds and reminders say of them.
LEASE_FIELDS = (
    "role", "counterparty", "starts_on", "expires_on", "annual_rent", "inside_1954_act", "updated_at",
    "property__reference", "property__name", "property__use", "property__gross_internal_area_m2",
    "property__updated_at", "property__organisation__name", "property__organisation__short_name",
    "property__organisation__code", "property__district__name",
)  # fmt: skip
# A row of the queryset: (on, kind_order, base, lease_id, part, until).
Row = tuple[datetime.date, int, datetime.date, int, int, datetime.date]


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked for, both included, and the day that counts as today."""

    first: datetime.date
    last: datetime.date
    today: datetime.date


@dataclass(frozen=True, slots=True)
class LeaseEvent:
    """A day or some days, what falls on them, and the lease, whose property and body are read with it.

    `part` is the LeaseBreak or LeaseReview it comes from, None where it is the lease's own.
    """

    kind: Kind
    on: datetime.date
    until: datetime.date
    lease: Lease
    part: LeaseBreak | LeaseReview | None

    @property
    def is_span(self) -> bool:
        return self.until != self.on

    @property
    def is_held_over(self) -> bool:
        return self.kind is Kind.HOLDING_OVER

    @property
    def key(self) -> str:
        """The same for the same date of the same lease, whatever changes about it."""
        return f"lease-{self.lease.pk}-{self.kind.value}" + (f"-{self.part.pk}" if self.part else "")

    @property
    def changed_at(self) -> datetime.datetime:
        """When what it says was last changed."""
        changed = max(self.lease.updated_at, self.lease.property.updated_at)
        return max(changed, self.part.updated_at) if self.part else changed


def lease_events_for(
    user: Any,
    first: datetime.date,
    last: datetime.date,
    *,
    organisations: Collection[int] | None = None,
    kinds: Collection[Kind] = KINDS,
    most: int = 200,
    today: datetime.date | None = None,
) -> list[LeaseEvent]:
    """The first `most` dates from `first` to `last` of leases `user` may see, of those bodies (ids) where named.

    A holding over, which has no end, is always among them when `today` is in between.
    """
    leases = diary_leases(user)
    if organisations is not None:
        leases = leases.filter(property__organisation__in=organisations)
    return events_of(leases, Span(first, last, today or datetime.date.today()), kinds, most=most)


def diary_leases(user: Any) -> LeaseQuerySet:
    """The leases whose dates `user` may see: of properties that have not left the register."""
    return Lease.objects.in_register().visible_to(user)


def rows_of(leases: LeaseQuerySet, span: Span, kinds: Collection[Kind], *, most: int | None = None) -> Any:
    """The dates as plain rows, in order: to count, to group, or to read on."""
    return leases.lease_events_between(span.first, span.last, today=span.today, kinds=kinds, most=most)


def events_of(
    leases: LeaseQuerySet, span: Span, kinds: Collection[Kind], *, skip: int = 0, most: int
) -> list[LeaseEvent]:
    """`most` dates after the first `skip`, with their leases."""
    return events_from(list(rows_of(leases, span, kinds, most=skip + most)[skip:]))


def each_event(leases: LeaseQuerySet, span: Span, kinds: Collection[Kind]) -> Iterator[LeaseEvent]:
    """Every date, a thousand at a time: memory stays the same however many there are."""
    with transaction.atomic():  # Outside a transaction the server would first lay the whole answer by.
        rows = rows_of(leases, span, kinds).iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            yield from events_from(chunk)


def events_from(rows: Sequence[Row]) -> list[LeaseEvent]:
    """These rows with their leases, properties, bodies and districts, breaks and reviews: three queries at most."""
    parts: dict[int, dict[int, Any]] = {
        KINDS.index(Kind.BREAK): _by_id(LeaseBreak, rows, Kind.BREAK, Kind.BREAK_NOTICE),
        KINDS.index(Kind.REVIEW): _by_id(LeaseReview, rows, Kind.REVIEW),
    }
    parts[KINDS.index(Kind.BREAK_NOTICE)] = parts[KINDS.index(Kind.BREAK)]
    leases = (
        Lease.objects.select_related("property__organisation", "property__district")
        .only(*LEASE_FIELDS)
        .in_bulk({row[3] for row in rows})
    )
    # A lease or break that somebody takes away between the two questions is taken off the list.
    return [
        LeaseEvent(KINDS[kind], on, until, leases[lease], parts[kind][part] if part else None)
        for on, kind, _, lease, part, until in rows
        if lease in leases and (not part or part in parts[kind])
    ]


def _by_id(model: Any, rows: Iterable[Row], *kinds: Kind) -> dict[int, Any]:
    wanted = {KINDS.index(kind) for kind in kinds}
    ids = {part for _, kind, _, _, part, _ in rows if kind in wanted}
    return model._base_manager.in_bulk(ids) if ids else {}


def rents_of(leases: Collection[int]) -> dict[int, Decimal]:
    """The rent of those of these leases (ids of leases the person may see) whose rent is known, in pounds a year."""
    known = Lease.objects.filter(pk__in=leases, annual_rent__isnull=False)
    return {pk: rent or Decimal(0) for pk, rent in known.values_list("pk", "annual_rent").order_by()}


# --- What it adds up to -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rent:
    """The rent of some leases in pounds a year: None where none of them has one, `known` for how many of `leases`."""

    leases: int = 0
    known: int = 0
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DiaryTotals:
    """How many dates, of how many leases at how many properties, and their rent, each lease counted once.

    `is_capped`: there are more than `dates`, and nothing was summed.
    """

    dates: int
    is_capped: bool = False
    properties: int = 0
    all: Rent = Rent()
    as_tenant: Rent = Rent()
    as_landlord: Rent = Rent()


SUMS = """
    WITH e AS MATERIALIZED ({events})
    SELECT (SELECT count(*) FROM e), l.role, count(*), count(DISTINCT l.property_id), count(l.annual_rent),
           sum(l.annual_rent)
      FROM estate_lease l WHERE l.id IN (SELECT lease_id FROM e) GROUP BY GROUPING SETS ((), (l.role))
"""


def diary_totals(leases: LeaseQuerySet, span: Span, kinds: Collection[Kind], *, exact: bool = False) -> DiaryTotals:
    """What these leases' dates add up to, up to COUNTED_AT_MOST of them unless `exact`. One query.

    Which of them are counted does not matter, so none is sorted: the reading ends as soon as there are too many.
    """
    events = leases.lease_events_between(span.first, span.last, today=span.today, kinds=kinds, is_sorted=False)
    if not exact:
        events = events[: COUNTED_AT_MOST + 1]
    if events.query.is_empty():
        return DiaryTotals(0)
    sql, params = events.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(events=sql), params)
        found = {row[1]: row for row in cursor.fetchall()}
    dates, _, _, properties, *_ = found[None]
    if not exact and dates > COUNTED_AT_MOST:
        return DiaryTotals(COUNTED_AT_MOST, is_capped=True)
    rents = {role: Rent(leases, known, amount) for role, (_, _, leases, _, known, amount) in found.items()}
    tenant, landlord = (rents.get(role, Rent()) for role in (LeaseRole.TENANT, LeaseRole.LANDLORD))
    return DiaryTotals(dates, False, properties, rents[None], tenant, landlord)
