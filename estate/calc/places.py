"""Places as an address writes them: longitude and latitude in degrees (WGS 84), read from text or refused in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

# Great Britain with its seas. What lies beyond holds no property, and the National Grid does not reach it.
FRAME = (-10.0, 48.5, 4.0, 62.0)
FURTHEST_METRES = 50_000
MOST_CORNERS = 100
LONGEST_TEXT = 5_000

Corner = tuple[float, float]


class NotAPlace(ValueError):
    """The text names no place; its words say why, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box from west to east and south to north; it may reach further than the register does."""

    west: float
    south: float
    east: float
    north: float

    def clipped(self) -> Box | None:
        """The part of it in which there can be properties; None where there is none."""
        west, south = max(self.west, FRAME[0]), max(self.south, FRAME[1])
        east, north = min(self.east, FRAME[2]), min(self.north, FRAME[3])
        return Box(west, south, east, north) if west < east and south < north else None

    def ring(self, steps: int = 16) -> list[Corner]:
        """Its outline, closed, each side in so many steps: a line of latitude is a curve on the National Grid."""
        east = [(self.west + (self.east - self.west) * i / steps, self.south) for i in range(steps)]
        north = [(self.east, self.south + (self.north - self.south) * i / steps) for i in range(steps)]
        west = [(self.east - (self.east - self.west) * i / steps, self.north) for i in range(steps)]
        south = [(self.west, self.north - (self.north - self.south) * i / steps) for i in range(steps)]
        return [*east, *north, *west, *south, east[0]]


@dataclass(frozen=True, slots=True)
class Circle:
    """All within so many metres of a point."""

    longitude: float
    latitude: float
    metres: float


@dataclass(frozen=True, slots=True)
class Ring:
    """A shape by its corners in order, the first repeated at the end."""

    corners: tuple[Corner, ...]


def parse_box(text: str) -> Box:
    """`west,south,east,north`; NotAPlace where it is none."""
    how = "Write west,south,east,north in degrees, such as -2.30,52.15,-2.15,52.25."
    west, south, east, north = _numbers(text, 4, how)
    _in_the_world([(west, south), (east, north)], how)
    if west >= east:
        raise NotAPlace(f"The west of the box, {west:g}, is not west of its east, {east:g}. {how}")
    if south >= north:
        raise NotAPlace(f"The south of the box, {south:g}, is not south of its north, {north:g}. {how}")
    return Box(west, south, east, north)


def parse_near(text: str) -> Circle:
    """`longitude,latitude,metres`; NotAPlace where it is none."""
    how = "Write longitude,latitude,metres, such as -2.22,52.19,1000."
    longitude, latitude, metres = _numbers(text, 3, how)
    _in_the_world([(longitude, latitude)], how)
    if not 0 < metres <= FURTHEST_METRES:
        raise NotAPlace(f"The distance must be more than 0 and at most {FURTHEST_METRES:,} metres. {how}")
    return Circle(longitude, latitude, metres)


def parse_ring(text: str) -> Ring:
    """`longitude,latitude` of each corner in order, parted by commas; NotAPlace where that is no shape."""
    how = "Write longitude,latitude of each corner in order, such as -2.3,52.1,-2.1,52.1,-2.2,52.3."
    numbers = _numbers(text, None, how)
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise NotAPlace(f"A shape has 3 to {MOST_CORNERS} corners, not {len(corners)}. {how}")
    _in_the_world(corners, how)
    if not all(FRAME[0] <= x <= FRAME[2] and FRAME[1] <= y <= FRAME[3] for x, y in corners):
        raise NotAPlace(f"A corner of the shape lies outside Great Britain. {how}")
    return Ring((*corners, corners[0]))


def is_in_frame(circle: Circle) -> bool:
    """Whether there can be properties near its middle."""
    return FRAME[0] <= circle.longitude <= FRAME[2] and FRAME[1] <= circle.latitude <= FRAME[3]


def _numbers(text: str, count: int | None, how: str) -> list[float]:
    if len(text) > LONGEST_TEXT:
        raise NotAPlace(f"This is {len(text):,} characters long; at most {LONGEST_TEXT:,} are read. {how}")
    parts = text.split(",")
    if len(parts) != count if count else len(parts) % 2:
        raise NotAPlace(f"There are {len(parts)} values between the commas. {how}")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        raise NotAPlace(f"Not every value between the commas is a number. {how}") from None
    if not all(map(math.isfinite, numbers)):
        raise NotAPlace(f"Not every value between the commas is a finite number. {how}")
    return numbers


def _in_the_world(corners: list[Corner], how: str) -> None:
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in corners):
        raise NotAPlace(f"Longitude goes from -180 to 180 and latitude from -90 to 90. {how}")
