"""What the map tells of properties: where the listed ones stand, and one that was chosen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import Transform
from django.db.models import QuerySet

from estate.models import Property


@dataclass(frozen=True, slots=True)
class Card:
    """A property as the map tells of it. `place` is (longitude, latitude); None where it is not known.

    `lease_ends` are the days on which its first and its last lease expire, None where none does.
    """

    property: Property
    lease_ends: tuple[datetime.date, datetime.date] | None
    place: tuple[float, float] | None


def placed(properties: QuerySet[Property]) -> list[tuple[Property, tuple[float, float]]]:
    """Each that has a point, by number and reference, with its (longitude, latitude)."""
    found = properties.filter(location__isnull=False).annotate(place=Transform("location", 4326)).only("reference")
    return [(prop, prop.place.coords) for prop in found]


def places_of(properties: Iterable[Property]) -> dict[int, tuple[float, float]]:
    """(longitude, latitude) of each that has a point, by number. The properties are what the person may see."""
    return {prop.pk: place for prop, place in placed(Property.objects.filter(pk__in=[each.pk for each in properties]))}


def card(reference: str, user: Any) -> Card | None:
    """The property with this reference; None where there is none that `user` may see."""
    found = (
        Property.objects.visible_to(user)
        .filter(reference=reference)
        .select_related("organisation")
        .annotate(place=Transform("location", 4326))
        .first()
    )
    if found is None:
        return None
    return Card(found, _lease_ends(found), found.place.coords if found.place else None)


def _lease_ends(prop: Property) -> tuple[datetime.date, datetime.date] | None:
    if prop.lease_expiries is None:
        return None
    first, after = prop.lease_expiries.lower, prop.lease_expiries.upper
    return datetime.date.fromordinal(first), datetime.date.fromordinal(after - 1)
