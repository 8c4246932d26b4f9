"""The beginning and the end of a record: adding a property, closing it, opening it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from estate.choices import CLOSED_STATUSES
from estate.forms.editing.parts import AddForm, CloseForm, EditForm, ReopenForm
from estate.models import Property
from estate.services.editing import add_property, close_property, reopen_property
from estate.views.access import sees_estate
from estate.views.editing.common import Page, answer, editable_or_404, tell_doubts
from estate.views.editing.placing import drawing, offer
from totalplace.permissions import Action, require
from totalplace.services.merging import Edited
from totalplace.views.editing import tell


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def add(request: HttpRequest) -> HttpResponse:
    """Begin a property's record; the rest of it is filled in on its own page."""
    require(request.user, Action.EDIT_ESTATE)
    offered = offer(request)

    def make(data: Any) -> AddForm:
        return AddForm(data, record=None, user=request.user)

    form = offered.onto(make) if offered else make(request.POST or None)
    if not offered and form.is_valid():
        values = form.values()
        body, reason = values.pop("organisation"), form.cleaned_data["reason"]
        try:
            made = add_property(user=request.user, organisation=body, values=values, reason=reason)
            messages.success(request, f"Added {made}, {made.reference}. Fill in what else you know.")
            tell_doubts(request, form)
            return redirect(f"{reverse('property', args=[made.reference])}?saved=new")
        except ValidationError as refusal:
            tell(form, refusal)
    return render(request, "estate/edit/add.html", {"form": form, "offered": offered, "drawing": drawing(form)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close a property: what happened, when, why."""
    prop = editable_or_404(request, reference)
    if prop.status in CLOSED_STATUSES and request.method != "POST":
        return redirect("property_reopen", reference=reference)
    page = Page(prop, "Close this property", "close", "use", Property, "Close the property", "estate/edit/close.html")

    def make(data: Any) -> EditForm:
        return CloseForm(data, record=prop, user=request.user, initial={"version": prop.version})

    def write(form: EditForm, values: dict[str, Any]) -> Edited:
        # What she left to somebody who saved meanwhile is not among the values: it stays as it stands.
        stands = {name: values.get(name, getattr(prop, name)) for name in ("status", "closed_on", "closed_reason")}
        return close_property(
            user=request.user, pk=prop.pk, version=form.cleaned_data["version"], status=stands["status"],
            closed_on=stands["closed_on"], reason=stands["closed_reason"],
        )  # fmt: skip

    return answer(request, page, make, write)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a closed property again, with a reason."""
    prop = editable_or_404(request, reference)
    if prop.status not in CLOSED_STATUSES and request.method != "POST":
        return redirect("property_close", reference=reference)
    page = Page(prop, "Open this property again", "reopen", "use", Property, "Open it again")

    def make(data: Any) -> EditForm:
        return ReopenForm(data, record=prop, user=request.user, initial={"version": prop.version})

    def write(form: EditForm, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return reopen_property(
            user=request.user, pk=prop.pk, version=given["version"], status=values.get("status", prop.status),
            reason=given["reason"],
        )  # fmt: skip

    return answer(request, page, make, write)
