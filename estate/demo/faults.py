"""What real registers are like: things nobody knows, things two bodies both claim, and later edits."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from shapely import MultiPolygon, Point, Polygon
from shapely.affinity import translate

from estate.demo.areas import County
from estate.demo.building import Building, DraftEdit
from estate.demo.money import rounded

# Pairs of bodies that each hold a property under the same UPRN, and pairs whose boundaries overlap.
SAME_UPRN = (("WCC", "WDC"), ("WPCT", "WMHP"), ("RBC", "WMP"), ("WFDC", "TPC"))
OVERLAPPING = (("RBC", "WCC"), ("WCITY", "WCC"))
# One record in so many, of those that have gaps, stands at its postcode's point alone, or nowhere at all.
AT_POSTCODE, NOWHERE = 9, 40
# Floor area is asked of every body and still unknown of a good part of the estate outside the county council.
OWES_NO_AREA = frozenset({"WCC"})


def spoil(buildings: list[Building], units: dict[str, list[tuple[str, Point]]], seed: str) -> None:
    """Take away, by each body's share of gaps, what it does not know."""
    for building in buildings:
        rng = Random(f"{seed}/gaps/{building.seed}")
        for forget in _FORGETS:
            if rng.random() < building.body.gaps:
                forget(building)
        if building.body.code not in OWES_NO_AREA and rng.random() < building.body.gaps * 0.8:
            building.gross_internal_area_m2 = None
        if not building.site and rng.random() < building.body.gaps:
            _misplace(building, units[building.town.name], rng)


def _misplace(building: Building, units: list[tuple[str, Point]], rng: Random) -> None:
    """No boundary; for some the point is the postcode's; for a few there is none."""
    building.boundary = None
    if rng.randrange(NOWHERE) == 0:
        building.location, building.location_source, building.postcode = None, "", ""
    elif rng.randrange(AT_POSTCODE) < 3:
        building.location, building.location_source = dict(units)[building.postcode], "postcode"


def _forget_uprn(building: Building) -> None:
    building.uprn = ""


def _forget_energy(building: Building) -> None:
    building.energy_rating, building.energy_rating_expires_on = "", None


def _forget_value(building: Building) -> None:
    building.book_value = building.book_value_date = None
    building.book_value_basis = building.book_value_method = ""
    building.valuations.clear()


def _forget_survey(building: Building) -> None:
    building.condition, building.required_maintenance = "", None


def _forget_suitability(building: Building) -> None:
    building.functional_suitability = ""


def _forget_titles(building: Building) -> None:
    building.titles.clear()


def _forget_year(building: Building) -> None:
    building.built_year, building.description = None, ""


def _forget_address(building: Building) -> None:
    building.street_number = ""


_FORGETS: tuple[Callable[[Building], None], ...] = (
    _forget_uprn,
    _forget_energy,
    _forget_value,
    _forget_survey,
    _forget_suitability,
    _forget_titles,
    _forget_year,
    _forget_address,
)


def clash(buildings: list[Building], county: County) -> None:
    """Two bodies with one UPRN, and two whose boundaries overlap: what only a shared register can find."""
    for first, second in SAME_UPRN:
        one, other = _pair(buildings, first, second, lambda each: bool(each.uprn) and not each.site)
        other.uprn = one.uprn
    for first, second in OVERLAPPING:
        one, other = _pair(buildings, first, second, _has_land)
        _overlap(one, other, county)


def _has_land(building: Building) -> bool:
    return building.boundary is not None and building.site_area_ha is not None and not building.site


def _pair(
    buildings: list[Building], first: str, second: str, fits: Callable[[Building], bool]
) -> tuple[Building, Building]:
    """The two bodies' nearest properties of those that fit, in one town."""
    ours = [each for each in buildings if each.body.code == first and fits(each) and each.location]
    theirs = [each for each in buildings if each.body.code == second and fits(each) and each.location]
    pairs = [(one, other) for one in ours for other in theirs if one.town is other.town]
    return min(pairs, key=lambda pair: pair[0].location.distance(pair[1].location))  # type: ignore[union-attr]


def _overlap(one: Building, other: Building, county: County) -> None:
    """Move one boundary towards the other until a strip of it lies over."""
    if one.boundary is None or other.boundary is None:
        raise ValueError("Only properties with boundaries overlap.")
    x, y = other.boundary.centroid.x - one.boundary.centroid.x, other.boundary.centroid.y - one.boundary.centroid.y
    for step in range(1, 100):
        moved = translate(one.boundary, x * step / 100, y * step / 100)
        if moved.intersection(other.boundary).area > 0.06 * min(moved.area, other.boundary.area):
            break
    shape = MultiPolygon([Polygon([(round(a, 1), round(b, 1)) for a, b in moved.geoms[0].exterior.coords])])
    inside = shape.representative_point()
    if not county.districts[one.town.district].contains(shape):
        raise RuntimeError(f"{one.name} left its district when its boundary was moved.")
    one.boundary, one.location = shape, Point(round(inside.x, 1), round(inside.y, 1))


def edit(buildings: list[Building], seed: str) -> None:
    """Later changes by the two demonstration officers, so that the history has a before and an after."""
    for code, by in (("WCC", "officer-wcc"), ("BDC", "officer-bdc")):
        own = [each for each in buildings if each.body.code == code and not each.closed_reason]
        rng = Random(f"{seed}/edits/{code}")
        for change in (_survey, _revalue, _tidy_name):
            able = [each for each in own if change(each, by) is not None]
            for building in rng.sample(able, min(len(able), 18 if code == "WCC" else 6)):
                made = change(building, by)
                if made is not None:
                    building.edits.append(made)


def _survey(building: Building, by: str) -> DraftEdit | None:
    better = {"B": "A", "C": "B", "D": "C"}.get(building.condition)
    if better is None or building.required_maintenance is None:
        return None
    before = {"condition": better, "required_maintenance": rounded(building.required_maintenance / 3, 100)}
    return DraftEdit(by, "Condition survey received", before)


def _revalue(building: Building, by: str) -> DraftEdit | None:
    if len(building.valuations) < 2:
        return None
    earlier = building.valuations[1]
    before = {
        "book_value": earlier.amount,
        "book_value_date": earlier.valued_on,
        "book_value_basis": earlier.basis,
        "book_value_method": earlier.method,
    }
    return DraftEdit(by, "Valuer's schedule for the year end", before)


def _tidy_name(building: Building, by: str) -> DraftEdit | None:
    short = building.name
    for word, cut in (("School", "Sch"), ("Centre", "Ctr"), ("Road", "Rd"), ("Street", "St"), ("Lane", "Ln")):
        short = short.replace(word, cut)
    return DraftEdit(by, "Abbreviations written out", {"name": short}) if short != building.name else None
