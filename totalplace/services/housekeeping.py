"""What is cleared away once a day: ended sessions, and the queue's rows of work that ended long ago."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from totalplace.jobs import Progress, job
from totalplace.schedules import daily, forget_before

KIND = "core.housekeeping"
KEPT_DAYS = 14


@job(KIND, label="Clearing away")
def clear_away(progress: Progress) -> None:
    """Delete what nobody reads again. The jobs themselves stay, but for those of the schedule."""
    progress.report(0, 3, "Ended sessions")
    call_command("clearsessions", verbosity=0)
    progress.report(1, 3, "Rows of the queue")
    call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)
    forgotten = forget_before(timezone.now() - timedelta(days=KEPT_DAYS))
    progress.report(3, 3, f"Cleared away; {forgotten} old jobs of the schedule")


daily(KIND, from_hour=3)
