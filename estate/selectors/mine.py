"""What an officer looks after: what is due, what ends, what is wrong, and how that went since last month.

Everything is of the bodies (ids) that are asked for and of what the person may see of them. Counts stop at
COUNTED_AT_MOST, as the lists behind them do; nothing here takes longer for a longer register.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, Count, QuerySet, Value, When
from django.utils import timezone

from estate.calc.lease_dates import Kind, months_before
from estate.choices import BulkStatus, Gravity, LeaseRole
from estate.models import BulkEdit, Property, QualityFinding, RagAssessment
from estate.querysets.leases import KINDS
from estate.selectors import lease_diary, quality
from estate.selectors.totals import COUNTED_AT_MOST
from totalplace.choices import ImportStatus
from totalplace.models import ImportBatch

# How many of the next are named beside a count.
NAMED = 5
REVIEW_DAYS = (30, 90)
LEASE_MONTHS = (6, 12, 24)
LEASE_KINDS = (Kind.EXPIRY, Kind.BREAK, Kind.BREAK_NOTICE)
REVIEW_PASSED = "review-passed"
# Imports that wait for their officer.
WAITING = (ImportStatus.UPLOADED, ImportStatus.STAGED, ImportStatus.FAILED)
# A change of many properties that nobody went on with for so long was given up.
BULK_DAYS = 14


@dataclass(frozen=True, slots=True)
class Tally:
    """A count that stops at COUNTED_AT_MOST."""

    number: int
    is_more: bool = False

    @classmethod
    def of(cls, rows: QuerySet) -> Tally:
        counted = rows.order_by()[: COUNTED_AT_MOST + 1].count()
        return cls(min(counted, COUNTED_AT_MOST), counted > COUNTED_AT_MOST)

    def __bool__(self) -> bool:
        return self.number > 0


# --- Reviews --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reviews:
    """Ratings whose review is overdue, and due within each of REVIEW_DAYS; `next` are the properties due first."""

    overdue: Tally
    within: Mapping[int, Tally]
    next: Sequence[Property]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is due yet, but something will be."""
        return bool(self.next) and not self.overdue and not any(self.within.values())


def reviews(user: Any, bodies: Collection[int], today: datetime.date) -> Reviews:
    """The reviews of these bodies' properties that are still in the register. Four queries."""
    due = Property.objects.visible_to(user).in_register().filter(organisation__in=bodies)
    within = {
        days: Tally.of(due.filter(next_review_on__range=(today, today + datetime.timedelta(days=days))))
        for days in REVIEW_DAYS
    }
    first = due.filter(next_review_on__isnull=False).order_by("next_review_on", "pk")
    return Reviews(
        overdue=Tally.of(due.filter(next_review_on__lt=today)),
        within=within,
        next=list(first.only("reference", "name", "rag", "next_review_on")[:NAMED]),
    )


# --- Leases ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeasesAhead:
    """What falls within some months, by kind, and the rent of those leases in pounds a year: what is paid and what is
    received, None where none of it is known. `is_more`: there is more, and nothing is summed."""

    months: int
    until: datetime.date
    dates: Mapping[Kind, int]
    is_more: bool
    to_pay: Decimal | None = None
    to_receive: Decimal | None = None

    @property
    def total(self) -> int:
        return sum(self.dates.values())


@dataclass(frozen=True, slots=True)
class Leases:
    """Expiries, breaks and their notice ahead, and those that come first."""

    ahead: Sequence[LeasesAhead]
    next: Sequence[lease_diary.LeaseEvent]


LEASES = """
    WITH e AS MATERIALIZED ({events}), p AS (SELECT unnest(%s::int[]) AS months, unnest(%s::date[]) AS until),
    first AS (SELECT lease_id, min(e.on) AS day FROM e GROUP BY lease_id)
    SELECT p.months, e.kind_order::text, count(*), NULL, (SELECT count(*) FROM e)
      FROM p JOIN e ON e.on <= p.until GROUP BY 1, 2
     UNION ALL
    SELECT p.months, l.role, count(l.annual_rent), sum(l.annual_rent), (SELECT count(*) FROM e)
      FROM first JOIN estate_lease l ON l.id = first.lease_id JOIN p ON first.day <= p.until GROUP BY 1, 2
"""


def leases(user: Any, bodies: Collection[int], today: datetime.date) -> Leases:
    """The lease dates of these bodies in the next LEASE_MONTHS. Five queries."""
    until = {months: months_before(today, -months) for months in LEASE_MONTHS}
    span = lease_diary.Span(today, until[LEASE_MONTHS[-1]], today)
    own = lease_diary.diary_leases(user).filter(property__organisation__in=bodies)
    rows = lease_diary.rows_of(own, span, LEASE_KINDS, most=lease_diary.COUNTED_AT_MOST + 1)
    first = lease_diary.events_of(own, span, LEASE_KINDS, most=NAMED)
    sql, parameters = rows.query.sql_with_params()
    found: dict[int, dict[str, tuple[int, Decimal | None]]] = defaultdict(dict)
    is_capped = False
    with connection.cursor() as cursor:
        cursor.execute(LEASES.format(events=sql), [*parameters, list(until), list(until.values())])
        for months, key, count, rent, counted in cursor.fetchall():
            found[months][key] = (count, rent)
            is_capped = counted > lease_diary.COUNTED_AT_MOST
    return Leases([_ahead(months, until[months], found[months], is_capped) for months in LEASE_MONTHS], first)


