"""What stands near a property."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import GeometryDistance, Transform
from django.contrib.gis.measure import D

from estate.models import Property

REACH_METRES = 2000
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A property and how far it is, in metres, from point to point; its place as (longitude, latitude)."""

    property: Property
    metres: float
    place: tuple[float, float]


def near(prop: Property, user: Any) -> list[Neighbour]:
    """The nearest SHOWN properties in the register within REACH_METRES that `user` may see. One index look-up."""
    if prop.location is None:
        return []
    found = (
        Property.objects.visible_to(user)
        .in_register()
        .exclude(pk=prop.pk)
        .filter(location__dwithin=(prop.location, D(m=REACH_METRES)))
        .annotate(metres=GeometryDistance("location", prop.location), place=Transform("location", 4326))
        .select_related("organisation")
        .only("reference", "name", "use", "rag", "organisation__name", "organisation__short_name")
        .order_by("metres", "id")[:SHOWN]
    )
    return [Neighbour(each, each.metres, each.place.coords) for each in found]
