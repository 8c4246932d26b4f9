"""Jobs that nobody starts: each once a day, begun by whichever worker comes first.

@job("news.digests", label="Sending digests")
def send_digests(progress: Progress) -> None: ...

daily("news.digests", from_hour=7)
"""

from __future__ import annotations

import datetime
import logging

from django.db import connection, transaction
from django.utils import timezone

from totalplace.jobs import load_services, start
from totalplace.models import Job

logger = logging.getLogger(__name__)

# A class of advisory lock beside those of totalplace.jobs and of people.
SCHEDULE_LOCK = 84_004

_from_hour: dict[str, int] = {}


def daily(kind: str, *, from_hour: int) -> None:
    """Begin a kind of job once a day, at the first moment after `from_hour` (local time) at which a worker is there."""
    _from_hour[kind] = from_hour


def start_due() -> list[Job]:
    """Begin what is due and was not begun today. Two workers begin one job: the lock lasts until it is stored."""
    load_services()
    now = timezone.localtime()
    due = [kind for kind, hour in _from_hour.items() if now.hour >= hour]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [SCHEDULE_LOCK])
        if not cursor.fetchone()[0]:
            return []
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        begun = set(Job.objects.filter(kind__in=due, created_at__gte=today).values_list("kind", flat=True))
        return [start(kind, user=None) for kind in due if kind not in begun]


def forget_before(moment: datetime.datetime) -> int:
    """Delete the ended jobs of the schedule that began before then: nobody looks for them by their number."""
    old = Job.objects.filter(kind__in=_from_hour, started_by=None, created_at__lt=moment, finished_at__isnull=False)
    return old.delete()[0]
