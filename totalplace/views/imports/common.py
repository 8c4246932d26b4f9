"""What every page of an import begins with: the batch this person may see, and where in the steps it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from totalplace.choices import ImportStatus as Status
from totalplace.importing.pages import pages_for, step_url
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch
from totalplace.pagination import PageLinks, page_links
from totalplace.permissions import may
from totalplace.selectors import imports as reads
from totalplace.services.imports import ROWS_GONE

# Where a person is sent to go on with an import that stands so.
PAGE_OF = {
    Status.UPLOADED: "columns",
    Status.STAGING: "progress",
    Status.STAGED: "preview",
    Status.APPLYING: "progress",
    Status.APPLIED: "result",
    Status.UNDOING: "progress",
    Status.UNDONE: "result",
    Status.FAILED: "progress",
    Status.ABANDONED: "result",
}
# How the list of faults is narrowed.
FAULT_FILTERS = ("severity", "code", "row")
# An import in one of these can still be looked through and changed.
OPEN = (Status.UPLOADED, Status.STAGED, Status.FAILED)

STEPS = (
    ("Upload", None),
    ("Columns", "columns"),
    ("Check", "faults"),
    ("Preview", "preview"),
    ("Apply", "apply"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the list of steps: `state` is done, current or later; `url` leads back to what can be changed."""

    title: str
    state: str
    url: str


def steps(batch: ImportBatch, current: str) -> list[Step]:
    """The five steps as they stand on the page of the step called `current`."""
    titles = [title for title, _ in STEPS]
    here = titles.index(current)
    return [
        Step(title, _state(index, here), _address(batch, name) if index < here else "")
        for index, (title, name) in enumerate(STEPS)
    ]


def _state(index: int, here: int) -> str:
    return "done" if index < here else ("current" if index == here else "later")


def _address(batch: ImportBatch, name: str | None) -> str:
    return step_url(batch, name) if name and batch.status in OPEN else ""


def page_of(batch: ImportBatch) -> str:
    """The address of the page where this import goes on: what is wrong first, where there is something."""
    if batch.status == Status.STAGED and batch.counts.get("conflict"):
        return f"{step_url(batch, 'preview')}?show=conflict"
    if batch.status == Status.STAGED and (batch.counts.get("refused") or batch.counts.get("warnings")):
        return step_url(batch, "faults")
    return step_url(batch, PAGE_OF[Status(batch.status)])


def onward(batch: ImportBatch, query: QueryDict) -> str:
    """Where this import goes on; to the same part of the list of faults that the address before it named."""
    address = page_of(batch)
    kept = faults_query(query)
    return f"{address}?{kept}" if kept and address == step_url(batch, "faults") else address


def faults_query(query: QueryDict) -> str:
    """What of an address says which faults are looked at, and on which page of them."""
    kept = query.copy()
    for name in set(kept) - {*FAULT_FILTERS, "page"}:
        del kept[name]
    return kept.urlencode()


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser on, also where only a part of the page asked.

    The part that asked is replaced by one that does not ask again: polling on would break off a slow page.
    """
    return render(request, "totalplace/import/go_on.html", {"url": address}) if request.htmx else redirect(address)


def of_batch(*statuses: Status) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorate a view `(request, batch)`: it is reached by `pk`, only for imports this person may see.

    With `statuses`, an import that stands elsewhere is sent on to the page where it does stand; so is a person whose
    step the services refuse, because somebody else took the import further, with their words.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def found(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            batch = batch_or_404(request, pk)
            if statuses and batch.status not in statuses:
                return go(request, onward(batch, request.GET))
            try:
                with target_for(batch.kind).opened():
                    return view(request, batch, **kwargs)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
                return go(request, page_of(batch_or_404(request, pk)))

        return found

    return decorate


def batch_or_404(request: HttpRequest, pk: int) -> ImportBatch:
    """The import, when it exists for this person and she may import for its body; otherwise there is no such page."""
    visible = ImportBatch.objects.visible_to(request.user).select_related("organisation", "created_by", "job")
    batch = visible.filter(pk=pk).first()
    if batch is None or not _is_open(request, batch):
        raise Http404("There is no such import, or it belongs to a body that you do not import for.")
    batch.pages = pages_for(batch.kind)
    if reads.rows_are_gone(batch):
        # Here and nowhere else it counts as stopped: its page then says why, and offers to run it again.
        batch.status, batch.error = Status.FAILED, ROWS_GONE
    return batch


def _is_open(request: HttpRequest, batch: ImportBatch) -> bool:
    """Whether this person may import such files for that body, and the address is one of this kind's own.

    `here` leads on from any app's address: pages of jobs know no more of an import than its number.
    """
    name = (request.resolver_match and request.resolver_match.url_name) or ""
    prefix = pages_for(batch.kind).prefix
    at_home = name.endswith("import_here") or name.startswith(f"{prefix}_")
    return at_home and may(request.user, target_for(batch.kind).right, batch.organisation_id)


def number_in(query: QueryDict, name: str) -> int | None:
    """A whole number from the address, or None for anything that is not one."""
    text = query.get(name, "")
    return int(text) if text.isdecimal() and 0 < len(text) < 9 else None


def pages_of(request: HttpRequest, page: Page) -> PageLinks:
    """The links under a page of a list."""
    return page_links(request.GET, page.number, page.paginator.num_pages)


def first_words(form: Form) -> str:
    """What is wrong with a form that has no page of its own."""
    return " ".join(words for errors in form.errors.values() for words in errors)
