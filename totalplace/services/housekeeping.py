"""What is cleared away once a day: ended sessions, the queue's rows of work that ended long ago, and what apps name.

also_clear("drafts", forget_drafts)    # called each day; it answers how many went
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from totalplace.jobs import Progress, job
from totalplace.schedules import daily, forget_before

KIND = "core.housekeeping"
KEPT_DAYS = 14

_more: dict[str, Callable[[], int]] = {}


def also_clear(what: str, clear: Callable[[], int]) -> None:
    """Clear something else away each day; `what` names it to who reads how far the work is."""
    _more[what] = clear


@job(KIND, label="Clearing away")
def clear_away(progress: Progress) -> None:
    """Delete what nobody reads again. The jobs themselves stay, but for those of the schedule."""
    steps = 3 + len(_more)
    progress.report(0, steps, "Ended sessions")
    call_command("clearsessions", verbosity=0)
    progress.report(1, steps, "Rows of the queue")
    call_command("prune_db_task_results", min_age_days=KEPT_DAYS, verbosity=0)
    gone = {"old jobs of the schedule": forget_before(timezone.now() - timedelta(days=KEPT_DAYS))}
    for step, (what, clear) in enumerate(_more.items(), start=3):
        progress.report(step, steps, what.capitalize())
        gone[what] = clear()
    progress.report(steps, steps, "Cleared away: " + ", ".join(f"{count:,} {what}" for what, count in gone.items()))


daily(KIND, from_hour=3)
