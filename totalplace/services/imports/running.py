"""The long steps of an import as jobs: staging, applying, undoing. Each is one transaction: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from totalplace import jobs
from totalplace.choices import ImportAction, ImportStatus
from totalplace.importing import staging
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch, Job, User
from totalplace.permissions import require
from totalplace.services.imports import undoing

STAGE, APPLY, UNDO = "import.stage", "import.apply", "import.undo"
# What a batch is while each step runs, what it becomes when the step stops, and when it ends well.
DURING = {STAGE: ImportStatus.STAGING, APPLY: ImportStatus.APPLYING, UNDO: ImportStatus.UNDOING}
STOPPED = {STAGE: ImportStatus.FAILED, APPLY: ImportStatus.FAILED, UNDO: ImportStatus.APPLIED}
ENDED = {STAGE: ImportStatus.STAGED, APPLY: ImportStatus.APPLIED, UNDO: ImportStatus.UNDONE}


ROWS_GONE = (
    "The database stopped since this file was checked, and what was found in it was lost. "
    "Your file and your corrections are kept. Check it again."
)
LOOK_AGAIN = (
    "The database stopped, so the file was checked again, and the register has been edited since you looked at the "
    "preview. Nothing was applied. Look at it once more, then apply."
)


class Conflicts(jobs.JobFailed):
    """Rows were edited by somebody since the preview: nothing was applied."""


def edited(rows: int) -> str:
    """How many rows are in conflict, in a sentence."""
    return f"{'1 row was' if rows == 1 else f'{rows:,} rows were'} edited by somebody since the preview."


def _page(arguments: Any) -> str:
    return reverse("import_here", args=[arguments["batch"]])


def start_step(
    batch: ImportBatch, kind: str, user: User, status: ImportStatus, *, inline: bool = False, **arguments: Any
) -> Job:
    """Put the batch into `status` and start the job that takes it further."""
    with transaction.atomic():
        batch.status, batch.error = status, ""
        batch.save(update_fields=["status", "error"])
        work = {"batch": batch.pk, "user": user.pk} | arguments
        job = jobs.start(kind, user=user, arguments=work) if not inline else None
        batch.job = job
        batch.save(update_fields=["job"])
    if job is None:
        job = jobs.start(kind, user=user, arguments=work, inline=True)
        ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    batch.refresh_from_db()
    return job


def apply_import(
    *,
    user: User,
    batch: ImportBatch,
    reason: str,
    missing_action: str = "keep",
    missing_reason: str = "",
    inline: bool = False,
) -> Job:
    """Apply what was previewed, as a job. ValidationError while conflicts are open or there is nothing to say why."""
    held = _held(user, batch, ImportStatus.STAGED)
    if not reason.strip():
        raise ValidationError("Say why, in a few words: they stay in the history.")
    if missing_action == "close" and not missing_reason.strip():
        raise ValidationError("Say why the records missing from the file are closed.")
    if staging.rows_are_gone(held, target_for(held.kind)):
        raise ValidationError(ROWS_GONE)
    conflicts = staging.action_counts(held, target_for(held.kind))[ImportAction.CONFLICT]
    if conflicts:
        rows = "1 row is" if conflicts == 1 else f"{conflicts:,} rows are"
        raise ValidationError(f"{rows} in conflict with later edits. Decide which value stands first.")
    held.reason, held.missing_action, held.missing_reason = (
        reason.strip()[:200],
        missing_action,
        missing_reason.strip()[:200],
    )
    held.save(update_fields=["reason", "missing_action", "missing_reason"])
    job = start_step(held, APPLY, user, ImportStatus.APPLYING, inline=inline)
    if batch is not held:
        batch.refresh_from_db()
    return job


def undo_import(*, user: User, batch: ImportBatch, reason: str, inline: bool = False) -> Job:
    """Take an applied import back, as a job. LaterEdits names what was edited since, and nothing is taken back."""
    held = _held(user, batch, ImportStatus.APPLIED)
    if not reason.strip():
        raise ValidationError("Say why, in a few words: they stay in the history.")
    undoing.refuse_later_edits(held)
    job = start_step(held, UNDO, user, ImportStatus.UNDOING, inline=inline, reason=reason.strip()[:200])
    if batch is not held:
        batch.refresh_from_db()
    return job


def run_again(*, user: User, batch: ImportBatch, inline: bool = False) -> Job:
    """Run a step again that failed or was interrupted. CannotRetry when it is neither."""
    held = ImportBatch.objects.visible_to(user).select_related("job").get(pk=batch.pk)
    require(user, target_for(held.kind).right, held.organisation_id)
    if held.job is None:
        raise jobs.CannotRetry("Nothing was begun with this import, so there is nothing to run again.")
    if job := _check_what_is_gone(held, user, inline=inline):
        if batch is not held:
            batch.refresh_from_db()
        return job
    with transaction.atomic():
        # What the step had stored before its worker was killed is never begun again.
        stopped = ImportBatch.objects.filter(pk=held.pk, job=held.job, status=STOPPED[held.job.kind])
        stopped.update(status=DURING[held.job.kind], error="")
        job = jobs.retry(held.job) if not inline else None
    if job is None:
        job = jobs.retry(held.job, inline=True)
    if batch is not held:
        batch.refresh_from_db()
    return job


def _check_what_is_gone(batch: ImportBatch, user: User, *, inline: bool) -> Job | None:
    """Check a file again whose staged rows the database has lost; None when they are all there."""
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if held.status != ImportStatus.STAGED or not staging.rows_are_gone(held, target_for(held.kind)):
            return None
        return start_step(held, STAGE, user, ImportStatus.STAGING, inline=inline)


def _held(user: User, batch: ImportBatch, status: ImportStatus) -> ImportBatch:
    held = ImportBatch.objects.visible_to(user).get(pk=batch.pk)
    require(user, target_for(held.kind).right, held.organisation_id)
    if held.status != status:
        raise ValidationError(f"This import is {held.get_status_display().lower()}: that cannot be done with it now.")
    return held


# --- The work ----------------------------------------------------------------------------------------


@jobs.job(STAGE, label="Checking a file", result_url=_page)
def stage_work(progress: jobs.Progress, *, batch: int, user: int) -> None:
    """Read, check and compare a batch's file."""
    if not _is_to_do(progress, batch, STAGE):
        return
    with _step(batch, user, STAGE) as (held, person):
        staging.stage(held, person, _reporter(progress, 4))


