"""What the core lays over the county map: areas, and the layers that a person brought herself."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from totalplace import map_layers
from totalplace.choices import AreaLevel
from totalplace.models import Area
from totalplace.selectors.map_layers import own_map_layers

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


def layers_of_ones_own(user: Any) -> list[map_layers.Layer]:
    """What this person brought herself."""
    return [
        map_layers.Layer(f"own-{layer.pk}", layer.name, reverse("own_map_layer_shapes", args=[layer.pk]), 100)
        for layer in own_map_layers(user)
    ]
