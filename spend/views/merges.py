"""Two suppliers that may be one: looked at side by side, decided, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spend.choices import MergeEvidence, MergeStatus
from spend.forms.payments import DecisionsForm
from spend.models import SupplierMerge
from spend.selectors import suppliers
from spend.services import suppliers as services
from totalplace.pagination import page_links
from totalplace.permissions import Action, require
from totalplace.templatetags.formats import plural

A_PAGE = 20
WORDS = "merge was,merges were"
# What can be accepted in one go: the rest has to be looked at.
IN_ONE_GO = (MergeEvidence.PLAIN, MergeEvidence.COMPANY)


@login_required
@require_http_methods(["GET", "POST"])
def merges(request: HttpRequest) -> HttpResponse:
    """A page of merges that stand so; a POST says of each whether they are the same."""
    require(request.user, Action.EDIT_SPEND)
    if request.method == "POST":
        return _decide(request)
    status = request.GET.get("show") if request.GET.get("show") in MergeStatus.values else MergeStatus.PROPOSED
    evidence = request.GET.get("evidence") if request.GET.get("evidence") in MergeEvidence.values else ""
    page = Paginator(suppliers.merges(status, evidence), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "status": status,
        "status_words": MergeStatus(status).label,
        "evidence": evidence,
        "proposals": suppliers.proposals(list(page.object_list)),
        "pages": page_links(request.GET, page.number, page.paginator.num_pages),
        "tabs": MergeStatus.choices,
        "kinds": _kinds(),
        "query": request.GET.urlencode(),
    }
    return render(request, "spend/suppliers/merges.html", context)


def _kinds() -> list[tuple[str, str, int, bool]]:
    """(code, words, how many wait, whether all may be accepted in one go) of each evidence."""
    waiting = suppliers.merge_counts()
    return [(code, words, waiting.get(code, 0), code in IN_ONE_GO) for code, words in MergeEvidence.choices]


def _decide(request: HttpRequest) -> HttpResponse:
    """What was chosen in the page, or all of one evidence at once."""
    form = DecisionsForm(request.POST)
    try:
        if evidence := request.POST.get("accept_all"):
            done = services.accept_all(user=request.user, evidence=evidence)
        else:
            same, different = form.decided(form.SAME), form.decided(form.DIFFERENT)
            done = services.decide_merges(user=request.user, same=same, different=different)
        messages.success(request, f"{plural(done, WORDS)} decided.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(f"{reverse('supplier_merges')}?{request.META['QUERY_STRING']}")


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an accepted merge back."""
    require(request.user, Action.EDIT_SPEND)
    merge = get_object_or_404(SupplierMerge, pk=pk)
    try:
        services.undo_merge(user=request.user, merge=merge)
        messages.success(request, f"{merge.absorbed} is a supplier of its own again.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(f"{reverse('supplier_merges')}?show={MergeStatus.ACCEPTED}")
