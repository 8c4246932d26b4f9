"""The pages on which a property is rated and a rating is taken back. They need no JavaScript."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from estate.forms.rating import RateForm, WithdrawForm, opened_on
from estate.models import Property, RagAssessment
from estate.selectors.ratings import standing_on
from estate.services.rating import Rated, RatingConflicts, rate, withdraw
from estate.views.access import sees_estate
from estate.views.rating_page import rate_page
from totalplace.permissions import Action, require
from totalplace.versioning import StaleRecord


@login_required
@sees_estate
def rate_property(request: HttpRequest, reference: str) -> HttpResponse:
    """Rate one property; afterwards back to where the person came from."""
    prop = property_to_rate(request, reference)
    if request.method != "POST":
        return _page(request, prop, opened_on(prop))
    form, stale = RateForm(request.POST), None
    if form.is_valid():
        try:
            rated = rate(
                user=request.user,
                property_id=prop.pk,
                version=form.cleaned_data["version"],
                judgement=form.judgement(),
            )
            return _done(request, rated)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except StaleRecord as refusal:
            stale = refusal
    return _page(request, prop, form, stale)


def property_to_rate(request: HttpRequest, reference: str) -> Property:
    """The property of that reference; 404 for one she does not see, PermissionDenied for one she may not change."""
    prop = Property.objects.visible_to(request.user).filter(reference=reference).select_related("organisation").first()
    if prop is None:
        raise Http404
    require(request.user, Action.EDIT_ESTATE, prop.organisation_id)
    return prop


def _page(request: HttpRequest, prop: Property, form: RateForm, stale: StaleRecord | None = None) -> HttpResponse:
    context = rate_page(cast(Property, stale.record) if stale else prop, form, stale)
    context["back"] = back_from(request, prop)
    status = 409 if stale else 422 if form.errors else 200
    return render(request, "estate/rag/rate.html", context, status=status)


def _done(request: HttpRequest, rated: Rated) -> HttpResponse:
    prop = rated.property
    undo = reverse("property_rating_withdraw", args=[prop.reference])
    messages.success(
        request,
        format_html(
            '{} is rated {}. <a class="govuk-link" href="{}?{}">Take it back</a>',
            str(prop),
            rated.assessment.get_rating_display(),
            undo,
            urlencode({"next": back_from(request, prop)}),
        ),
    )
    return redirect(back_from(request, prop))


def back_from(request: HttpRequest, prop: Property) -> str:
    """Where the person came from, if that is a page of ours; else the property's own page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else f"{reverse('property', args=[prop.reference])}#section-ratings"


@login_required
@sees_estate
def withdraw_rating(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask, then take back the rating that stands."""
    prop = property_to_rate(request, reference)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            [after] = withdraw(
                user=request.user, assessments=[form.cleaned_data["assessment"]], note=form.cleaned_data["note"]
            )
            stands = after.get_rag_display() or "not rated"
            messages.success(request, f"The rating is taken back. {after} is now {stands}.")
            return redirect(back_from(request, prop))
        except RagAssessment.DoesNotExist as nothing:
            raise Http404 from nothing
        except RatingConflicts:
            messages.error(request, "Another rating stands there by now: look at it, then decide. Nothing was changed.")
    return _ask(request, prop, form)


def _ask(request: HttpRequest, prop: Property, form: WithdrawForm) -> HttpResponse:
    standing = standing_on([prop.pk]).get(prop.pk)
    if standing is None:
        messages.info(request, f"{prop} has no rating to take back.")
        return redirect(back_from(request, prop))
    context = {"property": prop, "standing": standing, "form": form, "back": back_from(request, prop)}
    return render(request, "estate/rag/withdraw.html", context, status=422 if form.errors else 200)
