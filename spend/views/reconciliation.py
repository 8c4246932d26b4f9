"""Whether a count can be relied on, and each body's word for its part of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spend.calc.years import financial_year
from spend.forms.lines import SignOffForm
from spend.models import Body, Count
from spend.selectors.line_pages import count_of
from spend.selectors.reconciliation import OfBody, counted_twice, how_known, missing, of_bodies, unbalanced
from spend.services.lines import sign_off, withdraw_sign_off
from totalplace.permissions import Action, may, require

# Bodies that are shown at once: the rest, which are smaller, are folded away.
AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies of a count, each with whether the person may sign for it: those to look at first, and the others."""

    first: list[tuple[OfBody, bool]]
    folded: list[tuple[OfBody, bool]]

    @property
    def folded_amount(self) -> Decimal:
        """Pounds of those folded away, as they are counted."""
        return sum((each.counted for each, _ in self.folded), start=Decimal(0))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reconciliation(request: HttpRequest) -> HttpResponse:
    """What is in, missing, counted twice and estimated; POST gives or takes back a body's word."""
    require(request.user, Action.VIEW_SPEND)
    count = count_of(request.user, request.GET.get("count", ""))
    if count is None and request.GET.get("count"):
        raise Http404("No such count")
    if count is None:
        return render(
            request, "spend/reconciliation.html", {"count": None, "may_edit": may(request.user, Action.EDIT_SPEND)}
        )
    if request.method == "POST":
        _word_given(request, count)
        return redirect(f"{reverse('spend_reconciliation')}?count={count.key}")
    return render(request, "spend/reconciliation.html", _context(request, count))


def _word_given(request: HttpRequest, count: Count) -> None:
    """Store what was signed or taken back, and say so; or say why not."""
    form = SignOffForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(words for each in form.errors.values() for words in each))
        return
    given = form.cleaned_data
    body = get_object_or_404(Body, code=given["body"])
    try:
        if given["take_back"]:
            withdraw_sign_off(user=request.user, count=count, body=body)
            messages.success(request, f"Taken back: the sign-off of {body}.")
        else:
            sign_off(user=request.user, count=count, body=body, amount=given["amount"], note=given["note"])
            messages.success(request, f"Signed off for {body}.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))


def _context(request: HttpRequest, count: Count) -> dict[str, Any]:
    bodies = of_bodies(request.user, count)
    counted = sum((each.counted for each in bodies), start=0)
    signed = [each for each in bodies if each.stands]
    return {
        "count": count,
        "may_edit": _keeps(request),
        "year": financial_year(count.year),
        "bodies": _folded(request, bodies),
        "body_count": len(bodies),
        "lines": sum(each.lines for each in bodies),
        "counted": counted,
        "signed": len(signed),
        "signed_amount": sum((each.counted for each in signed), start=0),
        "missing": missing(count)[:200],
        "twice": counted_twice(request.user, count)[:200],
        "unbalanced": unbalanced(count),
        "known": how_known(request.user, count),
    }


def _folded(request: HttpRequest, bodies: list[OfBody]) -> Bodies:
    """The largest, those whose figures moved after their word, and the body of an officer, are never folded away."""
    found, keeps = Bodies([], []), _keeps(request)
    for place, each in enumerate(bodies):
        may_sign = _may_sign(request, each)
        asks = place < AT_ONCE or (each.signed is not None and not each.stands) or (may_sign and not keeps)
        (found.first if asks else found.folded).append((each, may_sign))
    return found


def _keeps(request: HttpRequest) -> bool:
    return may(request.user, Action.EDIT_SPEND)


def _may_sign(request: HttpRequest, each: OfBody) -> bool:
    return may(request.user, Action.ANSWER_FOR_SPEND, each.organisation_id or 0)
