"""What every row of the file would do to the register, before it does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from estate.forms.imports import ConflictForm
from estate.models import Property
from estate.views.imports.common import first_words, number_in, of_batch, pages_of, steps
from estate.views.imports.lines import RowLine, disputed, row_line
from totalplace.choices import ImportAction as Row
from totalplace.choices import ImportStatus as Status
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch
from totalplace.selectors import imports as reads
from totalplace.selectors.imports import StagedRow
from totalplace.services import imports as services

MISSING = "missing"
# Each tab's words and what stands in it, in the order in which they ask for attention.
TABS = {
    Row.CONFLICT: (
        "Conflicts",
        "Somebody changed these in the register since the file was read. Say which value stands.",
    ),
    Row.CHANGED: ("Changed", "These are in the register, and the file says something else about them."),
    Row.NEW: ("New", "These are in the file and not in the register: they would be added."),
    Row.REFUSED: ("Refused", "These cannot be stored as they are. They are left out unless you correct them."),
    Row.SKIPPED: ("Skipped", "You chose to leave these out."),
    MISSING: (
        "Missing from the file",
        "These are in the register and not in the file. You say what becomes of them when you apply.",
    ),
    Row.UNCHANGED: ("Unchanged", "The register already says what the file says about these."),
}


DETAIL = {
    Row.CONFLICT: "What changes",
    Row.CHANGED: "What changes",
    Row.NEW: "What the file says",
    Row.REFUSED: "Why",
    Row.SKIPPED: "What the file says",
}


@require_GET
@of_batch(Status.STAGED)
def preview(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """The rows of one kind, and how many there are of each."""
    counts = reads.counts(batch, request.user)
    shown = request.GET.get("show")
    if shown not in TABS:
        shown = next((key for key in TABS if counts.get(key)), Row.NEW)
    context = _tab(request, batch, shown) | {
        "batch": batch,
        "steps": steps(batch, "Preview"),
        "back": reverse("import_faults", args=[batch.pk]),
        "heading": "What the import would do",
        "counts": counts,
        "tabs": [(key, title, counts.get(key, 0)) for key, (title, _) in TABS.items()],
        "query": request.GET.urlencode(),
    }
    return render(request, "estate/import/preview.html", context)


def _tab(request: HttpRequest, batch: ImportBatch, shown: str) -> dict[str, Any]:
    """One tab: its words, its rows, its pages."""
    number = number_in(request.GET, "page") or 1
    if shown == MISSING:
        page = reads.missing(batch, user=request.user, page=number)
        rows = page.object_list
    else:
        page = reads.rows(batch, user=request.user, action=shown, page=number)
        rows = _lines(request, batch, shown, page.object_list)
    title, explanation = TABS[shown]
    detail = DETAIL.get(shown, "Found")
    return {
        "shown": shown,
        "shown_title": title,
        "explanation": explanation,
        "detail_title": detail,
        "rows": rows,
        "pages": pages_of(request, page),
    }


def _lines(request: HttpRequest, batch: ImportBatch, shown: str, rows: list[StagedRow]) -> list[RowLine]:
    """The rows ready to be shown; those in conflict with what the register holds now."""
    if shown == Row.CONFLICT:
        references = [row.matched_reference for row in rows]
        found = Property.objects.visible_to(request.user).filter(reference__in=references)
        stored = {each.reference: each for each in found}
        target = target_for(batch.kind)
        rows = [disputed(row, stored.get(row.matched_reference), target) for row in rows]
    return [row_line(row) for row in rows]


@require_POST
@of_batch(Status.STAGED)
def resolve(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Which of two values stands where the register changed under the file: the file's or the register's."""
    form = ConflictForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_words(form))
    else:
        row, overwrite = form.cleaned_data["row"], form.cleaned_data["stands"] == ConflictForm.FILE
        services.resolve_conflict(user=request.user, batch=batch, row=row, overwrite=overwrite)
        messages.success(request, f"Row {row:,}: the {'file' if overwrite else 'register'}'s values will stand.")
    return redirect(f"{reverse('import_preview', args=[batch.pk])}?show={Row.CONFLICT}")
