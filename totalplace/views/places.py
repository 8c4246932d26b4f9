"""Places: any area of the county on one page, with what every app knows of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from totalplace.choices import AreaLevel
from totalplace.models import Area
from totalplace.panels import panels_for
from totalplace.permissions import Action, may
from totalplace.selectors import places
from totalplace.selectors.places import Place
from totalplace.templatetags import formats

LONGEST_SEARCH = 120
# More than this and the neighbours hide the place itself.
BESIDE = 8


@require_safe
@login_required
def place_list(request: HttpRequest) -> HttpResponse:
    """The county and its districts, the neighbourhoods that were drawn, and a search over every area."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    context: dict[str, Any] = {"words": words, "may_draw": may(request.user, Action.DRAW_PLACES)}
    if words:
        context |= {"found": places.find_places(words), "most_found": places.MOST_FOUND}
    else:
        tops = places.top_places()
        context |= {
            "tops": [(each, places.children(each.area)) for each in tops],
            "drawn": places.drawn_places(),
        }
    return render(request, "totalplace/places/list.html", context)


@require_safe
@login_required
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    """One place: its map, size and people, the places in and around it, and the panels of every app."""
    place = places.place(code)
    if place is None:
        raise Http404
    trail, neighbours, parts = places.trail(place.area), places.neighbours(place.area), places.children(place.area)
    # A county has nothing above or beside it: then its parts are set beside each other.
    beside = [*places.with_sizes(trail[:1]), *neighbours[:BESIDE]] or parts[:BESIDE]
    context = _people(place) | {
        "place": place,
        "may_draw": place.area.level == AreaLevel.NEIGHBOURHOOD and may(request.user, Action.DRAW_PLACES),
        "crumbs": _crumbs(trail),
        "map": places.outline_of(place.area),
        "key_figures": _figures(place),
        "neighbours": neighbours,
        "parts": _by_level(parts),
        "panels": panels_for("place", request.user, place=place, beside=beside),
    }
    return render(request, "totalplace/places/place.html", context)


def _crumbs(trail: list[Area]) -> list[tuple[str, str]]:
    return [("Places", reverse("place_list")), *((each.name, reverse("place", args=[each.code])) for each in trail)]


def _people(place: Place) -> dict[str, Any]:
    """The people of every mid-year known, and of the latest by age."""
    years = places.years_of(place.area)
    return {"years": years, "bands": places.bands_of(place.area.code, years[0].year) if years else []}


def _figures(place: Place) -> list[dict[str, Any]]:
    people = place.people
    per_hectare = people.people / place.hectares if people and place.hectares else None
    return [
        {
            "label": "People",
            "value": formats.number(people.people) if people else "",
            "note": _counted(people) if people else "",
        },
        {"label": "Land", "value": f"{formats.number(place.hectares)}\N{NO-BREAK SPACE}ha", "note": ""},
        {"label": "People per hectare", "value": formats.number(per_hectare, 1) if per_hectare else "", "note": ""},
    ]


def _counted(people: places.People) -> str:
    if not people.parts:
        return f"mid-{people.year}"
    return (
        f"mid-{people.year}, added up from {people.parts} LSOA{'s' if people.parts > 1 else ''} with the centre inside"
    )


def _by_level(parts: list[Place]) -> list[tuple[str, list[Place]]]:
    """The places inside this one, by their level's name in the plural."""
    levels: dict[str, list[Place]] = {}
    for part in parts:
        levels.setdefault(part.area.level, []).append(part)
    return [(PLURALS[AreaLevel(level)], found) for level, found in levels.items()]


PLURALS = {
    AreaLevel.COUNTY: "Counties",
    AreaLevel.DISTRICT: "Districts",
    AreaLevel.WARD: "Wards",
    AreaLevel.MSOA: "Middle layer super output areas",
    AreaLevel.LSOA: "Lower layer super output areas",
    AreaLevel.NEIGHBOURHOOD: "Neighbourhoods",
}
