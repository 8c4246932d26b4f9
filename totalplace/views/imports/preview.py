"""What every row of the file would do to the register, before it does."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from totalplace.choices import ImportAction as Row
from totalplace.choices import ImportStatus as Status
from totalplace.importing.pages import step_url
from totalplace.models import ImportBatch
from totalplace.selectors import imports as reads
from totalplace.selectors.imports import StagedRow
from totalplace.views.imports.common import number_in, of_batch, pages_of, steps
from totalplace.views.imports.conflicts import ConflictRow, conflict_rows
from totalplace.views.imports.lines import RowLine, row_line

MISSING = "missing"
# Each tab's words and what stands in it, in the order in which they ask for attention.
TABS = {
    Row.CONFLICT: (
        "Conflicts",
        "Somebody changed these in the register since the file was checked. Choose whose value stands in each.",
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
        "back": step_url(batch, "faults"),
        "heading": "What the import would do",
        "counts": counts,
        "tabs": [(key, title, counts.get(key, 0)) for key, (title, _) in TABS.items()],
        "query": request.GET.urlencode(),
    }
    return render(request, "totalplace/import/preview.html", context)


def _tab(request: HttpRequest, batch: ImportBatch, shown: str) -> dict[str, Any]:
    """One tab: its words, its rows, its pages."""
    number = number_in(request.GET, "page") or 1
    if shown == MISSING:
        page = reads.missing(batch, user=request.user, page=number)
        rows = page.object_list
    else:
        page = reads.rows(batch, user=request.user, action=shown, page=number)
        rows = _lines(batch, shown, page.object_list)
    title, explanation = TABS[shown]
    detail = DETAIL.get(shown, "Found")
    return {
        "shown": shown,
        "shown_title": title,
        "explanation": explanation,
        "detail_title": detail,
        "rows": rows,
        "pages": pages_of(request, page),
        "page_number": page.number,
    }


def _lines(batch: ImportBatch, shown: str, rows: list[StagedRow]) -> list[RowLine] | list[ConflictRow]:
    """The rows ready to be shown."""
    if shown == Row.CONFLICT:
        return conflict_rows(batch, rows)
    return [row_line(row, batch.pages) for row in rows]
