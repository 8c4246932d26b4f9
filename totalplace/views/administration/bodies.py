"""The bodies as administrators keep them, and the areas that the register knows."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from totalplace.choices import AreaLevel
from totalplace.forms.administration import AddOrganisationForm, OrganisationForm
from totalplace.models import Organisation
from totalplace.selectors.areas import areas_of, levels
from totalplace.selectors.history import history_of
from totalplace.selectors.organisations import organisations
from totalplace.services.organisations import add_organisation, edit_organisation
from totalplace.views.administration.common import attempt, done, for_administrators, page_of, show, tabs

KEPT = ("name", "short_name", "kind", "sponsor", "is_partner", "version")


@require_safe
@for_administrators
def index(request: HttpRequest) -> HttpResponse:
    """Every body, or those with the words asked for in its name."""
    words = request.GET.get("q", "")[:200]
    page, pages = page_of(request, organisations(words))
    context = {"page": page, "pages": pages, "words": words, "tabs": tabs("Organisations")}
    return render(request, "totalplace/administration/organisations.html", context)


@for_administrators
def add(request: HttpRequest) -> HttpResponse:
    """A new body."""
    form = AddOrganisationForm(request.POST or None, initial={"is_partner": True})

    def store(version: int | None, **values: Any) -> None:
        add_organisation(by=request.user, **values)

    if attempt(request, form, store):
        done(request, f"{form.cleaned_data['name']} is added.")
        return redirect("administer_organisations")
    return show(request, "administration/organisation", form)


@for_administrators
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is known of a body."""
    body = Organisation.objects.filter(code=code).first()
    if body is None:
        raise Http404("There is no such organisation.")
    signed = body.protocol_signed_on
    initial = {name: getattr(body, name) for name in KEPT} | {"protocol_signed_on": signed and f"{signed:%d/%m/%Y}"}
    form = OrganisationForm(request.POST or None, initial=initial, organisation=body)
    if attempt(request, form, lambda **values: edit_organisation(by=request.user, organisation=body, **values)):
        done(request, f"{form.cleaned_data['name']} is changed.")
        return redirect("administer_organisations")
    history = history_of(body, user=request.user, limit=50)
    return show(request, "administration/organisation", form, organisation=body, history=history)


@require_safe
@for_administrators
def areas(request: HttpRequest) -> HttpResponse:
    """What areas there are by level, the areas of one level, and the commands that load them."""
    asked = request.GET.get("level", "")
    level = AreaLevel(asked) if asked in AreaLevel.values else None
    context: dict[str, Any] = {"levels": levels(), "level": level, "tabs": tabs("Areas")}
    if level:
        context["page"], context["pages"] = page_of(request, areas_of(level))
    return render(request, "totalplace/administration/areas.html", context)
