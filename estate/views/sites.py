"""Sites: a campus, or a building with several users. Each is there for those who may see one of its properties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from estate.forms.editing.parts import EditForm
from estate.forms.editing.site import JoinForm, SiteForm, SiteNameForm
from estate.models import Property, Site
from estate.selectors.sites import SiteRecord, site_record, sites_page
from estate.services import sites as services
from estate.views.access import sees_estate
from estate.views.editing.common import conflicting
from estate.views.organisations import figures
from totalplace.pagination import page_links
from totalplace.permissions import Action, may, require, rights_of
from totalplace.selectors.history import history_of
from totalplace.services.merging import Conflict
from totalplace.templatetags.formats import plural
from totalplace.views.conflicts import begun, goes_back, sent, wanted
from totalplace.views.editing import refused, tell

View = Callable[..., HttpResponse]


def of_site(view: View) -> View:
    """Give the view the site, as far as this person may see it; 404 where she may see none of it."""

    @wraps(view)
    @login_required
    @sees_estate
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        # The column holds less than an address can say.
        record = site_record(pk, user=request.user) if pk < 2**63 else None
        if record is None:
            raise Http404
        return view(request, record)

    return guarded


@require_safe
@login_required
@sees_estate
def site_list(request: HttpRequest) -> HttpResponse:
    """Every site that the person may see something of."""
    page = sites_page(request.user, request.GET.get("page"))
    links = page_links(request.GET, page.number, page.paginator.num_pages)
    context = {"page": page, "pages": links, "may_add": may(request.user, Action.EDIT_ESTATE)}
    return render(request, "estate/sites/list.html", context)


@require_safe
@of_site
def site_page(request: HttpRequest, record: SiteRecord) -> HttpResponse:
    """A site with its properties, what they add up to, and where they are."""
    return _shown(request, record, JoinForm())


def _shown(request: HttpRequest, record: SiteRecord, form: JoinForm) -> HttpResponse:
    rights = rights_of(request.user)
    hers = {prop.pk for prop in record.properties if rights.may(Action.EDIT_ESTATE, prop.organisation_id)}
    context = {
        "record": record,
        "site": record.site,
        "form": form,
        "hers": hers,
        "may_join": may(request.user, Action.EDIT_ESTATE),
        "key_figures": figures(record.totals),
        "map": _map(record),
        "history": history_of(record.site, user=request.user, limit=20),
    }
    return render(request, "estate/sites/site.html", context, status=422 if form.errors else 200)


def _map(record: SiteRecord) -> dict[str, Any] | None:
    features = [
        {
            "type": "Feature",
            "geometry": geometry,
            "properties": {
                "title": str(prop), "url": reverse("property", args=[prop.reference]), "rag": prop.rag, "role": "this",
            },
        }
        for prop, geometry in record.shapes
        if not prop.closed_on
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features} if features else None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@sees_estate
def site_add(request: HttpRequest) -> HttpResponse:
    """Make a site."""
    require(request.user, Action.EDIT_ESTATE)
    form = SiteForm(request.POST or None, initial={"references": request.GET.get("property", "")[:20]})
    if form.is_valid():
        try:
            given = form.cleaned_data
            numbers = _hers(request, given["references"])
            made = services.make_site(user=request.user, name=given["name"], properties=numbers)
            messages.success(request, f"{made} is a site of {plural(len(numbers), 'property,properties')}.")
            return redirect("site", made.pk)
        except ValidationError as refusal:
            tell(form, refusal)
    return render(request, "estate/sites/add.html", {"form": form}, status=422 if form.errors else 200)


def _hers(request: HttpRequest, references: Sequence[str]) -> list[int]:
    """The numbers of these properties. ValidationError for one that is not there or not hers, told alike."""
    found = dict(
        Property.objects.editable_by(request.user).filter(reference__in=references).values_list("reference", "pk")
    )
    if missing := [each for each in references if each not in found]:
        raise ValidationError({"references": services.NOT_HERS.format(reference=missing[0])})
    return list(found.values())


@require_http_methods(["GET", "HEAD", "POST"])
@of_site
def site_edit(request: HttpRequest, record: SiteRecord) -> HttpResponse:
    """Call it otherwise."""
    site = record.site
    services.require_editor(request.user, site)
    if request.method != "POST":
        return _form(request, site, _named(site, request, None))
    data = sent(request)
    form = _named(site, request, data)
    if goes_back(request) or not form.is_valid():
        return _form(request, site, form)
    return _renamed(request, site, form, wanted(data, form.values()))


def _renamed(request: HttpRequest, site: Site, form: EditForm, values: dict[str, Any]) -> HttpResponse:
    given = form.cleaned_data
    try:
        services.rename_site(
            user=request.user, pk=site.pk, version=given["version"], name=values.get("name", site.name),
            reason=given["reason"],
        )  # fmt: skip
    except Conflict as conflict:
        return conflicting(request, SitePage(site), form, conflict, {})
    except ValidationError as refusal:
        return _form(request, site, refused(_named(site, request, begun(request)), refusal))
    messages.success(request, "Saved the name.")
    return redirect("site", site.pk)


class SitePage:
    """What the page of a conflict says of a site."""

    model, title = Site, "Name of the site"

    def __init__(self, site: Site) -> None:
        self.prop, self.back = site, reverse("site", args=[site.pk])


def _named(site: Site, request: HttpRequest, data: Any) -> SiteNameForm:
    return SiteNameForm(data, record=site, user=request.user, initial={"version": site.version})


def _form(request: HttpRequest, site: Site, form: EditForm) -> HttpResponse:
    return render(request, "estate/sites/edit.html", {"form": form, "site": site}, status=422 if form.errors else 200)


@require_POST
@of_site
def site_join(request: HttpRequest, record: SiteRecord) -> HttpResponse:
    """Say that more properties stand on it."""
    require(request.user, Action.EDIT_ESTATE)
    form = JoinForm(request.POST)
    if form.is_valid():
        try:
            numbers = _hers(request, form.cleaned_data["references"])
            joined = services.join_site(user=request.user, pk=record.site.pk, properties=numbers)
            said = ", ".join(prop.reference for prop in joined)
            messages.success(request, f"Added {said}." if said else "Nothing to add: it was there already.")
            return redirect("site", record.site.pk)
        except ValidationError as refusal:
            tell(form, refusal)
    return _shown(request, record, form)


@require_POST
@of_site
def site_leave(request: HttpRequest, record: SiteRecord) -> HttpResponse:
    """Take a property out; the site goes with its last one."""
    named = request.POST.get("property", "")
    prop = next((each for each in record.properties if each.reference == named), None)
    version = request.POST.get("version", "")
    if prop is None or not (version.isascii() and version.isdigit() and len(version) < 19):
        messages.info(request, "Nothing to take out: it does not stand on this site.")
        return redirect("site", record.site.pk)
    try:
        services.leave_site(user=request.user, pk=record.site.pk, property_pk=prop.pk, version=int(version))
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return redirect("site", record.site.pk)
    messages.success(request, f"{prop} stands on {record.site} no more.")
    sees_it = Site.objects.visible_to(request.user).filter(pk=record.site.pk).exists()
    return redirect("site", record.site.pk) if sees_it else redirect("property", prop.reference)
