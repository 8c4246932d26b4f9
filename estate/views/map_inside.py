"""What the map says of the place that its filters name: a circle, a box, a shape or an area."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, Transform

from estate import choices
from estate.calc import places
from estate.selectors.map_inside import SHOWN, inside
from estate.selectors.totals import totals
from estate.views.map_listing import ADDED_UP_AT_MOST, MapListing
from totalplace.models import Area

PLACES = ("near", "bbox", "within", "area")
# How far "near this" looks, in metres.
DISTANCES = (250, 500, 1_000, 2_000, 5_000)


def place_asked(listing: MapListing) -> dict[str, Any]:
    """The place filters that were asked for, by name."""
    return {name: listing.filter.asked[name] for name in PLACES if name in listing.filter.asked}


def shape_of(listing: MapListing) -> list[dict[str, Any]]:
    """The places asked for, for the script to draw: a circle, or GeoJSON in longitude and latitude."""
    return [_drawn(place) for place in place_asked(listing).values()]


def _drawn(place: Any) -> dict[str, Any]:
    if isinstance(place, places.Circle):
        return {"circle": [place.latitude, place.longitude, place.metres]}
    if isinstance(place, places.Box):
        return {"geojson": {"type": "Polygon", "coordinates": [place.ring(1)]}}
    if isinstance(place, places.Ring):
        return {"geojson": {"type": "Polygon", "coordinates": [place.corners]}}
    outline = Area.objects.filter(pk=place.pk).values_list(
        AsGeoJSON(Transform("boundary", 4326), precision=5), flat=True
    )
    return {"geojson": json.loads(outline.get())}


def inside_place(listing: MapListing) -> dict[str, Any] | None:
    """What is inside, wherever the map looks; None where no place was asked for."""
    if not (asked := place_asked(listing)):
        return None
    found = listing.filter.qs
    summed = totals(listing.request.user, found, None, at_most=ADDED_UP_AT_MOST)
    context = {"title": _title(asked), "totals": summed}
    if summed.is_capped or not summed.properties:
        return context
    counted = inside(found, list(choices.Rag.values), rag="rag_then" if listing.as_at else "rag")
    bodies = {body.pk: body for body in listing.filter.organisations.values()}
    uses = dict(choices.Use.choices)
    return context | {
        "ratings": counted.ratings.items(),
        "bodies": [(bodies[pk].short_name or bodies[pk].name, count) for pk, count in counted.bodies[:SHOWN]],
        "more_bodies": max(0, len(counted.bodies) - SHOWN),
        "uses": [(uses.get(use, "Not known"), count) for use, count in counted.uses[:SHOWN]],
        "more_uses": max(0, len(counted.uses) - SHOWN),
    }


def _title(asked: dict[str, Any]) -> str:
    if len(asked) == 1 and "area" in asked:
        return f"In {asked['area'].name}"
    if len(asked) == 1 and "near" in asked:
        return f"Within {asked['near'].metres:,.0f} m"
    return "Inside the shape"
