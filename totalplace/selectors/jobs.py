"""A job as its page shows it, to the person who started it and, without its own words, to administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from totalplace.choices import JobStatus
from totalplace.jobs import is_interrupted, kind_named
from totalplace.models import Job
from totalplace.permissions import Action, may

INTERRUPTED = "It was interrupted before its end. Nothing half done was stored. Run it again."
# Progress and refusals may name records; only whom they were written for is known to see those.
UNTOLD = "The person who started it can read why."


@dataclass(frozen=True, slots=True)
class JobView:
    """What there is to know of a job. An interrupted one shows as "failed", with words that say so."""

    pk: int
    label: str
    status: str
    message: str
    done: int
    total: int
    error: str
    is_interrupted: bool
    may_retry: bool
    result_url: str
    started_by: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def has_ended(self) -> bool:
        return self.status in (JobStatus.DONE, JobStatus.FAILED)


def visible_job(pk: int, *, user: Any) -> Job | None:
    """The job, for the person who started it or an administrator; None for anybody else."""
    jobs = Job.objects.select_related("started_by")
    if not may(user, Action.MANAGE_PEOPLE):
        jobs = jobs.filter(started_by=user)
    return jobs.filter(pk=pk).first()


def view_of(job: Job, *, user: Any) -> JobView:
    """A job in words, interruption included; its own words only for the person who started it."""
    kind = kind_named(job.kind)
    is_own = job.started_by_id == user.pk
    interrupted = is_interrupted(job)
    status = JobStatus.FAILED if interrupted else JobStatus(job.status)
    is_done = status == JobStatus.DONE
    return JobView(
        pk=job.pk,
        label=kind.label,
        status=status.value,
        message=job.message if is_own else "",
        done=job.done,
        total=job.total,
        error=INTERRUPTED if interrupted else job.error if is_own or not job.error else UNTOLD,
        is_interrupted=interrupted,
        may_retry=status == JobStatus.FAILED,
        result_url=kind.result_url(job.arguments) if kind.result_url and is_done else "",
        started_by=str(job.started_by) if job.started_by else "",
        created_at=job.created_at,
        finished_at=job.finished_at,
    )
