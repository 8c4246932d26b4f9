"""The page of one job: how far it is, what became of it, and a way to run it again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from totalplace import jobs
from totalplace.models import Job
from totalplace.selectors.jobs import JobView, view_of, visible_job


@require_GET
@never_cache
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; for htmx its moving part alone; for programs JSON."""
    job = view_of(_job(request, pk), user=request.user)
    address = reverse("job", args=[pk])
    if request.htmx:
        return _part(request, job, address)
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(_as_json(job))
    return render(request, "totalplace/job.html", {"job": job, "url": address})


@require_POST
@login_required
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a stopped job again."""
    try:
        jobs.retry(_job(request, pk))
    except jobs.CannotRetry as refusal:
        messages.error(request, str(refusal))
    return redirect("job", pk=pk)


def _job(request: HttpRequest, pk: int) -> Job:
    job = visible_job(pk, user=request.user)
    if job is None:
        raise Http404("No such job")
    return job


def _part(request: HttpRequest, job: JobView, address: str) -> HttpResponse:
    """The progress bar; once the job has ended, the way to what it made or to its own page with the next step."""
    if job.has_ended:
        return HttpResponse(headers={"HX-Redirect": job.result_url or address})
    return render(request, "components/progress.html", {"job": job, "url": address})


def _as_json(job: JobView) -> dict[str, object]:
    names = ("status", "message", "done", "total", "error", "is_interrupted", "may_retry", "result_url")
    return {"id": job.pk, "label": job.label} | {name: getattr(job, name) for name in names}
