"""Loading the demonstration's young people as a job: it takes minutes, and the first start need not wait for it."""

from __future__ import annotations

from django.core.management import call_command

from neets.choices.records import Purpose
from neets.models import YoungPerson
from neets.querysets.row_security import opened
from totalplace.choices import JobStatus
from totalplace.jobs import Progress, is_interrupted, job, retry, start
from totalplace.models import Job

KIND = "neets.demonstration"
# What load_young_people says on its way: four steps of loading, and the figures.
STEPS = 5


class _Told:
    """Takes what a command says as how far the job is."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.done = progress, 0

    def write(self, words: str) -> None:
        self.done = min(self.done + 1, STEPS)
        self.progress.report(self.done, STEPS, words.strip())


@job(KIND, label="Loading the demonstration’s young people", result_url=lambda arguments: "/neets/")
def load_demonstration(progress: Progress, *, people: int) -> None:
    """The synthetic cohort and its figures."""
    progress.report(0, STEPS, "Loading synthetic young people")
    call_command("load_young_people", people=people, stdout=_Told(progress), no_color=True)


def begin(people: int) -> Job | None:
    """Queue the load, or again what stopped half way; None where there are young people, or a worker is at it."""
    with opened(Purpose.LOADING):
        if YoungPerson.objects.exists():
            return None
    last = Job.objects.filter(kind=KIND).order_by("-pk").first()
    if last is not None and (last.status == JobStatus.FAILED or is_interrupted(last)):
        return retry(last)
    if last is not None and last.status != JobStatus.DONE:
        return None
    return start(KIND, user=None, arguments={"people": people})


def under_way() -> Job | None:
    """The job that loads it now or is about to; None when there is none."""
    return Job.objects.filter(kind=KIND, status__in=(JobStatus.WAITING, JobStatus.RUNNING)).first()
