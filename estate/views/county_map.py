"""The county map: its page, the list of what it looks at, and the card of a property that was chosen on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from estate.selectors.finding_places import Found, find_places
from estate.selectors.map_card import card, places_of
from estate.selectors.map_schemes import schemes
from estate.selectors.past_ratings import ratings_then
from estate.selectors.search import LONGEST_QUERY
from estate.views.access import sees_estate
from estate.views.map_inside import DISTANCES, inside_place, shape_of
from estate.views.map_listing import MapListing
from estate.views.panel import chosen_filters, filter_groups
from estate.views.properties import refused
from totalplace.map_layers import layers_for
from totalplace.selectors.base_map import base_map
from totalplace.selectors.outline import county_drawing

NEAR_METRES = 1_000
# What the map's script is made of, asked for at once: else each would wait for the one that imports it to be read.
MODULES = (
    "leaflet/leaflet.js",
    *(
        f"js/components/{name}.js"
        for name in ("county-map", "estate-layer", "map", "map-day", "map-layers", "map-legend")
    ),
    *(f"js/components/{name}.js" for name in ("map-sheet", "map-side", "map-tools")),
    *(f"js/lib/{name}.js" for name in ("choropleth", "drawn_shapes", "map_address", "map_schemes", "map_style")),
    *(f"js/lib/{name}.js" for name in ("marks", "outlines", "past_days", "tile_features")),
    "vector-tile/index.js",
    "point-geometry/index.js",
    "pbf/index.js",
)
ANY_REFERENCE = "AA-000000"


@require_safe
@login_required
@sees_estate
def county_map(request: HttpRequest) -> HttpResponse:
    """The map of every property the person may see that answers the filters, with the list of them beside it."""
    listing = MapListing(request)
    if listing.problems:
        return refused(request, listing)
    drawing, layers = county_drawing(), layers_for(request.user)
    context = in_view(listing) | {
        "groups": filter_groups(listing.filter),
        "chosen": chosen_filters(listing),
        "drawing": drawing,
        "layers": layers,
        "inside": inside_place(listing),
        "modules": MODULES,
        "distances": DISTANCES,
        "schemes": (found := _schemes(listing)),
        "config": _config(listing, found, drawing) | {"layers": [asdict(layer) for layer in layers]},
    }
    return render(request, "estate/map/index.html", context)


@require_safe
@login_required
@sees_estate
def map_view(request: HttpRequest) -> HttpResponse:
    """What stands where the map looks: how many, what they add up to, and the first of them. Part of the page."""
    listing = MapListing(request)
    if listing.problems:
        return refused(request, listing)
    return render(request, "estate/map/in_view.html", in_view(listing))


@require_safe
@login_required
@sees_estate
def map_card(request: HttpRequest, reference: str) -> HttpResponse:
    """One property as the map tells of it. Hidden and nonexistent ones answer alike. Part of the page."""
    found = card(reference, request.user)
    if found is None:
        raise Http404
    context: dict[str, Any] = {"card": found, "property": found.property, "distances": DISTANCES}
    if request.GET.get("as_at"):
        if (listing := MapListing(request)).problems:
            return refused(request, listing)
        then = ratings_then([found.property], listing.as_at)
        context |= {"as_at": listing.as_at, "then": then.get(found.property.pk)}
    return render(request, "estate/map/card.html", context)


@require_safe
@login_required
@sees_estate
def map_near(request: HttpRequest, reference: str) -> HttpResponse:
    """The map of what stands within a kilometre of a property; 404 where it has no place, is hidden or is none."""
    found = card(reference, request.user)
    if found is None or found.place is None:
        raise Http404
    longitude, latitude = found.place
    return redirect(f"{reverse('map')}?near={longitude:.5f},{latitude:.5f},{NEAR_METRES}")


@require_safe
@login_required
@sees_estate
@cache_control(private=True, max_age=60)
def map_find(request: HttpRequest) -> JsonResponse:
    """{"results": [{"title", "detail", "url", "place", "zoom", "box", "reference"}]} for the words in `q`."""
    found = find_places(request.GET.get("q", "")[:LONGEST_QUERY], request.user)
    return JsonResponse({"results": [asdict(each) | {"url": _page_of(each)} for each in found]})


def _page_of(found: Found) -> str:
    return reverse("property", args=[found.reference]) if found.reference else reverse("map")


def in_view(listing: MapListing) -> dict[str, Any]:
    """What the list beside the map shows."""
    rows = listing.page.rows
    places = places_of(rows)
    bodies = {body.pk: body for body in listing.filter.organisations.values()}
    rated = ratings_then(rows, listing.as_at) if listing.as_at else {p.pk: p.rag for p in rows}
    return {
        "listing": listing,
        "totals": listing.totals,
        "rows": [
            {"property": p, "body": bodies[p.organisation_id], "rag": rated.get(p.pk, ""), "place": places.get(p.pk)}
            for p in rows
        ],
    }


def _schemes(listing: MapListing) -> list[Any]:
    return schemes(listing.request.user, listing.filter.organisations.values(), listing.filter.asked)


def _config(listing: MapListing, found: list[Any], drawing: Any) -> dict[str, Any]:
    """What the script needs to know."""
    ground = base_map()
    return {
        "tiles": "/tiles/properties/{z}/{x}/{y}.mvt",
        "view": reverse("map_view"),
        "card": reverse("map_card", args=[ANY_REFERENCE]).replace(ANY_REFERENCE, "{reference}"),
        "bounds": drawing.bounds,
        "outline": reverse("areas_outline"),
        "shapes": shape_of(listing),
        "by": listing.by,
        "asAt": listing.as_at.isoformat() if listing.as_at else None,
        "today": timezone.localdate().isoformat(),
        "schemes": [asdict(scheme) for scheme in found],
        "baseMapUrl": ground.url,
        "baseMapAttribution": ground.attribution,
        "baseMapKind": ground.kind,
        "baseMapMaxZoom": ground.max_zoom,
    }
