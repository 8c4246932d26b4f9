"""Waiving a fault for a record, and taking the waiver back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from estate.forms.quality import WaiveForm, WithdrawForm
from estate.models import Property, QualityWaiver
from estate.querysets.quality import BY_CODE
from estate.selectors import quality as selectors
from estate.services import quality as services
from estate.views.access import sees_estate
from totalplace.permissions import Action, require
from totalplace.versioning import StaleRecord
from totalplace.views.editing import tell


@require_http_methods(["GET", "POST"])
@login_required
@sees_estate
def waive(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Ask why a fault may stand, and until when; then waive it."""
    prop, rule = _property(request, reference), BY_CODE.get(code)
    require(request.user, Action.EDIT_ESTATE, prop.organisation_id)
    faults = selectors.record_quality(prop, request.user).faults
    fault = next((each for each in faults if each.rule is rule), None)
    if rule is None or fault is None:
        return _nothing_to_waive(request, reference)
    form = WaiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _waived(request, form, prop, code):
        messages.success(request, f"Waived: {rule.title}.")
        return redirect("property", reference)
    context = {"property": prop, "rule": rule, "fault": fault, "form": form}
    return render(request, "estate/quality/waive.html", context, status=422 if form.errors else 200)


def _nothing_to_waive(request: HttpRequest, reference: str) -> HttpResponse:
    """Whoever had the form open learns that the fault is gone; whoever guessed the address finds no page."""
    if request.method == "GET":
        raise Http404("No such fault")
    messages.info(request, services.NOTHING_TO_WAIVE)
    return redirect("property", reference)


def _waived(request: HttpRequest, form: WaiveForm, prop: Property, code: str) -> bool:
    try:
        services.waive(user=request.user, property_id=prop.pk, rule=code, **form.cleaned_data)
    except ValidationError as refusal:
        tell(form, refusal)
        return False
    return True


def _property(request: HttpRequest, reference: str) -> Property:
    """The property, for one who sees it; hidden and nonexistent ones answer alike."""
    found = Property.objects.visible_to(request.user).select_related("organisation").filter(reference=reference).first()
    if found is None:
        raise Http404("No such property")
    return found


@require_http_methods(["GET", "POST"])
@login_required
@sees_estate
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a waiver back: the fault counts again."""
    waiver = selectors.waiver(pk, user=request.user)
    if waiver is None:
        raise Http404("No such waiver")
    require(request.user, Action.EDIT_ESTATE, waiver.property.organisation_id)
    form = WithdrawForm(request.POST or None, initial={"version": waiver.version})
    if request.method == "POST" and form.is_valid():
        return _withdrawn(request, waiver, form.cleaned_data["version"])
    return render(request, "estate/quality/withdraw.html", _withdraw_context(waiver))


def _withdrawn(request: HttpRequest, waiver: QualityWaiver, version: int) -> HttpResponse:
    try:
        services.withdraw(user=request.user, waiver=waiver, version=version)
    except (StaleRecord, ValidationError) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
    else:
        messages.success(request, "The waiver was withdrawn: the fault counts again.")
    return redirect("property", waiver.property.reference)


def _withdraw_context(waiver: QualityWaiver) -> dict[str, Any]:
    rule = BY_CODE.get(waiver.rule)
    return {"waiver": waiver, "property": waiver.property, "title": rule.title if rule else waiver.rule}
