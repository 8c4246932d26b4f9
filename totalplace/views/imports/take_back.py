"""Ways out: undo an import that was applied, abandon one that was not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from totalplace.choices import ImportStatus as Status
from totalplace.forms.imports import ReasonForm
from totalplace.importing.pages import list_url, step_url
from totalplace.models import ImportBatch
from totalplace.services import imports as services
from totalplace.views.imports.common import of_batch

CAN_BE_ABANDONED = (Status.UPLOADED, Status.STAGED, Status.FAILED)


@require_http_methods(["GET", "POST"])
@of_batch(Status.APPLIED)
def undo(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Ask why, then take the whole import back; where later edits stand on it, name them and change nothing."""
    form = ReasonForm(request.POST or None)
    edited, more = [], 0
    if request.method == "POST" and form.is_valid():
        try:
            services.undo_import(user=request.user, batch=batch, reason=form.cleaned_data["reason"])
            return redirect(step_url(batch, "progress"))
        except services.LaterEdits as refusal:
            edited, more = [(name, batch.pages.record_url(name)) for name in refusal.properties], refusal.count
    context = {
        "batch": batch,
        "back": step_url(batch, "result"),
        "heading": "Take this import back",
        "form": form,
        "edited": edited,
        "count": more,
    }
    return render(
        request, "totalplace/import/undo.html", context, status=409 if edited else 422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@of_batch(*CAN_BE_ABANDONED)
def abandon(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Ask, then let go of an import that was not applied."""
    if request.method == "POST":
        services.abandon_import(user=request.user, batch=batch)
        messages.success(request, "The import was abandoned. Nothing in the register was changed.")
        return redirect(list_url(batch))
    context = {"batch": batch, "back": step_url(batch, "here"), "back_words": "Back to the import"}
    return render(request, "totalplace/import/abandon.html", context)
