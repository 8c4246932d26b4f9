"""What pairs of numbers are (metres, degrees, which way round) against what a file says; and into EPSG:27700."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyproj
from pyproj.transformer import TransformerGroup

BNG, WGS84, ETRS89, WEB_MERCATOR = 27700, 4326, 4258, 3857
Bounds = tuple[float, float, float, float]

# Great Britain and its islands in each system: least x, least y, greatest x, greatest y.
GREAT_BRITAIN: dict[int, Bounds] = {
    BNG: (5_000, 5_000, 660_000, 1_225_000),
    WGS84: (-8.7, 49.8, 1.9, 60.95),
    ETRS89: (-8.7, 49.8, 1.9, 60.95),
    WEB_MERCATOR: (-970_000, 6_400_000, 215_000, 8_600_000),
}
NAMES = {
    BNG: "British National Grid",
    WGS84: "WGS 84 longitude and latitude",
    ETRS89: "ETRS89 longitude and latitude",
    WEB_MERCATOR: "web Mercator",
}
# A county's points may lie a little outside it: an asset held over the border.
COUNTY_MARGIN = 20_000


@dataclass(frozen=True)
class CrsDecision:
    """What a file's coordinates are, and why.

    `swapped`: x holds the northing or latitude throughout. `rows_swapped` marks single rows that are the other way
    round from the rest; `rows_outside` those outside Great Britain either way. Both have one element a row.
    """

    epsg: int
    swapped: bool
    reason: str
    inside_share: float
    rows_swapped: np.ndarray
    rows_outside: np.ndarray


class _Fit(NamedTuple):
    score: float
    epsg: int
    swapped: bool
    inside: np.ndarray


def declared_epsg(declared: str | None) -> int | None:
    """The EPSG code that a file's words name ("WGS84", "OSGB36", "EPSG:27700", a WKT), or None when they name none."""
    if not declared or not declared.strip():
        return None
    word = re.sub(r"[^A-Z0-9]", "", declared.upper())
    known = {
        BNG: {"OSGB36", "OSGB1936", "OSGB", "BNG", "BRITISHNATIONALGRID", "OSGRID", "OSNATIONALGRID", "NATIONALGRID"}
        | {"OSGB36BRITISHNATIONALGRID", "OSGB1936BRITISHNATIONALGRID", "27700", "EPSG27700", "OS", "EASTINGNORTHING"},
        WGS84: {"WGS84", "WGS1984", "EPSG4326", "4326", "LATLON", "LATLONG", "LONGITUDELATITUDE", "CRS84", "OGCCRS84"},
        ETRS89: {"ETRS89", "ETRS1989", "EPSG4258", "4258"},
        WEB_MERCATOR: {"WEBMERCATOR", "EPSG3857", "3857", "EPSG900913"},
    }
    for epsg, words in known.items():
        if word in words:
            return epsg
    try:
        return pyproj.CRS.from_user_input(declared).to_epsg(min_confidence=60)
    except pyproj.exceptions.CRSError:
        return None


