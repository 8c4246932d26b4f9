"""The figures of the pages as a job: made once for each month, after agencies have had time to send it.

A month that is out stays as it is, so it is let out late rather than half sent: on the tenth day after its end.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from neets.choices.analyses import Analysis
from neets.choices.records import Purpose
from neets.models import ReleasedAnalysis, ReleasedCount, YoungPerson
from neets.querysets.row_security import opened
from neets.services.analyses import let_out_analyses
from neets.services.counting import make_counts, whole_months
from totalplace.jobs import Progress, job, start
from totalplace.models import Job, User
from totalplace.schedules import daily

KIND = "neets.figures"
SETTLED_AFTER_DAYS = 9


@job(KIND, label="Making the figures of young people", result_url=lambda arguments: "/neets/")
def make_figures(progress: Progress) -> None:
    """Count and let out every settled month that is not out yet; nothing where all are, or nobody is registered."""
    today = timezone.localdate() - dt.timedelta(days=SETTLED_AFTER_DAYS)
    if not _anybody() or _all_out(today):
        progress.report(1, 1, "Every settled month is out already.")
        return
    progress.report(0, 2, "Counting young people")
    make_counts(today=today)
    progress.report(1, 2, "Counting journeys, duplication and what else is let out once a month")
    let_out_analyses(today=today)
    progress.report(2, 2, "The figures are made.")


def after_a_load(*, user: User | None) -> Job:
    """Begin making figures once records were loaded; it ends at once where no month is due."""
    return start(KIND, user=user)


def _anybody() -> bool:
    with opened(Purpose.COUNTING):
        return YoungPerson.objects.exists()


def _all_out(today: dt.date) -> bool:
    month = whole_months(today, 1)[0]
    analyses = ReleasedAnalysis.objects.filter(month=month, analysis__in=Analysis.values).count()
    return analyses == len(Analysis) and ReleasedCount.objects.filter(month=month).exists()


daily(KIND, from_hour=3)
