"""What an officer is told of her bodies' estate: ratings to review, lease dates, new faults, what others changed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, Func, Min, Value
from django.db.models.functions import Cast, Concat, TruncDate
from django.urls import reverse
from django.utils import timezone

from estate import choices
from estate.calc.lease_dates import Kind, months_before
from estate.models import Property
from estate.querysets.leases import KINDS
from estate.querysets.quality import BY_CODE
from estate.selectors.change_words import done_to_many, done_to_one
from estate.selectors.changes import ChangeLine, Wanted, changes
from estate.selectors.lease_diary import LeaseEvent, lease_events_for
from estate.selectors.quality import new_faults
from totalplace.calc.dates import long_date
from totalplace.news import Found, Subject

# A review is told of so long before its day; a change so long after it, should no digest have run meanwhile.
REVIEW_AHEAD_DAYS = 14
LOOKED_BACK_DAYS = 10
# What is beyond this is told of on the following days.
AT_MOST = 500
LEASE_DATES_AT_MOST = 2_000
# Months before a lease's expiry, break or last day for notice at which it is told of: time to decide, to serve, to go.
TOLD_MONTHS = (1, 3, 6, 12)
NEAR_MONTHS = 3
REVIEWS, LEASES, FAULTS, CHANGES = "estate.review", "estate.lease", "estate.fault", "estate.change"


def subjects(user: Any, keys: Collection[int]) -> Mapping[int, Subject]:
    """The properties among `keys` that `user` may see now."""
    found = Property.objects.visible_to(user).filter(pk__in=keys)
    return {
        pk: Subject(reference, name, reverse("property", args=[reference]), is_sensitive)
        for pk, reference, name, is_sensitive in found.values_list("pk", "reference", "name", "is_sensitive")
    }


def reviews_due(user: Any, bodies: Collection[int]) -> list[Found]:
    """Ratings whose review is due within REVIEW_AHEAD_DAYS, or was due; each day of review is told of once."""
    today = timezone.localdate()
    until = today + datetime.timedelta(days=REVIEW_AHEAD_DAYS)
    day = Func("next_review_on", Value("YYYY-MM-DD"), function="to_char", output_field=CharField())
    due = (
        Property.objects.visible_to(user)
        .filter(organisation__in=bodies, next_review_on__lte=until)
        .exclude(status__in=choices.CLOSED_STATUSES)
        .annotate(news_key=Concat(Cast("pk", CharField()), Value(":"), day, output_field=CharField()))
        # Those told of already would else fill the first rows for ever.
        .exclude(news_key__in=user.news.filter(kind=REVIEWS).values("key"))
        .order_by("next_review_on", "pk")
    )
    return [
        Found(key, body, _review_words(day, today), object_id=pk)
        for key, body, day, pk in due.values_list("news_key", "organisation_id", "next_review_on", "pk")[:AT_MOST]
    ]


def _review_words(day: datetime.date, today: datetime.date) -> str:
    return f"rating due for review {'since' if day < today else 'on'} {long_date(day)}"


def changes_by_others(user: Any, bodies: Collection[int]) -> list[Found]:
    """What other people changed of these bodies' properties, and of what belongs to them, lately: one piece of news a
    change and body."""
    since = timezone.localdate() - datetime.timedelta(days=LOOKED_BACK_DAYS)
    found = []
    for body in sorted(bodies):
        wanted = Wanted(bodies=(body,), first=since, but_by=user.pk, by_people=True)
        found += [_change(line, body) for line in changes(user, wanted, most=AT_MOST, own_alone=True)]
    return found


def _change(line: ChangeLine, body: int) -> Found:
    """One change of one body's estate. Its reason is not told: people write in it what they like."""
    key = f"{line.context or line.position.change}:{body}"
    by = f"by {line.who}{', in an import' if line.batch else ''}"
    if line.property_id:
        return Found(key, body, f"{done_to_one(line)} {by}", object_id=line.property_id)
    path = reverse("change", args=[line.position.change])
    if line.batch:
        path = f"{reverse('property_list')}?{urlencode({'from_import': line.batch, 'status': 'all'})}"
    return Found(key, body, f"{done_to_many(line)} {by}", path=path)


def lease_dates_ahead(user: Any, bodies: Collection[int]) -> list[Found]:
    """Expiries, breaks and their notice, each told of TOLD_MONTHS before it: once at each of these distances.

    Rent reviews, and the first day of a notice window, are told of once, NEAR_MONTHS before.
    """
    today = timezone.localdate()
    until = months_before(today, -max(TOLD_MONTHS))
    kinds = [kind for kind in KINDS if kind is not Kind.HOLDING_OVER]
    events = lease_events_for(
        user, today, until, organisations=bodies, kinds=kinds, most=LEASE_DATES_AT_MOST, today=today
    )
    return [found for event in events if (found := _lease_date(event, today)) is not None]


def _lease_date(event: LeaseEvent, today: datetime.date) -> Found | None:
    distances = TOLD_MONTHS if event.kind in (Kind.EXPIRY, Kind.BREAK, Kind.BREAK_NOTICE) else (NEAR_MONTHS,)
    if event.on < today:  # A window that is open already was told of before it opened.
        return None
    # The nearest distance reached: a lease that came in late is not told of once for each that has passed.
    months = next((each for each in distances if event.on <= months_before(today, -each)), None)
    if months is None:
        return None
    # The day is in the key: a date that is moved is another thing to know.
    key = f"{event.key}:{event.on.isoformat()}:{months}"
    words = f"{event.kind.label.lower()} on {long_date(event.on)}"
    return Found(key, event.lease.property.organisation_id, words, object_id=event.lease.property_id)


def faults_found(user: Any, bodies: Collection[int]) -> list[Found]:
    """Faults of these bodies' records first found on one of the last days, which is over: of a rule, body and day
    together, so that none is told of again when one of them is mended."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    groups = (
        new_faults(user, today - datetime.timedelta(days=LOOKED_BACK_DAYS), organisations=bodies)
        .filter(found_at__lt=today)
        .annotate(day=TruncDate("found_at"))
        .order_by()
        .values("organisation_id", "organisation__code", "rule", "day")
        .annotate(properties=Count("pk"), first=Min("property_id"))
        .order_by("-day", "rule", "organisation_id")[:AT_MOST]
    )
    return [_fault(group) for group in groups]


def _fault(group: Mapping[str, Any]) -> Found:
    rule, body = BY_CODE[group["rule"]], group["organisation_id"]
    key = f"{rule.code}:{body}:{group['day'].isoformat()}"
    title = f"{rule.title[:1].lower()}{rule.title[1:]}"
    if group["properties"] == 1:
        return Found(key, body, f"new fault: {title}", object_id=group["first"])
    path = f"{reverse('quality_rule', args=[rule.code])}?{urlencode({'organisation': group['organisation__code']})}"
    return Found(key, body, f"{group['properties']:,} new faults: {title}", path=path)
