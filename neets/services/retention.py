"""Archiving and deleting the records of those who grew out of the cohort. The link in the vault goes first.

Archived, a record is neither counted nor shown to a caseworker; deleted, nothing is left of it but the log of who
looked, under a pseudonym that leads nowhere, and counts that were let out.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pghistory
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from neets.calc.retention import archived_if_born_before, deleted_if_archived_before
from neets.choices.records import Purpose
from neets.models import Client, YoungPerson
from neets.querysets.row_security import opened
from neets.selectors.held import histories
from neets.services.identities import let_go
from totalplace.jobs import Progress, job
from totalplace.schedules import daily

KIND = "neets.retention"
# So many people go in one transaction: what is done stays done if the job is stopped.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """How many records are to be archived and deleted, and how many are archived and wait."""

    archive: int
    delete: int
    waiting: int


def due(today: datetime.date) -> Due:
    """What a run today would do; it changes nothing."""
    with opened(Purpose.STEWARDSHIP):
        archived = YoungPerson.objects.filter(archived_on__isnull=False).count()
        delete = _to_delete(today).count()
        return Due(_to_archive(today).count(), delete, archived - delete)


def run(today: datetime.date, progress: Progress | None = None) -> Due:
    """Archive and delete what is due; answers how many."""
    wanted, done = due(today), 0
    for found, act in ((_to_archive, _archive), (_to_delete, _delete)):
        while people := _some(found(today)):
            act(people, today)
            done += len(people)
            if progress is not None:
                progress.report(done, wanted.archive + wanted.delete, "Archiving and deleting")
    return wanted


def _to_archive(today: datetime.date) -> QuerySet:
    return YoungPerson.objects.filter(archived_on__isnull=True, birth_month__lt=archived_if_born_before(today))


def _to_delete(today: datetime.date) -> QuerySet:
    return YoungPerson.objects.filter(archived_on__lt=deleted_if_archived_before(today))


def _some(found: QuerySet) -> list[int]:
    with opened(Purpose.STEWARDSHIP):
        return list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _archive(people: list[int], today: datetime.date) -> None:
    let_go(people)
    with opened(Purpose.STEWARDSHIP), pghistory.context(reason="Archived: past the upper age"):
        Client.objects.filter(person__in=people, end__isnull=True, start__lte=today).update(end=today)
        YoungPerson.objects.filter(pk__in=people).update(archived_on=today)


@transaction.atomic
def _delete(people: list[int], today: datetime.date) -> None:
    let_go(people)
    with opened(Purpose.STEWARDSHIP), pghistory.context(reason="Deleted: kept long enough"):
        kept = [(model, list(_events(model, path, people))) for model, path in histories()]
        YoungPerson.objects.filter(pk__in=people).delete()
        # The deletion itself is an event, and tells as much as those before it.
        for model, numbers in kept:
            model._default_manager.filter(pgh_obj_id__in=numbers).delete()


def _events(model: type, path: str, people: list[int]) -> QuerySet:
    """The numbers of the records whose history this is."""
    events = model._default_manager.filter(**{f"{path}__in": people})  # type: ignore[attr-defined]
    return events.values_list("pgh_obj_id", flat=True).distinct()


@job(KIND, label="Archiving and deleting old records of young people")
def archive_and_delete(progress: Progress) -> None:
    """Keep the promise of how long a record stays, each day."""
    gone = run(timezone.localdate(), progress)
    progress.report(1, 1, f"{gone.archive:,} archived, {gone.delete:,} deleted")


daily(KIND, from_hour=4)
