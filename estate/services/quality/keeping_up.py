"""Keeping the findings up with the register: what was changed is checked again, and all of it once a day."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from estate.models import Property, QualityRun, QualityStale
from estate.services.quality.checking import KIND, check_properties, lock_check, rules_digest, start_check
from totalplace.models import Job

# What a person's own request checks before she reads the answer; more than this waits a second for a worker.
IN_REQUEST = 100
IN_WORKER = 1_000
# A check that stopped is not begun again at once, lest it stop each second.
REST = timedelta(minutes=10)


def after_request() -> None:
    """Check what the request changed, unless that is much, or another check is just running."""
    marks = _marks(IN_REQUEST + 1)
    if not marks or len(marks) > IN_REQUEST:
        return
    with transaction.atomic():
        if lock_check(wait=False):
            _check_marked(marks)


def in_worker() -> None:
    """Check all that was changed, by whatever way; and begin a check of everything when one is due."""
    while marks := _marks(IN_WORKER):
        with transaction.atomic():
            lock_check()
            _check_marked(marks)
    if is_due():
        start_check(user=None)


def _marks(most: int) -> list[tuple[int, int]]:
    """(mark, property) of the oldest marks."""
    waiting = QualityStale.objects.filter(property__isnull=False).order_by("pk")
    return list(waiting.values_list("pk", "property_id")[:most])


def _check_marked(marks: list[tuple[int, int]]) -> None:
    # Unmarked first: a change that comes during the check leaves a mark of its own.
    QualityStale.objects.filter(pk__in=[mark for mark, _ in marks]).delete()
    check_properties({pk for _, pk in marks})


def is_due() -> bool:
    """Whether the whole register should be checked: not yet today, not by these rules, or much was changed."""
    last = QualityRun.objects.order_by("-finished_at").first()
    is_fresh = last is not None and last.day == timezone.localdate() and last.rules == rules_digest()
    if is_fresh and not QualityStale.objects.filter(property=None).exists():
        return False
    rested = not Job.objects.filter(kind=KIND, started_by=None, created_at__gt=timezone.now() - REST).exists()
    begun_since = last is not None and not Job.objects.filter(kind=KIND, created_at__gt=last.finished_at).exists()
    return (rested or begun_since) and Property.objects.exists()
