"""Changing a property's own details, a part at a time."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from estate.choices import CLOSED_STATUSES
from estate.forms.editing.belongings import BELONGINGS
from estate.forms.editing.parts import PARTS, EditForm
from estate.models import Property
from estate.services.editing import edit_property
from estate.views.access import sees_estate
from estate.views.editing.common import Page, answer, editable_or_404
from totalplace.services.merging import Edited


@require_safe
@login_required
@sees_estate
def edit_index(request: HttpRequest, reference: str) -> HttpResponse:
    """Every part of a property that can be changed."""
    prop = editable_or_404(request, reference)
    parts = [(part.title, reverse("property_edit_part", args=[reference, part.key])) for part in PARTS.values()]
    lists = [(kind.title, reverse("property_belongings", args=[reference, slug])) for slug, kind in BELONGINGS.items()]
    context = {
        "property": prop,
        "synthetic": prop.is_synthetic,
        "parts": parts,
        "lists": [*lists, ("Titles", reverse("property_titles", args=[reference]))],
        "is_closed": prop.status in CLOSED_STATUSES,
    }
    return render(request, "estate/edit/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def edit_part(request: HttpRequest, reference: str, part: str) -> HttpResponse:
    """One short form of some of a property's details."""
    prop = editable_or_404(request, reference)
    spec = PARTS.get(part)
    if spec is None:
        raise Http404("No such part")
    page = Page(prop, spec.title, part, spec.section, Property)

    def make(data: Any) -> EditForm:
        return spec.form(data, record=prop, user=request.user, initial={"version": prop.version})

    def write(form: EditForm, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return edit_property(
            user=request.user, pk=prop.pk, version=given["version"], values=values, reason=given["reason"]
        )

    return answer(request, page, make, write)
