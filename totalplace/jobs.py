"""Long work as a job: it runs in a worker process, tells how far it is, and can be run again after an accident.

    @job("estate.import.apply", label="Importing properties")
    def apply(progress: Progress, *, batch: int) -> None:
        progress.report(0, 100_000, "Checking rows")

    start("estate.import.apply", user=user, arguments={"batch": batch.pk})

While a job runs, its worker holds a PostgreSQL advisory lock of the job's id, on a connection of its own. The server
lets go of that lock the moment the worker's connection ends, however it ends: a job that says "running" with its lock
free was interrupted. The same lock keeps two workers from ever running one job at once.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pghistory
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from totalplace.choices import JobStatus
from totalplace.models import Job, User

logger = logging.getLogger(__name__)

# The two classes of advisory lock: their numbers only have to differ from each other and never change.
JOB_LOCK = 84_001
WORKER_LOCK = 84_002
REPORT_EVERY_SECONDS = 0.3
# A worker asks for work every second: one that left a job waiting this long is not there, or lost it.
WAITING_TOO_LONG = timedelta(seconds=30)

LOST_DATABASE = "The database stopped answering while this ran. Nothing half done was stored. Run it again."
OUR_FAULT = (
    "Something went wrong that is not yours to mend. Nothing half done was stored. "
    "Run it again; if it stops again, give an administrator the number {pk} of this job."
)


class JobFailed(Exception):
    """Raised by work that cannot go on. Its words are shown to the person who started it: reason and remedy."""


class CannotRetry(Exception):
    """The job is waiting, running or done, so there is nothing to run again. Its words are for the person."""


class Interrupted(Exception):
    """What the task queue keeps as the reason when a worker died with a task in its hands."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: its work, what people call it, and the address of what it made (from its arguments)."""

    name: str
    work: Callable[..., None]
    label: str
    result_url: Callable[[Mapping[str, Any]], str] | None


_kinds: dict[str, Kind] = {}


def job(
    name: str, *, label: str, result_url: Callable[[Mapping[str, Any]], str] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a work function `work(progress, **arguments)` under `name`.

    Keep it in a module of an app's `services`: workers find it there. `result_url(arguments)` is where the job's page
    sends the person when it is done.
    """

    def keep(work: Callable[..., None]) -> Callable[..., None]:
        _kinds[name] = Kind(name, work, label, result_url)
        return work

    return keep


def kind_named(name: str) -> Kind:
    """The registered kind; looks through every app's `services` before it gives up with LookupError."""
    if name not in _kinds:
        load_services()
    if name not in _kinds:
        raise LookupError(f"No job of the kind “{name}” is registered.")
    return _kinds[name]


def load_services() -> None:
    """Import the service modules of our own apps, which registers their jobs."""
    for config in apps.get_app_configs():
        if Path(config.path).parent == Path(settings.BASE_DIR) and module_has_submodule(config.module, "services"):
            package = importlib.import_module(f"{config.name}.services")
            for module in pkgutil.walk_packages(package.__path__, f"{config.name}.services."):
                importlib.import_module(module.name)


class Progress:
    """How far a job is, written through its own connection so that others read it during the work's transaction."""

    def __init__(self, job_id: int, own_connection: BaseDatabaseWrapper) -> None:
        self.job_id = job_id
        self._connection = own_connection
        self._last_report = 0.0

    def report(self, done: int, total: int, message: str = "") -> None:
        """Say that `done` of `total` is done (`total` 0 when nobody can know), and what is being done now.

        Cheap to call for every row: it writes at most about three times a second, and always at the end. Raises
        OperationalError when the database is gone, and with it the job's lock: the work must not go on.
        """
        now = time.monotonic()
        if now - self._last_report < REPORT_EVERY_SECONDS and done != total:
            return
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE totalplace_job SET done = %s, total = %s, message = %s WHERE id = %s",
                [done, total, message[:300], self.job_id],
            )
        self._last_report = now


def start(kind: str, *, user: User | None, arguments: Mapping[str, Any] | None = None, inline: bool = False) -> Job:
    """Create a job and queue it; it begins once the caller's transaction commits. `arguments` must be JSON.

    `inline` runs it here and now instead, as commands do: the job comes back done or failed.
    """
    kind_named(kind)
    with transaction.atomic():
        made = Job.objects.create(kind=kind, arguments=dict(arguments or {}), started_by=user)
        if not inline:
            run_job.enqueue(made.pk)
    if inline:
        run(made.pk)
    made.refresh_from_db()
    return made


def retry(stopped: Job, *, inline: bool = False) -> Job:
    """Run a failed or interrupted job again, with the same arguments. CannotRetry when it is neither."""
    with transaction.atomic():
        again = Job.objects.select_for_update().get(pk=stopped.pk)
        if again.status != JobStatus.FAILED and not is_interrupted(again):
            raise CannotRetry(f"This is {again.get_status_display().lower()}, so it cannot be run again.")
        again.status, again.error, again.message = JobStatus.WAITING, "", ""
        again.done, again.total = 0, 0
        again.created_at, again.started_at, again.finished_at = timezone.now(), None, None
        again.save()
        if not inline:
            run_job.enqueue(again.pk)
    if inline:
        run(again.pk)
    again.refresh_from_db()
    return again


