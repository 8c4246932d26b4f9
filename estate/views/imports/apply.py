"""The last step: say yes, and see what happened."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from estate.forms.imports import ApplyForm
from estate.models import Property
from estate.selectors.imported import touched_by
from estate.views.imports.common import of_batch, steps
from estate.views.imports.sentences import left_out, merged, what_happened, what_will_happen
from totalplace.choices import ImportStatus as Status
from totalplace.models import ImportBatch
from totalplace.selectors import imports as reads
from totalplace.services import imports as services

# Enough to look at a few; the list has them all.
SHOWN = 20


@require_http_methods(["GET", "POST"])
@of_batch(Status.STAGED)
def apply(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """What will happen, in a sentence, and the question; a POST begins it."""
    form = ApplyForm(request.POST or None, initial={"reason": f"Import of {batch.filename}"[:200]})
    if request.method == "POST" and form.is_valid():
        try:
            services.apply_import(user=request.user, batch=batch, **form.cleaned_data)
            return redirect("import_progress", batch.pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    counts = reads.counts(batch, request.user)
    context = {
        "batch": batch,
        "steps": steps(batch, "Apply"),
        "back": reverse("import_preview", args=[batch.pk]),
        "heading": "Apply the import",
        "counts": counts,
        "sentence": what_will_happen(counts, batch.organisation.name),
        "left_out": left_out(counts),
        "form": form,
    }
    return render(request, "estate/import/apply.html", context, status=422 if form.errors else 200)


def _properties(request: HttpRequest, batch: ImportBatch) -> QuerySet[Property]:
    """The first of the properties that the import added or changed, of those that this person sees."""
    if batch.status != Status.APPLIED:
        return Property.objects.none()
    return touched_by(batch, request.user)[:SHOWN]


@require_GET
@of_batch(Status.APPLIED, Status.UNDONE, Status.ABANDONED)
def result(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """What the import did, and what can be done about it."""
    counts = batch.counts
    context = {
        "batch": batch,
        "counts": counts,
        "sentence": what_happened(counts, batch.organisation.name),
        "merged": merged(counts),
        "left_out": left_out(counts),
        "properties": _properties(request, batch),
        "touched_url": f"{reverse('property_list')}?from_import={batch.pk}&status=all",
        "list_url": reverse("organisation", args=[batch.organisation.code]),
        "steps": steps(batch, "Apply") if batch.status == Status.APPLIED else [],
        "back": reverse("import_list"),
        "back_words": "All imports",
        "heading": {
            Status.APPLIED: "The import is in the register",
            Status.UNDONE: "The import was taken back",
            Status.ABANDONED: "The import was abandoned",
        }[Status(batch.status)],
    }
    return render(request, "estate/import/result.html", context)
