"""Layers of the county map: areas to lay over it, and areas coloured by a figure, which apps register in `ready()`.

    map_layers.register("deprivation", deprivation_layers)

Each registers a function that answers the layers it has for a person, none where there is nothing to show. A layer's
address answers GeoJSON in longitude and latitude. Each feature has `name`. Coloured by a figure, the collection has
`label`, what the figure is, with its unit, and each feature `value`, a number or null for not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: `url` answers it; `order` places it among the others."""

    key: str
    title: str
    url: str
    order: int


_offers: dict[str, Callable[[Any], Iterable[Layer]]] = {}


def register(key: str, offer: Callable[[Any], Iterable[Layer]]) -> None:
    """Offer layers on the map; registering the key again replaces the function."""
    _offers[key] = offer


def layers_for(user: Any) -> list[Layer]:
    """The layers that `user` may lay over the map, in order."""
    return sorted((layer for offer in _offers.values() for layer in offer(user)), key=lambda layer: layer.order)