@jobs.job(APPLY, label="Applying an import", result_url=_page)
def apply_work(progress: jobs.Progress, *, batch: int, user: int) -> None:
    """Write a staged batch into the register."""
    report = _reporter(progress, 4)
    conflicts, is_to_look_at = 0, False
    if _is_to_do(progress, batch, APPLY):
        with _step(batch, user, APPLY) as (held, person):
            is_to_look_at = _is_other_than_seen(held, person, report)
            conflicts = 0 if is_to_look_at else apply_batch(held, person, report)
    if is_to_look_at:
        raise Conflicts(LOOK_AGAIN)
    if conflicts:
        raise Conflicts(
            f"{edited(conflicts)} Nothing was applied. Decide for each which value stands, then apply again."
        )


@jobs.job(UNDO, label="Taking an import back", result_url=_page)
def undo_work(progress: jobs.Progress, *, batch: int, user: int, reason: str) -> None:
    """Take an applied batch back."""
    if not _is_to_do(progress, batch, UNDO):
        return
    with _step(batch, user, UNDO) as (held, person):
        who = {"user": person.pk, "username": person.get_username()}
        with pghistory.context(reason=reason, **who, **{"import": held.pk}) as change:
            undoing.take_back(held)
        held.undo_change_id, held.undone_at = change.id, timezone.now()
        held.status, held.error = ImportStatus.UNDONE, ""
        held.save()


def _is_to_do(progress: jobs.Progress, batch: int, kind: str) -> bool:
    """Whether a step's job still has its step to do; a batch that its stopped job left behind is taken up again.

    Killed in its commit or after it, and before its last word, a job is run again with nothing left to store.
    """
    with transaction.atomic():
        # The lock waits for what the server may still be ending for a worker that was killed.
        held = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch)
        if held.job_id != progress.job_id:
            return True
        if held.status == STOPPED[kind]:
            held.status, held.error = DURING[kind], ""
            held.save(update_fields=["status", "error"])
    return held.status != ENDED[kind]


