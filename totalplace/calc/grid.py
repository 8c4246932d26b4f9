"""Ordnance Survey grid references ("SO 849 548") to eastings and northings in EPSG:27700, and back.

A reference names a square. Its point here is the square's centre, the likeliest place of what stands in it; at
ten digits the square is 1 m and the reference is taken as the coordinates themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .parsed import Parsed, Refused, nothing, shown, tidy

LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
WIDTH, HEIGHT = 700_000, 1_300_000
REMEDY = "Write two letters and an even number of digits, as SO 849 548, or leave the cell empty."


@dataclass(frozen=True, slots=True)
class GridPoint:
    """Metres east and north in EPSG:27700, and the side in metres of the square that the reference named."""

    easting: float
    northing: float
    precision: int


def parse_grid_reference(value: Any) -> Parsed:
    """A GridPoint from a reference of 2 to 10 digits, with or without spaces; the note says when it is coarse."""
    if (empty := nothing(value)) is not None:
        return empty
    text = tidy(value)
    packed = re.sub(r"[\s,.\-/:]", "", text.upper())
    match = re.fullmatch(r"([A-HJ-Z]{2})(\d{2,10})", packed)
    if not match:
        raise Refused(f"{shown(text)} is not an Ordnance Survey grid reference.", REMEDY)
    halves = re.fullmatch(r"\s*[A-Za-z]{2}[\s,.\-/:]*(\d+)(?:[\s,.\-/:]+(\d+))?\s*", text)
    digits = match[2]
    if len(digits) % 2 or (halves and halves[2] and len(halves[1]) != len(halves[2])):
        raise Refused(f"{shown(text)} has an uneven number of digits for east and north.", REMEDY)
    point = _point(match[1], digits, text)
    note = f"{shown(text)} places it only to {point.precision:,} m" if point.precision >= 1000 else None
    return Parsed(point, note)


def _point(letters: str, digits: str, text: str) -> GridPoint:
    first, second = LETTERS.index(letters[0]), LETTERS.index(letters[1])
    east = ((first - 2) % 5) * 5 + second % 5
    north = 19 - (first // 5) * 5 - second // 5
    half = len(digits) // 2
    precision = 10 ** (5 - half)
    centre = precision / 2 if precision > 1 else 0.0
    easting = east * 100_000 + int(digits[:half]) * precision + centre
    northing = north * 100_000 + int(digits[half:]) * precision + centre
    if not (0 <= easting < WIDTH and 0 <= northing < HEIGHT):
        raise Refused(f"{shown(text)} names no square of the British National Grid.", REMEDY)
    return GridPoint(easting, northing, precision)


def grid_reference(easting: float, northing: float, digits: int = 6) -> str:
    """The reference of the square a point lies in: "SO 849 548" at 6 digits (100 m), up to 10 digits (1 m).

    ValueError when the point is off the British National Grid or `digits` is not an even number from 2 to 10.
    """
    if digits not in (2, 4, 6, 8, 10):
        raise ValueError("a grid reference has 2, 4, 6, 8 or 10 digits")
    if not (0 <= easting < WIDTH and 0 <= northing < HEIGHT):
        raise ValueError("the point is off the British National Grid")
    east, north = int(easting) // 100_000, int(northing) // 100_000
    first = 5 * (3 - north // 5) + east // 5 + 2
    second = 5 * (4 - north % 5) + east % 5
    half = digits // 2
    size = 10 ** (5 - half)
    parts = (f"{int(metres) % 100_000 // size:0{half}d}" for metres in (easting, northing))
    return " ".join((LETTERS[first] + LETTERS[second], *parts))
