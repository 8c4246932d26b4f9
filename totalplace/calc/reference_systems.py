"""The coordinate reference systems that features are answered in, by the addresses that OGC gave them."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Great Britain with its seas, in degrees: what lies beyond holds nothing here, and the National Grid does not reach it.
FRAME = (-10.0, 48.5, 4.0, 62.0)
_RADIUS = 6_378_137.0


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees in metres of EPSG:3857."""
    up = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
    return math.radians(longitude) * _RADIUS, up * _RADIUS


@dataclass(frozen=True, slots=True)
class System:
    """A system: its address, its EPSG number, and whether its latitude comes first.

    `world`: west, south, east and north of what it can say at all; `frame`: of where anything is. `step`: how long a
    straight line may be before it is no straight line on the National Grid; all in its own units, eastward first.
    """

    uri: str
    srid: int
    world: tuple[float, float, float, float]
    frame: tuple[float, float, float, float]
    step: float | None
    is_latitude_first: bool = False


CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, (-180, -90, 180, 90), FRAME, 0.1)
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
WGS84 = System(f"{_EPSG}4326", 4326, CRS84.world, FRAME, 0.1, is_latitude_first=True)
MERCATOR = System(
    f"{_EPSG}3857", 3857, (-20_037_508.35, -20_048_966.11, 20_037_508.35, 20_048_966.11),
    (*_mercator(*FRAME[:2]), *_mercator(*FRAME[2:])), 10_000.0,
)  # fmt: skip
GRID = System(f"{_EPSG}27700", 27700, (-1e7, -1e7, 1e7, 1e7), (-600_000, -400_000, 1_200_000, 1_700_000), None)

# The first is what is answered unless another is asked for.
SYSTEMS = {system.uri: system for system in (CRS84, WGS84, MERCATOR, GRID)}
STORED = GRID
