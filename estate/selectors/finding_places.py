"""Places to go to on the map, by what somebody types: areas, post towns, postcodes and properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import Collect
from django.contrib.gis.db.models.functions import Centroid, Envelope, Transform
from django.db.models import Count

from estate.models import Property
from estate.selectors.map_card import placed
from estate.selectors.search import containing
from estate.selectors.suggestions import LOOKED_AT, SHORTEST, suggestions
from totalplace.choices import AreaLevel
from totalplace.models import Area, Postcode

FEW = 3
# How near the map goes: a town fills the screen, a postcode's street, a building.
TOWN_ZOOM, STREET_ZOOM, BUILDING_ZOOM = 14, 16, 17


@dataclass(frozen=True, slots=True)
class Found:
    """A place: its (longitude, latitude) and zoom, or its box [[south, west], [north, east]]."""

    title: str
    detail: str
    place: tuple[float, float] | None = None
    zoom: int | None = None
    box: list[list[float]] | None = None
    reference: str = ""


def find_places(query: str, user: Any) -> list[Found]:
    """What `query` could mean, areas first. Properties, and towns, which are known from them, as `user` may see."""
    text = query.strip()
    if len(text) < SHORTEST:
        return []
    return [*_areas(text), *_towns(text, user), *_postcodes(text), *_properties(text, user)]


def _areas(text: str) -> list[Found]:
    found = Area.objects.current().filter(name__istartswith=text).order_by("name", "level")
    boxes = found.annotate(box=Envelope(Transform("boundary", 4326))).values_list("name", "level", "box")[:FEW]
    return [Found(name, AreaLevel(level).label, box=_corners(box.extent)) for name, level, box in boxes]


def _corners(extent: tuple[float, float, float, float]) -> list[list[float]]:
    west, south, east, north = extent
    return [[south, west], [north, east]]


def _towns(text: str, user: Any) -> list[Found]:
    """Post towns, each in the middle of some of its properties: no list of towns is kept."""
    some = containing(Property.objects.visible_to(user).in_register(), text).order_by().values("pk")[:LOOKED_AT]
    towns = (
        Property.objects.filter(pk__in=some, post_town__istartswith=text, location__isnull=False)
        .values("post_town")
        .annotate(properties=Count("pk"), place=Transform(Centroid(Collect("location")), 4326))
        .order_by("-properties")
    )
    several = [each for each in towns[:FEW] if each["properties"] > 1]
    return [Found(each["post_town"], "Town", each["place"].coords, TOWN_ZOOM) for each in several]


def _postcodes(text: str) -> list[Found]:
    code = "".join(text.upper().split())
    if not (code.isalnum() and any(each.isdigit() for each in code) and len(code) <= 7):
        return []
    # Kept with one space before the last three: typed without, either half may be where the text ends.
    spaced = f"{code[:-3]} {code[-3:]}" if len(code) > 4 else code
    found = Postcode.objects.filter(postcode__startswith=spaced).order_by("postcode")
    points = found.annotate(place=Transform("location", 4326)).values_list("postcode", "place")[:FEW]
    return [Found(postcode, "Postcode", place.coords, STREET_ZOOM) for postcode, place in points]


def _properties(text: str, user: Any) -> list[Found]:
    offered = suggestions(text, user)
    asked = Property.objects.filter(reference__in=[each.reference for each in offered])
    places = {prop.reference: place for prop, place in placed(asked)}
    return [
        Found(each.title, each.detail, places.get(each.reference), BUILDING_ZOOM, reference=each.reference)
        for each in offered
    ]
