"""Chainable reads of leases, and the one source of their dates: lists, counts, calendars and feeds all ask here.

The database works the dates out by the rules of `estate.calc.lease_dates`; a test holds the two together.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any, cast

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import ExtractDay

from estate.calc.lease_dates import NOTICE_CLOSES_MONTHS, NOTICE_OPENS_MONTHS, Kind
from estate.choices import CLOSED_STATUSES, IN_USE_STATUSES, Holding
from estate.querysets.properties import OfPropertyQuerySet
from totalplace.db.functions import DayAfter, MonthsBefore

# A row of `lease_events_between`, which is sorted by all but `until`. `base` is the day as stored, from which the
# others follow; `part` the break's or review's id, 0 where the date is the lease's own.
COLUMNS = ("on", "kind_order", "base", "lease_id", "part", "until")
KINDS = tuple(Kind)
# A tenancy goes on after its expiry only while the tenant is there. Property.is_in_use says the same.
IN_USE = Q(property__status__in=IN_USE_STATUSES) & ~Q(property__holding=Holding.VACANT)
# An index finds expiries between days, not the windows before them, so it is asked for a little more than six to
# twelve months later.
WINDOW_LEADS = (datetime.timedelta(days=180), datetime.timedelta(days=368))


class LeaseQuerySet(OfPropertyQuerySet):
    """Leases, guarded by `visible_to`."""

    def visible_to(self, user: Any) -> LeaseQuerySet:
        """The leases of the properties that `user` may see."""
        return cast(LeaseQuerySet, super().visible_to(user))

    def in_register(self) -> LeaseQuerySet:
        """Leases of properties not closed (sold, lease ended, demolished, closed)."""
        return self.exclude(property__status__in=CLOSED_STATUSES)

    def with_renewal(self) -> LeaseQuerySet:
        """Each with `is_renewed`: the same two hold a later lease of it in the same roles."""
        later = self.model._base_manager.filter(
            property=OuterRef("property"),
            role=OuterRef("role"),
            counterparty=OuterRef("counterparty"),
            starts_on__gte=OuterRef("expires_on"),
        )
        return self.annotate(is_renewed=Exists(later))

    def lease_events_between(
        self,
        first: datetime.date,
        last: datetime.date,
        *,
        today: datetime.date,
        kinds: Collection[Kind] = KINDS,
        most: int | None = None,
        is_sorted: bool = True,
    ) -> QuerySet:
        """The dates of these leases from `first` to `last`, both included, as rows of COLUMNS in their order.

        A window or a holding over is among them when any day of it is; tenancies held over are as of `today`. With
        `most`, the first that many: then no more rows are read than needed, however many leases there are. Who only
        counts them has no need of `is_sorted`.
        """
        parts = [self._events(kind, first, last, today) for kind in KINDS if kind in kinds]
        some = [part for part in parts if not part.query.is_empty()]
        if not is_sorted:
            bare = [part.order_by() for part in some or parts]
            return bare[0].union(*bare[1:], all=True) if len(bare) > 1 else bare[0]
        if len(some) < 2:
            return (some or parts)[0][:most]
        begun, *others = (part[:most] for part in some)
        return begun.union(*others, all=True).order_by(*COLUMNS[:-1])[:most]

    def _events(self, kind: Kind, first: datetime.date, last: datetime.date, today: datetime.date) -> QuerySet:
        match kind:
            case Kind.EXPIRY:
                rows = self.annotate(base=F("expires_on"), on=F("expires_on"), until=F("expires_on"))
            case Kind.BREAK:
                rows = self.annotate(base=F("breaks__on"), on=F("breaks__on"), until=F("breaks__on"))
            case Kind.BREAK_NOTICE:
                deadline = MonthsBefore("breaks__on", "breaks__notice_months")
                rows = self.alias(notice=F("breaks__notice_months")).filter(notice__gt=0)
                rows = rows.annotate(base=F("breaks__on"), on=deadline, until=deadline)
            case Kind.REVIEW:
                rows = self.annotate(base=F("reviews__on"), on=F("reviews__on"), until=F("reviews__on"))
            case Kind.ACT_NOTICE:
                rows = self._windows(first, last)
            case Kind.HOLDING_OVER:
                rows = self._held_over(first, last, today)
        part = {Kind.BREAK: "breaks__id", Kind.BREAK_NOTICE: "breaks__id", Kind.REVIEW: "reviews__id"}.get(kind)
        if part or kind is Kind.EXPIRY:
            rows = rows.filter(on__range=(first, last))
        named = rows.annotate(
            kind_order=Value(KINDS.index(kind), output_field=IntegerField()),
            lease_id=F("id"),
            part=F(part) if part else Value(0, output_field=IntegerField()),
        )
        return named.values_list(*COLUMNS).order_by(*_index_order(kind), "lease_id", "part")

    def _windows(self, first: datetime.date, last: datetime.date) -> LeaseQuerySet:
        soonest, latest = WINDOW_LEADS
        back = MonthsBefore("expires_on", Value(NOTICE_OPENS_MONTHS))
        # Twelve months before 29 February is 1 March: see estate.calc.lease_dates.
        opens = Case(When(Q(day_back=ExtractDay("expires_on")), then=back), default=DayAfter(back))
        return (
            self.filter(inside_1954_act=True, expires_on__range=(first + soonest, last + latest))
            .alias(day_back=ExtractDay(back))
            .annotate(base=F("expires_on"), on=opens, until=MonthsBefore("expires_on", Value(NOTICE_CLOSES_MONTHS)))
            .filter(on__lte=last, until__gte=first)
        )

    def _held_over(self, first: datetime.date, last: datetime.date, today: datetime.date) -> LeaseQuerySet:
        held = self.none() if today < first else self.filter(expires_on__lt=min(today, last))
        return (
            held.filter(IN_USE, inside_1954_act=True)
            .with_renewal()
            .filter(is_renewed=False)
            .annotate(base=F("expires_on"), on=DayAfter("expires_on"), until=Value(today))
        )


def _index_order(kind: Kind) -> tuple[str, ...]:
    """What an index sorts a kind's rows by. Of windows and holdings over, the expiry orders the first days too."""
    return ("on", "base") if kind is Kind.BREAK_NOTICE else ("base",)
