"""Keeping the ratings of past months: counted by a worker once a day, and again when something moved them."""

from __future__ import annotations

import datetime
import time

from django.db import connection, transaction
from django.utils import timezone

from estate.models import Property, RatingMonth, RatingMonthStale
from estate.selectors.past_ratings import RATINGS, end_of, month_ends, steps_of

MONTHS_KEPT = 36
# No transaction that began in a month is still open so long after its end.
SETTLED = datetime.timedelta(hours=1)
# Seconds between two countings in one worker: a day of many moves is not counted for each.
REST = 60
# A class of advisory lock beside those of the core.
LOCK = 84_006

_last = float("-inf")


def in_worker() -> None:
    """Keep the months where that is due; another worker may be at it."""
    global _last
    if time.monotonic() - _last < REST or not is_due():
        return
    _last = time.monotonic()
    keep_months()


def is_due() -> bool:
    """Whether the months were not kept today, or something moved them since."""
    newest = RatingMonth.objects.order_by("-pk").values_list("kept_at", flat=True).first()
    if newest is None:
        return Property.objects.exists()
    return timezone.localdate(newest) < timezone.localdate() or RatingMonthStale.objects.exists()


@transaction.atomic
def keep_months() -> None:
    """Count every past month anew. Does nothing while another worker counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [LOCK])
        if not cursor.fetchone()[0]:
            return
    # Unmarked first: what moves them while they are counted leaves a mark of its own.
    RatingMonthStale.objects.all().delete()
    settled = timezone.now() - SETTLED
    days = [day for day in month_ends(MONTHS_KEPT, timezone.localdate())[:-1] if end_of(day) < settled]
    steps = steps_of(Property.objects.all(), days)
    groups = sorted({(body, is_sensitive) for _, _, body, is_sensitive in steps})
    rows = []
    for body, is_sensitive in groups:
        counts = dict.fromkeys(RATINGS, 0)
        for step, day in enumerate(days, start=1):
            for rating in RATINGS:
                counts[rating] += steps.get((step, rating, body, is_sensitive), 0)
                rows.append(
                    RatingMonth(
                        day=day,
                        organisation_id=body,
                        is_sensitive=is_sensitive,
                        rating=rating,
                        properties=counts[rating],
                    )
                )
    RatingMonth.objects.all().delete()
    RatingMonth.objects.bulk_create(rows, batch_size=2_000)
