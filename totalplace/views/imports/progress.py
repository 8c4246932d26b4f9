"""How far the checking, applying or undoing of an import is; and the address that leads on from wherever it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from totalplace.choices import ImportStatus as Status
from totalplace.choices import JobStatus
from totalplace.importing.pages import list_url, step_url
from totalplace.jobs import CannotRetry, is_interrupted
from totalplace.models import ImportBatch
from totalplace.services import imports as services
from totalplace.views.imports.common import faults_query, go, of_batch, page_of, steps

WORKING = (Status.STAGING, Status.APPLYING, Status.UNDOING, Status.FAILED)
INTERRUPTED = "The work was interrupted before it ended. Nothing half done was stored."
HEADINGS = {
    Status.STAGING: ("Checking the file", "Check"),
    Status.APPLYING: ("Applying the import", "Apply"),
    Status.UNDOING: ("Taking the import back", "Apply"),
    Status.FAILED: ("The import stopped", "Check"),
}


@require_GET
@of_batch()
def here(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Lead on to the page where this import goes on."""
    return redirect(page_of(batch))


@require_GET
@of_batch(*WORKING)
def progress(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """How far the work is. Asked by htmx, the bar alone; once the work ends, the browser is sent on."""
    heading, step = HEADINGS[Status(batch.status)]
    job = batch.job
    stopped = batch.status == Status.FAILED or job is None or job.status == JobStatus.FAILED or is_interrupted(job)
    kept = faults_query(request.GET)
    context = {
        "batch": batch,
        "job": job,
        "url": step_url(batch, "progress") + (f"?{kept}" if kept else ""),
        "stopped": stopped,
        "why": batch.error or (job.error if job else "") or INTERRUPTED,
        "heading": "The import stopped" if stopped else heading,
        "steps": steps(batch, step),
        "back": list_url(batch),
        "back_words": "All imports",
    }
    if request.htmx and not stopped:
        return render(request, "components/progress.html", context)
    if request.htmx:
        return go(request, context["url"])
    return render(request, "totalplace/import/progress.html", context)


@require_POST
@of_batch(*WORKING)
def run_again(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Run interrupted or stopped work again."""
    try:
        services.run_again(user=request.user, batch=batch)
    except CannotRetry as refusal:
        messages.error(request, str(refusal))
    return redirect(step_url(batch, "here"))
