"""Bringing a claim for one's own report, changing it, and withdrawing it."""

from __future__ import annotations

from collections.abc import Callable
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
from spend.services.claims import FROM_A_DOCUMENT, NOT_HERS, add_claim, edit_claim, withdraw_claim
from totalplace.forms.records import RemoveForm
from totalplace.permissions import Action, require
from totalplace.versioning import StaleRecord

UNPROCESSABLE, CONFLICT = 422, 409
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
    form = ClaimForm(request.POST or None)
    return _asked(request, None, form, lambda: add_claim(user=request.user, **form.said))


@brings_claims
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change one's own claim."""
    claim = _own_or_404(request, reference)
    form = ClaimForm(request.POST or None, claim=claim)

    def store() -> Claim:
        return edit_claim(user=request.user, pk=claim.pk, version=form.cleaned_data["version"], **form.said)

    return _asked(request, claim, form, store)


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


def _asked(request: HttpRequest, claim: Claim | None, form: ClaimForm, store: Callable[[], Claim]) -> HttpResponse:
    """The form, or what became of it when it was sent."""
    if not form.is_valid():
        return _shown(request, claim, form, UNPROCESSABLE if form.errors else 200)
    try:
        stored = store()
    except StaleRecord as stale:
        form.add_error(None, str(stale))
        return _shown(request, claim, form, CONFLICT)
    except Claim.DoesNotExist as gone:
        raise Http404("No such claim") from gone
    except ValidationError as refusal:
        _tell(form, refusal)
        return _shown(request, claim, form, UNPROCESSABLE)
    messages.success(request, f"{stored.reference} is stored: {stored.get_verdict_display().lower()}.")
    return redirect("claim", stored.reference)


def _shown(request: HttpRequest, claim: Claim | None, form: ClaimForm, status: int) -> HttpResponse:
    back = reverse("claim", args=[claim.reference]) if claim else reverse("claim_list")
    return render(request, "spend/claims/form.html", {"claim": claim, "form": form, "back": back}, status=status)


def _tell(form: ClaimForm, refusal: ValidationError) -> None:
    """Put a service's refusal at the box it is about; what is about an input's row stands at the inputs."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        of_an_input = name in ("name", "value")
        form.add_error("inputs" if of_an_input else name if name in form.fields else None, errors)
