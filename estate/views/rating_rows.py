"""Rating straight from the list: the answers that the list's script reads, as JSON.

Whatever goes wrong is said in words that the row can show, so that no rating is lost without a word:
401 signed out, 403 not yours, 404 not there, 409 changed meanwhile, 422 not whole.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from estate.forms.rating import RateForm, WithdrawForm
from estate.models import Property, RagAssessment
from estate.selectors.ratings import rated_by, standing_on
from estate.services.rating import RatingConflicts, rate, withdraw
from estate.views.rating import property_to_rate
from totalplace.permissions import Action, may
from totalplace.templatetags import formats
from totalplace.versioning import StaleRecord

SIGNED_OUT = "You have been signed out. Sign in again in another tab, then save this."
NOT_FOUND = "There is no such property any more."


def answers_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say in JSON who may not ask, and why."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _problem(SIGNED_OUT, 401)
        if not may(request.user, Action.VIEW_ESTATE):
            return _problem("Your roles do not include the estate.", 403)
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return _problem(NOT_FOUND, 404)
        except PermissionDenied as refusal:
            return _problem(str(refusal), 403)

    return guarded


def _problem(words: str, status: int, /, **more: Any) -> JsonResponse:
    return JsonResponse({"problem": words, **more}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@answers_json
def rate_row(request: HttpRequest, reference: str) -> HttpResponse:
    """Rate the property (POST), or tell how it stands (GET), with a token for the next POST."""
    prop = property_to_rate(request, reference)
    if request.method != "POST":
        return JsonResponse({**_standing(prop), "csrf": get_token(request)})
    form = RateForm(request.POST)
    if not form.is_valid():
        return _faults(form.errors.get_json_data())
    try:
        rated = rate(
            user=request.user, property_id=prop.pk, version=form.cleaned_data["version"], judgement=form.judgement()
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _faults(form.errors.get_json_data())
    except StaleRecord:
        return _conflict(request, prop.pk)
    return JsonResponse({**_standing(rated.property), "assessment": rated.assessment.pk, "repeat": rated.is_repeat})


@require_POST
@answers_json
def undo_row(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back the rating that was given a moment ago."""
    prop = property_to_rate(request, reference)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _faults(form.errors.get_json_data())
    try:
        [after] = withdraw(
            user=request.user, assessments=[form.cleaned_data["assessment"]], note=form.cleaned_data["note"]
        )
    except RagAssessment.DoesNotExist:
        return _problem(NOT_FOUND, 404)
    except RatingConflicts:
        return _conflict(request, prop.pk)
    return JsonResponse(_standing(after))


def _standing(prop: Property) -> dict[str, Any]:
    """How a property is rated now, as a row shows it."""
    return {
        "reference": prop.reference,
        "rag": prop.rag,
        "words": prop.get_rag_display() or "Not rated",
        "next_review": formats.date(prop.next_review_on) if prop.next_review_on else "",
        "version": prop.version,
    }


def _conflict(request: HttpRequest, property_id: int) -> JsonResponse:
    """What stands there now, for the person to choose between it and hers."""
    prop = Property.objects.get(pk=property_id)
    standing, who = standing_on([prop.pk]).get(prop.pk), rated_by(prop)
    why = standing.get_reason_display() if standing else ""
    by = " by yourself elsewhere" if who == request.user else f" by {who}" if who else ""
    said = f"Rated{by} since you opened this list. It is now {_standing(prop)['words']}"
    return _problem(f"{said}{f': {why}' if why else ''}.", 409, **_standing(prop))


def _faults(errors: dict[str, list[dict[str, str]]]) -> JsonResponse:
    words = " ".join(fault["message"] for faults in errors.values() for fault in faults)
    return _problem(words, 422, fields=sorted(errors))
