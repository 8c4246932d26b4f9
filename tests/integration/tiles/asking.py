"""Asking for tiles, and reading what they say."""

from __future__ import annotations

import math
from typing import Any

from django.test import Client

from tests.factories import make_person
from tests.mvt import Feature, layers_of

# The tiles around the middle of Worcester, from the world to a street.
EVERY_ZOOM = range(19)
WORCESTER_WGS84 = (-2.2203, 52.1906)


def tile_over(z: int, place: tuple[float, float] = WORCESTER_WGS84) -> tuple[int, int, int]:
    """The tile of a zoom that holds a place (longitude, latitude), by the formula of the slippy map."""
    longitude, latitude = place
    x = (longitude + 180) / 360 * 2**z
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**z
    return z, int(x), int(y)


def address_of(z: int, x: int, y: int, query: str = "") -> str:
    """A tile's address."""
    return f"/tiles/properties/{z}/{x}/{y}.mvt{query}"


def tiles_around(z: int, query: str = "") -> list[str]:
    """The nine tiles around the middle of Worcester, as far as the grid has them."""
    _, x, y = tile_over(z)
    return [
        address_of(z, column, row, query)
        for column in range(max(0, x - 1), min(2**z, x + 2))
        for row in range(max(0, y - 1), min(2**z, y + 2))
    ]


def signed_in(person: Any) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def browser_of(*roles: tuple[str, str | None]) -> Client:
    """A browser of a new person with these roles."""
    return signed_in(make_person("-".join(f"{role}-{code}" for role, code in roles), roles))


def features(client: Client, z: int, query: str = "") -> list[Feature]:
    """Every feature of the tiles around Worcester at a zoom, once each."""
    found: dict[tuple[int, str], Feature] = {}
    for address in tiles_around(z, query):
        for name, layer in layers_of(client.get(address).content).items():
            found |= {(feature.id, name): feature for feature in layer.features}
    return list(found.values())


def counted(client: Client, z: int, query: str = "") -> dict[str, int]:
    """What the cells of the tiles around Worcester add up to, by key; the number of properties under "count"."""
    sums: dict[str, int] = {}
    for feature in features(client, z, query):
        for key, number in feature.attributes.items():
            sums[key] = sums.get(key, 0) + number
    return sums
