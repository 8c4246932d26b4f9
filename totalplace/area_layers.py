"""The areas that the core lays over the county map."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from totalplace import map_layers
from totalplace.choices import AreaLevel
from totalplace.models import Area

TITLES = {
    AreaLevel.DISTRICT: "Districts",
    AreaLevel.WARD: "Wards",
    AreaLevel.MSOA: "Middle layer super output areas",
    AreaLevel.LSOA: "Lower layer super output areas",
    AreaLevel.NEIGHBOURHOOD: "Neighbourhoods",
}


def layers_of_areas(user: Any) -> list[map_layers.Layer]:
    """A layer of each level that has areas in force. They are public."""
    there = set(Area.objects.current().order_by().values_list("level", flat=True).distinct())
    return [
        map_layers.Layer(level.value, title, reverse("areas_of_level", args=[level.value]), order)
        for order, (level, title) in enumerate(TITLES.items(), start=10)
        if level in there
    ]
