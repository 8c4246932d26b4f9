"""What is wrong or unlikely in the file: fix a cell, leave a row out, take the faults away as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from totalplace.choices import ImportStatus as Status
from totalplace.choices import Severity
from totalplace.forms.imports import CorrectForm, FileForm, SkipForm
from totalplace.importing.pages import step_url
from totalplace.importing.readers import UnreadableFile
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch
from totalplace.pagination import page_links
from totalplace.selectors import imports as reads
from totalplace.selectors.fault_workbook import faults_workbook
from totalplace.services import imports as services
from totalplace.views.imports.common import OPEN, faults_query, first_words, number_in, of_batch, steps
from totalplace.views.imports.kinds import kind_words
from totalplace.views.imports.lines import Mended, fault_line, with_mended
from totalplace.views.imports.receiving import limited_upload


@require_GET
@of_batch(Status.STAGED)
def faults(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """The faults by kind, and a page of them with the means to mend each."""
    return _page(request, batch, FileForm())


def _page(request: HttpRequest, batch: ImportBatch, form: FileForm, status: int = 200) -> HttpResponse:
    context = _listing(batch, request.GET) | {
        "steps": steps(batch, "Check"),
        "back": step_url(batch, "columns"),
        "heading": "What was found in the file",
        "counts": reads.counts(batch, request.user),
        "form": form,
    }
    return render(request, "totalplace/import/faults.html", context, status=status)


def _listing(batch: ImportBatch, query: QueryDict) -> dict[str, Any]:
    """The kinds, and the page of faults that the address asks for."""
    target = target_for(batch.kind)
    chosen = {
        "severity": query.get("severity") if query.get("severity") in Severity.values else None,
        "code": query.get("code") or None,
        "row": number_in(query, "row"),
    }
    page = reads.faults(batch, **chosen, page=number_in(query, "page") or 1)
    return {
        "batch": batch,
        "kinds": [(kind, kind_words(kind, target, batch.pages)) for kind in reads.fault_kinds(batch)],
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "faults": [fault_line(fault, target) for fault in page.object_list],
        "pages": page_links(query, page.number, page.paginator.num_pages),
        "query": query.urlencode(),
    }


@require_POST
@of_batch(Status.STAGED)
def correct(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Put another value in a cell, and check the file again: one cell may mend several rows."""
    form = CorrectForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_words(form))
        return _back_to_faults(request, batch)
    cell = form.cleaned_data
    outcome = services.correct_cell(user=request.user, batch=batch, **cell)
    if not outcome.is_checked:
        return _being_checked(request, batch, f"Row {cell['row']:,} was changed.")
    if request.htmx:
        return render(request, "totalplace/import/fault_rows.html", _corrected(request, batch, cell, ok=outcome.ok))
    if outcome.ok:
        messages.success(request, f"Row {cell['row']:,} was corrected.")
    else:
        wrong = next(fault for fault in outcome.faults if fault.severity == Severity.ERROR)
        messages.error(request, f"Row {cell['row']:,} still cannot be stored. {wrong.reason} {wrong.remedy}")
    return _back_to_faults(request, batch)


def _corrected(request: HttpRequest, batch: ImportBatch, cell: dict[str, Any], *, ok: bool) -> dict[str, Any]:
    """The list as it stands after a correction, with the mended row (or the value refused) where it was."""
    target = target_for(batch.kind)
    context = _listing(batch, QueryDict(request.POST.get("query", "")))
    mended = Mended(
        cell["row"], target.field(cell["field"]).label if cell["field"] in target.by_name else "Outline", cell["value"]
    )
    context["faults"] = with_mended(context["faults"], mended) if ok else context["faults"]
    refused = {"tried_row": cell["row"], "tried_field": cell["field"], "tried": cell["value"]}
    return context | {"is_part": True} | ({} if ok else refused)


@require_POST
@of_batch(Status.STAGED)
def skip(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Leave the ticked rows out of the import, or take them in again."""
    form = SkipForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_words(form))
        return _back_to_faults(request, batch)
    rows, back = form.cleaned_data["row"], form.cleaned_data["back"]
    services.skip_rows(user=request.user, batch=batch, rows=rows, skip=not back)
    what = f"{len(rows):,} rows are" if len(rows) > 1 else f"Row {rows[0]:,} is"
    done = f"{what} {'taken in again' if back else 'left out. The preview lists what is skipped'}."
    if batch.status == Status.STAGING:
        return _being_checked(request, batch, done)
    messages.success(request, done)
    return _back_to_faults(request, batch)


def _being_checked(request: HttpRequest, batch: ImportBatch, done: str) -> HttpResponse:
    """On to how far the checking of a large file is, with what was done to it; from there back to the same faults."""
    messages.success(request, f"{done} The file is large, so it is being checked again here.")
    kept = faults_query(QueryDict(request.POST.get("query", "")))
    address = step_url(batch, "progress") + (f"?{kept}" if kept else "")
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)


def _back_to_faults(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """The same list, page and filters the person was looking at."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    address = step_url(batch, "preview" if request.POST.get("from") == "preview" else "faults")
    return redirect(f"{address}?{query}" if query else address)


@require_GET
@of_batch(Status.STAGED)
def workbook(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """The file's own rows as a workbook, the bad cells coloured and explained."""
    path = faults_workbook(batch)
    file = path.open("rb")
    # Once opened it needs no name: it goes when the last byte is sent.
    path.unlink()
    return FileResponse(file, as_attachment=True, filename=f"{batch.filename.rpartition('.')[0]}-faults.xlsx")


@limited_upload
@require_POST
@of_batch(*OPEN)
def replace(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Take the corrected file in place of the first; the columns stay as they were said to be."""
    form = FileForm(request.POST, request.FILES, too_large=request.upload_too_large)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.replace_file(user=request.user, batch=batch, file=file, filename=file.name)
            return redirect(step_url(batch, "here"))
        except UnreadableFile as refusal:
            form.add_error("file", f"{file.name} was not read. {refusal.reason} {refusal.remedy}")
    return _page(request, batch, form, status=422)
