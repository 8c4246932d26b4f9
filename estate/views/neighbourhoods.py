"""Drawing a neighbourhood, changing its name or outline, and withdrawing it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from estate.forms.neighbourhoods import NeighbourhoodForm
from estate.selectors.drawing import anchor_at
from estate.services.editing import MOST_CORNERS
from estate.views.editing.common import conflicting
from estate.views.editing.placing import IN_METRES, Offer, offer
from totalplace.choices import AreaLevel
from totalplace.forms.records import RemoveForm
from totalplace.models import Area
from totalplace.permissions import Action, require
from totalplace.services.merging import Conflict
from totalplace.services.neighbourhoods import draw_neighbourhood, edit_neighbourhood, withdraw_neighbourhood
from totalplace.versioning import StaleRecord
from totalplace.views.editing import refused

UNPROCESSABLE = 422
# Wider, and the map asks whether it is meant: metres.
WIDEST_M = 100_000
View = Callable[..., HttpResponse]


def draws_places(view: View) -> View:
    """Let only those who may draw neighbourhoods open this page; the others are told so, whatever the address names."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request.user, Action.DRAW_PLACES)
        return view(request, *args, **kwargs)

    return guarded


@draws_places
def add(request: HttpRequest) -> HttpResponse:
    """A new neighbourhood."""

    def store(form: NeighbourhoodForm) -> Area:
        given = form.cleaned_data
        return draw_neighbourhood(
            user=request.user, name=given["name"], boundary=given["boundary"], reason=given["reason"]
        )

    return _asked(request, None, store)


@draws_places
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Another name or outline."""
    area = _drawn_or_404(code)

    def store(form: NeighbourhoodForm) -> Area:
        given = form.cleaned_data
        return edit_neighbourhood(
            user=request.user, pk=area.pk, version=given["version"], values=form.values(), reason=given["reason"]
        )

    return _asked(request, area, store)


@draws_places
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then let it end."""
    area = _drawn_or_404(code)
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw_neighbourhood(user=request.user, pk=area.pk, version=form.cleaned_data["version"])
        except StaleRecord as stale:
            messages.error(request, str(stale))
            return redirect("neighbourhood_withdraw", code)
        messages.success(request, f"{area.name} is withdrawn.")
        return redirect("place_list")
    return render(request, "estate/places/withdraw.html", {"area": area, "hidden": [("version", area.version)]})


class _Page:
    """What the page of a conflict says of a neighbourhood."""

    model, title = Area, "Name and outline"

    def __init__(self, area: Area) -> None:
        self.prop, self.back = area, reverse("place", args=[area.code])


def _drawn_or_404(code: str) -> Area:
    area = Area.objects.current().filter(level=AreaLevel.NEIGHBOURHOOD, code=code).first()
    if area is None:
        raise Http404("No such neighbourhood")
    return area


def _asked(request: HttpRequest, area: Area | None, store: Callable[[NeighbourhoodForm], Area]) -> HttpResponse:
    """The form, or what became of it when it was sent."""

    def make(data: Any) -> NeighbourhoodForm:
        initial = {"version": area.version} if area else {}
        return NeighbourhoodForm(data, record=area, user=request.user, initial=initial)

    if offered := offer(request):
        return _shown(request, area, offered.onto(make), offered)
    form = make(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _shown(request, area, form)
    try:
        stored = store(form)
    except Conflict as conflict:
        return conflicting(request, _Page(area), form, conflict, {})  # type: ignore[arg-type]
    except Area.DoesNotExist as gone:
        raise Http404("No such neighbourhood") from gone
    except ValidationError as refusal:
        return _shown(request, area, refused(make(request.POST), refusal))
    messages.success(request, f"{stored.name} is stored.")
    return redirect("place", stored.code)


def _shown(
    request: HttpRequest, area: Area | None, form: NeighbourhoodForm, offered: Offer | None = None
) -> HttpResponse:
    drawing = {
        "stored": {"point": "", "outline": form.initial["boundary"]}, "follows": False, "reference": "",
        "mended": form.mended.removeprefix(IN_METRES), "outlinesUrl": reverse("property_outlines"),
        "anchor": anchor_at(area.boundary.centroid if area else None), "widest": WIDEST_M,
        "most_corners": MOST_CORNERS, "outline_only": True,
    }  # fmt: skip
    context = {"area": area, "form": form, "drawing": drawing, "offered": offered, "outline_only": True}
    status = UNPROCESSABLE if request.method == "POST" and form.errors else 200
    return render(request, "estate/places/draw.html", context, status=status)
