"""Bringing a claim for one's own report, changing it, and withdrawing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spend.forms.claims import ClaimForm
from spend.models import Claim
from spend.services.claim_merging import PARTS, conflicts_of, inputs_of
from spend.services.claims import FROM_A_DOCUMENT, NOT_HERS, add_claim, edit_claim, withdraw_claim
from spend.views.claim_words import said_words
from totalplace.forms.records import RemoveForm
from totalplace.permissions import Action, require
from totalplace.services.merging import Conflict, Edited
from totalplace.versioning import StaleRecord
from totalplace.views import editing
from totalplace.views.conflicts import conflict_page

UNPROCESSABLE = 422
View = Callable[..., HttpResponse]


def brings_claims(view: View) -> View:
    """Let only people with a role open this page; the others are told so."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request.user, Action.VIEW_SPEND)
        return view(request, *args, **kwargs)

    return guarded


@brings_claims
def add(request: HttpRequest) -> HttpResponse:
    """A new claim."""
    form = ClaimForm(request.POST or None, record=None)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        parts = {name: values.pop(name) for name in PARTS}
        try:
            made = add_claim(user=request.user, values=values, **parts)
        except ValidationError as refusal:
            editing.tell(form, refusal)
        else:
            _told(request, form, Edited(made, values))
            return redirect("claim", made.reference)
    return ClaimPage().show(request, form)


@brings_claims
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change one's own claim."""
    claim = _own_or_404(request, reference)
    parts = {"inputs": inputs_of(claim), "conflicts": conflicts_of(request.user, claim)}

    def make(data: Any) -> ClaimForm:
        return ClaimForm(data, record=claim, parts=parts)

    def write(form: ClaimForm, values: dict[str, Any]) -> Edited:
        version = form.cleaned_data["version"]
        return edit_claim(user=request.user, pk=claim.pk, version=version, values=values, opened=form.opened)

    def choose(form: ClaimForm, conflict: Conflict) -> HttpResponse:
        return conflict_page(
            request, conflict, form, words=said_words, title=f"Change {reference}",
            cancel_url=reverse("claim", args=[reference]), replaced={"opened_conflicts": ", ".join(parts["conflicts"])},
        )  # fmt: skip

    return editing.answer(request, ClaimPage(claim), make, write, told=_told, conflicting=choose)


@brings_claims
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask, then take a claim out of the list."""
    claim = _own_or_404(request, reference)
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw_claim(user=request.user, pk=claim.pk, version=form.cleaned_data["version"])
        except StaleRecord as stale:
            messages.error(request, str(stale))
            return redirect("claim_withdraw", reference)
        messages.success(request, f"{reference} is withdrawn: it is no longer listed, and stays citable.")
        return redirect("claim", reference)
    return render(request, "spend/claims/withdraw.html", {"claim": claim, "hidden": [("version", claim.version)]})


def _own_or_404(request: HttpRequest, reference: str) -> Claim:
    claim = Claim.objects.visible_to(request.user).filter(reference=reference).first()
    if claim is None:
        raise Http404("No such claim")
    if not Claim.objects.editable_by(request.user).filter(pk=claim.pk).exists():
        raise PermissionDenied(FROM_A_DOCUMENT if claim.added_by_id is None else NOT_HERS)
    return claim


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """The page of the form."""

    claim: Claim | None = None

    @property
    def saved(self) -> str:
        """Where it leads once it is stored."""
        return reverse("claim", args=[self.claim.reference]) if self.claim else reverse("claim_list")

    def show(self, request: HttpRequest, form: ClaimForm) -> HttpResponse:
        """The form, with its faults."""
        context = {"claim": self.claim, "form": form, "back": self.saved}
        return render(request, "spend/claims/form.html", context, status=UNPROCESSABLE if form.errors else 200)


def _told(request: HttpRequest, form: ClaimForm, edited: Edited) -> None:
    claim = edited.record
    if edited.changed:
        messages.success(request, f"{claim.reference} is stored: {claim.get_verdict_display().lower()}.")
    else:
        messages.info(request, "Nothing to save: it was so already.")