def _is_other_than_seen(batch: ImportBatch, user: User, report: Callable[[str], None]) -> bool:
    """Stage rows again that the database has lost, and answer whether they may say other than the preview did."""
    if not staging.rows_are_gone(batch, target_for(batch.kind)):
        return False
    seen = batch.options["staged_at"]
    staging.stage(batch, user, report)
    edited = any(
        each.event._default_manager.filter(pgh_created_at__gt=seen).exists() for each in undoing.tracked_tables()
    )
    if edited:
        batch.error = LOOK_AGAIN
        batch.save(update_fields=["error"])
    else:
        # What follows is the same apply as was asked for.
        batch.status = ImportStatus.APPLYING
    return edited


def apply_batch(batch: ImportBatch, user: User, report: Callable[[str], None]) -> int:
    """Apply a batch inside the caller's transaction. Answers how many rows are in conflict: then nothing was done."""
    target = target_for(batch.kind)
    preview = staging.preview_of(batch, user)
    report("Looking for later edits")
    conflicts, merged = target.steps.conflicts(preview)
    if conflicts:
        batch.status = ImportStatus.STAGED
        batch.error = edited(conflicts)
        batch.counts = batch.counts | staging.action_counts(batch, target)
        batch.save()
        return conflicts
    with undoing.change_of_its_own():
        target.steps.before(preview)
    who = {"user": user.pk, "username": user.get_username()}
    with pghistory.context(reason=batch.reason, **who, **{"import": batch.pk}) as change:
        done = target.steps.apply(preview, report) | {"merged": merged}
        if batch.missing_action == "close":
            report("Closing what is missing from the file")
            done["closed"] = target.steps.close_missing(preview, batch.missing_reason)
    batch.change_id, batch.applied_at = change.id, timezone.now()
    batch.counts = batch.counts | done
    batch.status, batch.error = ImportStatus.APPLIED, ""
    batch.save()
    return 0


class _step:
    """One transaction over the locked batch; when it stops, nothing of it stays and the batch says why."""

    def __init__(self, batch: int, user: int, kind: str) -> None:
        self.batch, self.user, self.during, self.after = batch, user, DURING[kind], STOPPED[kind]
        self.transaction = transaction.atomic()
        self.opened: AbstractContextManager[Any] = nullcontext()

    def __enter__(self) -> tuple[ImportBatch, User]:
        self.transaction.__enter__()
        try:
            held = ImportBatch.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=self.batch)
            person = User.objects.get(pk=self.user)
            require(person, target_for(held.kind).right, held.organisation_id)
            if held.status != self.during:
                raise jobs.JobFailed(f"This import is {held.get_status_display().lower()} already.")
            self.opened = target_for(held.kind).opened()
            self.opened.__enter__()
        except BaseException as problem:
            self.transaction.__exit__(type(problem), problem, problem.__traceback__)
            raise
        return held, person

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> None:
        try:
            try:
                self.opened.__exit__(kind, problem, trace)
            finally:
                self.transaction.__exit__(kind, problem, trace)
        except IntegrityError as late:
            # Some constraints speak only when the transaction ends.
            problem = late
        if isinstance(problem, Exception):
            words = str(problem) if isinstance(problem, jobs.JobFailed | ValidationError) else ""
            ImportBatch.objects.filter(pk=self.batch, status=self.during).update(status=self.after, error=words)
        if isinstance(problem, IntegrityError):
            raise jobs.JobFailed(
                "Somebody changed the register at the same moment, and one of the rows no longer fits. "
                "Nothing was stored. Run it again."
            ) from problem


def _reporter(progress: jobs.Progress, steps: int) -> Callable[[str], None]:
    """Reports one more step done each time it is told what comes next."""
    done = iter(range(steps + 10))

    def report(message: str) -> None:
        progress.report(min(next(done), steps - 1), steps, message)

    return report
