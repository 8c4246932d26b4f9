"""What an officer is told of her bodies' estate: ratings to review, and what others changed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, Func, Min, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from estate import choices
from estate.models import Property
from totalplace.calc.dates import long_date
from totalplace.news import Found, Subject

# A review is told of so long before its day; a change so long after it, should no digest have run meanwhile.
REVIEW_AHEAD_DAYS = 14
LOOKED_BACK_DAYS = 10
# What is beyond this is told of on the following days.
AT_MOST = 500
REVIEWS, CHANGES = "estate.review", "estate.change"


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
    """What other people changed of these bodies' properties lately: one piece of news a change and body."""
    since = timezone.now() - datetime.timedelta(days=LOOKED_BACK_DAYS)
    event = Property.pgh_event_model  # type: ignore[attr-defined]
    found = (
        event.objects.filter(
            pgh_context__created_at__gte=since,
            pgh_context__metadata__has_key="username",
            organisation__in=bodies,
            pgh_obj__in=Property.objects.visible_to(user),
        )
        .exclude(pgh_context__metadata__user=user.pk)
        .order_by()
        .values("pgh_context_id", "pgh_context__metadata", "organisation_id", "organisation__code")
        .annotate(
            properties=Count("pgh_obj_id", distinct=True), first=Min("pgh_obj_id"), at=Min("pgh_context__created_at")
        )
        .order_by("-at")[:AT_MOST]
    )
    return [_change(each) for each in found]


def _change(row: Mapping[str, Any]) -> Found:
    """One change of one body's properties. Its reason is not told: people write in it what they like."""
    who = row["pgh_context__metadata"]["username"]
    key = f"{row['pgh_context_id']}:{row['organisation_id']}"
    if row["properties"] == 1:
        return Found(key, row["organisation_id"], f"changed by {who}", object_id=row["first"])
    batch = row["pgh_context__metadata"].get("import")
    query = {"from_import": batch, "status": "all"} if batch else {"organisation": row["organisation__code"]}
    words = f"{row['properties']:,} properties were changed by {who}{' in an import' if batch else ''}"
    return Found(key, row["organisation_id"], words, path=f"{reverse('property_list')}?{urlencode(query)}")