@task()
def run_job(job_id: int) -> None:
    """The one task in the queue: run a job. What went wrong is kept on the job, not in the queue."""
    run(job_id)


def run(job_id: int) -> None:
    """Run a waiting job to its end here. Does nothing when another worker has it or it is no longer waiting."""
    with _held_lock(job_id) as own_connection:
        if own_connection is None:
            logger.warning("Job %s is already being run elsewhere", job_id)
            return
        waiting = Job.objects.filter(pk=job_id, status=JobStatus.WAITING)
        if waiting.update(status=JobStatus.RUNNING, started_at=timezone.now()):
            _work(Job.objects.select_related("started_by").get(pk=job_id), own_connection)


def _work(running: Job, own_connection: BaseDatabaseWrapper) -> None:
    person = running.started_by
    who = {"user": person.pk, "username": person.get_username()} if person else {}
    try:
        with pghistory.context(job=running.pk, **who):
            kind_named(running.kind).work(Progress(running.pk, own_connection), **running.arguments)
    except Exception as problem:
        logger.exception("Job %s (%s) stopped", running.pk, running.kind)
        _finish(running.pk, JobStatus.FAILED, error=_words_for(problem, running.pk))
    else:
        _finish(running.pk, JobStatus.DONE, error="")


def _finish(job_id: int, status: JobStatus, *, error: str) -> None:
    """The last word on a job. With the database gone this raises, and the free lock then says "interrupted"."""
    connections["default"].close_if_unusable_or_obsolete()
    Job.objects.filter(pk=job_id).update(status=status, error=error, finished_at=timezone.now())


def _words_for(problem: Exception, job_id: int) -> str:
    """What the person reads: the words made for her, or plain ones where there are none."""
    if isinstance(problem, JobFailed | PermissionDenied):
        return str(problem)
    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    if hasattr(problem, "reason") and hasattr(problem, "remedy"):
        return f"{problem.reason} {problem.remedy}"
    if isinstance(problem, OperationalError | InterfaceError):
        return LOST_DATABASE
    return OUR_FAULT.format(pk=job_id)


# --- Locks: who is at work --------------------------------------------------------------------------


@contextmanager
def _held_lock(job_id: int) -> Iterator[BaseDatabaseWrapper | None]:
    """A connection of its own that holds the job's lock; None when somebody else holds it."""
    own = connections["default"].copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [JOB_LOCK, job_id])
            (got_it,) = cursor.fetchone()
        yield own if got_it else None
    finally:
        _let_go(own, job_id)


def _let_go(own: BaseDatabaseWrapper, job_id: int) -> None:
    """Free the job's lock now: a closed connection's backend takes a moment to end, and would hold it meanwhile."""
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    except (OperationalError, InterfaceError):
        logger.warning("The connection of job %s is gone, and its lock with it", job_id)
    finally:
        own.close()


def _is_locked(lock: int, number: int) -> bool:
    """Whether anybody holds that advisory lock. It only looks: a try would keep a worker from its job."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM pg_locks
                               WHERE locktype = 'advisory' AND granted AND objsubid = 2
                                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                                 AND classid = %s AND objid = %s)""",
            [lock, number],
        )
        return cursor.fetchone()[0]


def is_interrupted(asked: Job) -> bool:
    """Whether the job was begun, or should have been, and nobody is working on it any more."""
    if asked.status not in (JobStatus.RUNNING, JobStatus.WAITING) or _is_locked(JOB_LOCK, asked.pk):
        return False
    # A worker takes the lock before it writes "running" and lets go after its last word: so read the status after
    # seeing the lock free, and look once more in case a worker began in between.
    now = Job.objects.get(pk=asked.pk)
    if now.status == JobStatus.RUNNING:
        return not _is_locked(JOB_LOCK, now.pk)
    waited_too_long = now.status == JobStatus.WAITING and timezone.now() - now.created_at > WAITING_TOO_LONG
    return waited_too_long and not (worker_is_alive() and _is_queued(now.pk))


def _tasks(job_id: int | None = None) -> Any:
    """The queue's own rows for our task (and for one job)."""
    found = DBTaskResult.objects.filter(task_path=run_job.module_path)
    return found if job_id is None else found.filter(args_kwargs__args=[job_id])


def _is_queued(job_id: int) -> bool:
    return _tasks(job_id).filter(status=TaskResultStatus.READY).exists()


def worker_is_alive() -> bool:
    """Whether a worker process is there: each holds a shared advisory lock for as long as it lives."""
    return _is_locked(WORKER_LOCK, 0)


def close_orphans() -> int:
    """Close what killed workers left "running" in the queue. Their jobs show as interrupted; their number comes back.

    A task is left alone for its first seconds, in which its worker has not taken the job's lock yet.
    """
    closed = 0
    for orphan in _tasks().filter(
        status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - timedelta(seconds=10)
    ):
        if not _is_locked(JOB_LOCK, orphan.args_kwargs["args"][0]):
            orphan.set_failed(Interrupted("The worker stopped before the task was done."))
            closed += 1
    return closed