def decide_crs(
    x: np.ndarray, y: np.ndarray, declared: str | None = None, bounds_of_county: Bounds | None = None
) -> CrsDecision:
    """Which system, and which way round, puts the points in Great Britain and, given its bounds, in the county.

    `x` and `y` are numbers with NaN where a row has none; `bounds_of_county` is in EPSG:27700 metres. The numbers
    decide; what the file declares only settles a draw, and the reason says when it was not believed.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    there = np.isfinite(x) & np.isfinite(y)
    epsg = declared_epsg(declared)
    if not there.any():
        nowhere = np.zeros(len(x), dtype=bool)
        return CrsDecision(epsg or BNG, False, "No row has coordinates", 0.0, nowhere, nowhere)
    best = max(_fits(x, y, there, epsg, bounds_of_county), key=lambda fit: fit.score)
    share = float(best.inside[there].mean())
    if share == 0:
        return _misfit(x, y, there, epsg)
    first, second = (y, x) if best.swapped else (x, y)
    other = there & _inside(second, first, best.epsg)
    rows_swapped = other & ~best.inside
    if bounds_of_county is not None:
        near = _near(first, second, best.epsg, bounds_of_county)
        rows_swapped |= best.inside & ~near & other & _near(second, first, best.epsg, bounds_of_county)
    rows_outside = there & ~best.inside & ~other
    return CrsDecision(best.epsg, best.swapped, _reason(best, share, declared, epsg), share, rows_swapped, rows_outside)


def _fits(x: np.ndarray, y: np.ndarray, there: np.ndarray, declared: int | None, county: Bounds | None) -> list[_Fit]:
    systems = [BNG, ETRS89 if declared == ETRS89 else WGS84, WEB_MERCATOR]
    if declared is not None and declared not in systems:
        systems.append(declared)
    fits = []
    for epsg in systems:
        for swapped in (False, True):
            first, second = (y, x) if swapped else (x, y)
            inside = there & _inside(first, second, epsg)
            score = float(inside[there].mean())
            if score and county is not None:
                step = max(1, int(inside.sum()) // 2000)
                score += float(_near(first[inside][::step], second[inside][::step], epsg, county).mean()) * score
            if score:
                # Only draws are settled by these: the file's own word, then the usual order.
                score += 0.02 * (epsg == declared) + 0.01 * (not swapped)
            fits.append(_Fit(score, epsg, swapped, inside))
    return fits


def _inside(x: np.ndarray, y: np.ndarray, epsg: int) -> np.ndarray:
    """Which points lie in Great Britain, taken as this system; False for NaN."""
    if epsg not in GREAT_BRITAIN:
        try:
            x, y = to_bng(x, y, epsg)
        except pyproj.exceptions.ProjError:
            return np.zeros(len(x), dtype=bool)
        epsg = BNG
    left, bottom, right, top = GREAT_BRITAIN[epsg]
    with np.errstate(invalid="ignore"):
        return (x >= left) & (x <= right) & (y >= bottom) & (y <= top)


def _near(x: np.ndarray, y: np.ndarray, epsg: int, county: Bounds) -> np.ndarray:
    """Which points lie in the county's bounds or a margin around them; False for what cannot be converted."""
    easting, northing = to_bng(x, y, epsg)
    left, bottom, right, top = county
    with np.errstate(invalid="ignore"):
        near = (easting >= left - COUNTY_MARGIN) & (easting <= right + COUNTY_MARGIN)
        return near & (northing >= bottom - COUNTY_MARGIN) & (northing <= top + COUNTY_MARGIN)


def _misfit(x: np.ndarray, y: np.ndarray, there: np.ndarray, declared: int | None) -> CrsDecision:
    """The answer when no system puts a single point in Great Britain: degrees elsewhere on Earth, or not on it."""
    nothing_swapped = np.zeros(len(x), dtype=bool)
    a, b = x[there], y[there]
    for first, second, swapped in ((a, b, False), (b, a, True)):
        if (np.abs(first) <= 180).all() and (np.abs(second) <= 90).all():
            reason = "The numbers are longitudes and latitudes, but none of them is in Great Britain"
            return CrsDecision(WGS84, swapped, reason, 0.0, nothing_swapped, there)
    reason = "The numbers fit no coordinate system that reaches Great Britain"
    return CrsDecision(declared or BNG, False, reason, 0.0, nothing_swapped, there)


def _reason(best: _Fit, share: float, declared: str | None, epsg: int | None) -> str:
    name = NAMES.get(best.epsg, f"EPSG:{best.epsg}")
    points = "every point lies" if share == 1 else f"{share:.1%} of points lie"
    reason = f"{name}: read so, {points} in Great Britain"
    if declared and epsg != best.epsg:
        reason += f"; the file says {declared.strip()[:40]}, which its numbers are not"
    elif declared:
        reason += ", as the file says"
    if best.swapped:
        reason += "; the two coordinates are the other way round from their headings"
    return reason


@lru_cache(maxsize=32)
def _transformer(epsg: int) -> pyproj.Transformer:
    # always_xy: longitude before latitude whatever the authority's own order.
    # No ballpark: a point 100 m off is worse than one refused.
    return pyproj.Transformer.from_crs(epsg, BNG, always_xy=True, allow_ballpark=False)


def to_bng(x: np.ndarray, y: np.ndarray, epsg: int) -> tuple[np.ndarray, np.ndarray]:
    """Metres east and north in EPSG:27700; x is longitude or easting. What cannot be converted becomes infinite."""
    if epsg == BNG:
        return np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return _transformer(epsg).transform(np.asarray(x, dtype=float), np.asarray(y, dtype=float))


@lru_cache(maxsize=1)
def transformation_in_use() -> str:
    """How degrees become metres here: by the OSTN15 grid where it is installed, else by seven parameters (2 m)."""
    with warnings.catch_warnings():
        # It warns that a better grid exists elsewhere; that is what the answer says.
        warnings.simplefilter("ignore", UserWarning)
        group = TransformerGroup(WGS84, BNG, always_xy=True, allow_ballpark=False)
    best = group.transformers[0]
    accuracy = f", good to about {best.accuracy:g} m" if best.accuracy and best.accuracy > 0 else ""
    if "OSTN15" in best.description or "hgridshift" in best.definition or "OSTN15" in best.definition:
        return f"OSTN15 grid{accuracy}"
    return f"{best.description}{accuracy} (the OSTN15 grid is not installed)"
