"""The last step: say yes, and see what happened."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from totalplace.choices import ImportStatus as Status
from totalplace.forms.imports import ApplyForm
from totalplace.importing.pages import Touched, list_url, step_url
from totalplace.models import ImportBatch
from totalplace.selectors import imports as reads
from totalplace.services import imports as services
from totalplace.views.imports.common import of_batch, steps
from totalplace.views.imports.sentences import left_out, merged, what_happened, what_will_happen


@require_http_methods(["GET", "POST"])
@of_batch(Status.STAGED)
def apply(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """What will happen, in a sentence, and the question; a POST begins it."""
    form = ApplyForm(request.POST or None, initial={"reason": f"Import of {batch.filename}"[:200]})
    if request.method == "POST" and form.is_valid():
        try:
            services.apply_import(user=request.user, batch=batch, **form.cleaned_data)
            return redirect(step_url(batch, "progress"))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    counts = reads.counts(batch, request.user)
    context = {
        "batch": batch,
        "steps": steps(batch, "Apply"),
        "back": step_url(batch, "preview"),
        "heading": "Apply the import",
        "counts": counts,
        "sentence": what_will_happen(counts, batch.organisation.name, batch.pages.noun),
        "left_out": left_out(counts),
        "form": form,
    }
    return render(request, "totalplace/import/apply.html", context, status=422 if form.errors else 200)


def _touched(request: HttpRequest, batch: ImportBatch) -> list[Touched]:
    """The first of the records that the import added or changed, of those that this person sees."""
    return batch.pages.touched(batch, request.user) if batch.status == Status.APPLIED else []


@require_GET
@of_batch(Status.APPLIED, Status.UNDONE, Status.ABANDONED)
def result(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """What the import did, and what can be done about it."""
    counts = batch.counts
    context = {
        "batch": batch,
        "counts": counts,
        "sentence": what_happened(counts, batch.organisation.name, batch.pages.noun),
        "merged": merged(counts, batch.pages.noun),
        "left_out": left_out(counts),
        "touched": _touched(request, batch),
        "touched_url": batch.pages.touched_url(batch) if batch.pages.touched_url else "",
        "list_url": batch.pages.list_url(batch),
        "steps": steps(batch, "Apply") if batch.status == Status.APPLIED else [],
        "back": list_url(batch),
        "back_words": "All imports",
        "heading": {
            Status.APPLIED: "The import is in the register",
            Status.UNDONE: "The import was taken back",
            Status.ABANDONED: "The import was abandoned",
        }[Status(batch.status)],
    }
    return render(request, "totalplace/import/result.html", context)
