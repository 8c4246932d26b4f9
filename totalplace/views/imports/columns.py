"""The second step: what each column of the file is."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from totalplace.choices import ImportStatus as Status
from totalplace.forms.file_columns import ColumnsForm
from totalplace.forms.imports import SheetForm
from totalplace.importing.pages import list_url, step_url
from totalplace.importing.readers import UnreadableFile
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch, ImportMapping
from totalplace.selectors import imports as reads
from totalplace.services import imports as services
from totalplace.views.imports.common import OPEN, of_batch, steps


@require_http_methods(["GET", "POST"])
@of_batch(*OPEN)
def columns(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Show the guessed mapping with samples; a POST confirms it and begins the checks."""
    summary = reads.describe(batch)
    form = ColumnsForm(
        request.POST or None, target=target_for(batch.kind), columns=summary.columns, options=batch.options
    )
    if request.method == "POST" and form.is_valid():
        services.confirm_mapping(user=request.user, batch=batch, mapping=form.mapping(), options=form.options())
        return redirect(step_url(batch, "progress"))
    context = {
        "batch": batch,
        "steps": steps(batch, "Columns"),
        "back": list_url(batch),
        "heading": "What is in each column",
        "summary": summary,
        "remembered_on": remembered_on(batch),
        "form": form,
        "sheet_form": SheetForm(sheets=summary.sheets, initial={"sheet": batch.sheet, "header_row": batch.header_row}),
    }
    return render(request, "totalplace/import/columns.html", context, status=422 if form.errors else 200)


def remembered_on(batch: ImportBatch) -> datetime | None:
    """When this body last confirmed the mapping that the page offers; None when it is a guess or this import's own."""
    if batch.status != Status.UPLOADED:
        return None
    same = ImportMapping.objects.filter(organisation=batch.organisation_id, kind=batch.kind, mapping=batch.mapping)
    return same.values_list("saved_at", flat=True).order_by("-saved_at").first()


@require_POST
@of_batch(*OPEN)
def sheet(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Read another sheet, or take another row for the headings."""
    form = SheetForm(request.POST, sheets=reads.describe(batch).sheets)
    if not form.is_valid():
        messages.error(request, " ".join(words for errors in form.errors.values() for words in errors))
        return redirect(step_url(batch, "columns"))
    chosen = form.cleaned_data.get("sheet") or batch.sheet
    try:
        services.choose_sheet(user=request.user, batch=batch, sheet=chosen, header_row=form.cleaned_data["header_row"])
    except UnreadableFile as refusal:
        messages.error(request, f"{refusal.reason} {refusal.remedy}")
    return redirect(step_url(batch, "columns"))
