"""What stands near a property."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import GeometryDistance, Transform
from django.db.models import QuerySet

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
        Property.objects.filter(pk__in=nearest(prop, user).values("pk"))
        .annotate(metres=GeometryDistance("location", prop.location), place=Transform("location", 4326))
        .filter(metres__lte=REACH_METRES)
        .select_related("organisation")
        .only("reference", "name", "use", "rag", "organisation__name", "organisation__short_name")
        .order_by("metres", "id")
    )
    return [Neighbour(each, each.metres, each.place.coords) for each in found]


def nearest(prop: Property, user: Any) -> QuerySet[Property]:
    """The SHOWN nearest, however far: the index gives them one by one, where all within reach may be half a town."""
    others = Property.objects.visible_to(user).in_register().exclude(pk=prop.pk).filter(location__isnull=False)
    return others.order_by(GeometryDistance("location", prop.location))[:SHOWN]