def _ahead(
    months: int, until: datetime.date, found: Mapping[str, tuple[int, Decimal | None]], is_capped: bool
) -> LeasesAhead:
    dates = {kind: found.get(str(KINDS.index(kind)), (0, None))[0] for kind in LEASE_KINDS}
    if is_capped and sum(dates.values()) > lease_diary.COUNTED_AT_MOST:
        return LeasesAhead(months, until, dates, is_more=True)
    to_pay, to_receive = (found.get(role, (0, None))[1] for role in (LeaseRole.TENANT, LeaseRole.LANDLORD))
    return LeasesAhead(months, until, dates, False, to_pay, to_receive)


# --- Faults, and how it went ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Then:
    """What the records came to at one time: score in percent (None: nothing was asked), faults, reviews overdue."""

    score: int | None
    faults: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Faults:
    """How many properties have a fault of each gravity, the rules broken (gravest first), and the way since `month`,
    the last month before this one that was kept; None where there was none."""

    properties: Mapping[Gravity, Tally]
    rules: Sequence[quality.RuleCount]
    now: Then
    then: Then | None = None
    month: datetime.date | None = None


def faults(user: Any, bodies: Collection[int], today: datetime.date) -> Faults:
    """The faults to mend of these bodies' records. Three queries."""
    counts = quality.counts_then_and_now(user, bodies, today.replace(day=1))
    now = counts[None]
    month = next((each for each in counts if each), None)
    broken = sorted((c for c in now if c.failing), key=lambda c: (-c.rule.weight, -c.failing, c.rule.title))
    return Faults(
        properties=_with_faults(user, bodies, now),
        rules=broken,
        now=_then(now),
        then=_then(counts[month]) if month else None,
        month=month,
    )


def _then(counts: Sequence[quality.RuleCount]) -> Then:
    total = quality.quality_of(counts)
    overdue = sum(count.failing for count in counts if count.rule.code == REVIEW_PASSED)
    return Then(total.score, total.faults, overdue)


def _with_faults(user: Any, bodies: Collection[int], counts: Sequence[quality.RuleCount]) -> dict[Gravity, Tally]:
    """Properties by gravity. Where one rule alone has more than is counted, nothing is looked at; else each rule has
    few, and so have all of them together."""
    many = {c.rule.gravity for c in counts if c.failing > COUNTED_AT_MOST}
    few = [c.rule for c in counts if c.failing and c.rule.gravity not in many]
    found = (
        QualityFinding.objects.visible_to(user)
        .to_mend()
        .filter(organisation__in=bodies, property__organisation__in=bodies, rule__in=[rule.code for rule in few])
        .annotate(gravity=Case(*(When(rule=rule.code, then=Value(str(rule.gravity))) for rule in few)))
        .order_by()
        .values_list("gravity")
        .annotate(properties=Count("property", distinct=True))
    )
    counted = dict(found) if few else {}
    return {
        gravity: Tally(COUNTED_AT_MOST, True)
        if gravity in many or counted.get(gravity, 0) > COUNTED_AT_MOST
        else Tally(counted.get(gravity, 0))
        for gravity in Gravity
    }


def ratings_made(user: Any, bodies: Collection[int], today: datetime.date) -> tuple[Tally, Tally]:
    """Ratings given last month and this one, those taken back since included. Two queries."""
    this = today.replace(day=1)
    last = (this - datetime.timedelta(days=1)).replace(day=1)
    starts = [timezone.make_aware(datetime.datetime.combine(day, datetime.time())) for day in (last, this)]
    made = RagAssessment.objects.visible_to(user).filter(property__organisation__in=bodies)
    return (
        Tally.of(made.filter(assessed_at__gte=starts[0], assessed_at__lt=starts[1])),
        Tally.of(made.filter(assessed_at__gte=starts[1])),
    )


# --- What she has not finished --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Her own imports and changes of many that wait for her, newest first."""

    imports: Sequence[ImportBatch] = field(default_factory=list)
    bulk: Sequence[BulkEdit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.imports or self.bulk)


def unfinished(user: Any, bodies: Collection[int]) -> Unfinished:
    """What she began for these bodies and did not end. Two queries."""
    batches = ImportBatch.objects.visible_to(user).filter(
        created_by=user.pk, organisation__in=bodies, status__in=WAITING
    )
    since = timezone.now() - datetime.timedelta(days=BULK_DAYS)
    edits = BulkEdit.objects.visible_to(user).filter(status=BulkStatus.DRAFT, created_at__gte=since).exclude(change={})
    return Unfinished(
        list(batches.select_related("organisation").order_by("-created_at")[:NAMED]),
        list(edits.only("property_ids", "created_at", "reason").order_by("-created_at")[:NAMED]),
    )
