"""Where buildings stand: which town, which plot of ground, and the address that goes with it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from shapely import MultiPolygon, Point, Polygon

from estate.demo.areas import County
from estate.demo.building import Building
from estate.demo.facts import Body, Facts, Profile, Town
from estate.demo.footprints import footprint, placed
from estate.demo.shares import apportion

# Kinds whose body keeps them together on one campus in a town, and how far apart they stand there, in metres.
CAMPUS = {"university_building": 170, "college_building": 130}
# Kinds that stand where many come together, so never in a village.
IN_TOWN = frozenset(
    "county_office office hub job_centre court acute_hospital community_hospital leisure high_school college_building "
    "probation police_hq crematorium culture adult_learning special_school mental_health_unit secure_unit".split()
)
# Kinds that villages have too, whatever their size; and those that only villages have.
EVERYWHERE = frozenset("first_school primary_school community park allotments health_centre toilets land".split())
RURAL = frozenset("smallholding farm_land".split())
# The letters that the second half of a postcode may have.
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def towns_for(body: Body, profile: Profile, facts: Facts) -> list[Town]:
    """A town for each building of a profile, by the towns' weights, so that larger towns have more."""
    chosen = [town for town in facts.towns.values() if _is_home(body, town)]
    if profile.kind.kind in IN_TOWN:
        chosen = [town for town in chosen if town.kind != "village"] or chosen
    if profile.kind.kind in RURAL:
        chosen = [town for town in chosen if town.kind == "village"] or chosen
    # The square root draws small places nearer to large ones.
    power = 0.5 if profile.kind.kind in EVERYWHERE else 1
    counts = apportion(profile.count, [town.weight**power for town in chosen])
    return [town for town, count in zip(chosen, counts, strict=True) for _ in range(count)]


def _is_home(body: Body, town: Town) -> bool:
    return not body.home or town.district in body.home or town.name in body.home


@dataclass(slots=True)
class Ground:
    """What is already built on: circles around plots, found again by 500 m squares."""

    county: County
    taken: dict[tuple[int, int], list[tuple[float, float, float]]] = field(default_factory=lambda: defaultdict(list))
    campuses: dict[tuple[str, str], Point] = field(default_factory=dict)

    def plot(self, building: Building, shape: Polygon, rng: Random) -> Polygon:
        """`shape` set down in the building's town on free ground, wholly inside the town's district.

        The search widens as it fails; a plot that fits nowhere raises.
        """
        middle, reach = self._search(building)
        size = max(math.hypot(x, y) for x, y in shape.exterior.coords)
        district = self.county.districts[building.town.district]
        for attempt in range(400):
            angle, far = rng.uniform(0, 2 * math.pi), reach * (1 + attempt / 80) * math.sqrt(rng.random())
            x, y = middle.x + far * math.cos(angle), middle.y + far * math.sin(angle)
            if self._is_free(x, y, size):
                plot = placed(shape, x, y)
                if district.contains(plot):
                    self._take(building, x, y, size)
                    return plot
        raise RuntimeError(f"No free ground in {building.town.name} for {building.kind.kind} of {building.body.code}.")

    def _search(self, building: Building) -> tuple[Point, float]:
        """Where to look: around the campus if the body has one here, else around the town's middle."""
        campus = self.campuses.get((building.body.code, building.town.name))
        if building.kind.kind in CAMPUS and campus is not None:
            return campus, CAMPUS[building.kind.kind]
        return Point(building.town.easting, building.town.northing), building.town.radius_m

    def _squares(self, x: float, y: float, size: float) -> list[tuple[int, int]]:
        first, last = int((x - size) // 500), int((x + size) // 500)
        low, high = int((y - size) // 500), int((y + size) // 500)
        return [(across, up) for across in range(first, last + 1) for up in range(low, high + 1)]

    def _is_free(self, x: float, y: float, size: float) -> bool:
        return all(
            math.hypot(x - other_x, y - other_y) > size + other
            for square in self._squares(x, y, size)
            for other_x, other_y, other in self.taken[square]
        )

    def _take(self, building: Building, x: float, y: float, size: float) -> None:
        for square in self._squares(x, y, size):
            self.taken[square].append((x, y, size))
        if building.kind.kind in CAMPUS:
            self.campuses.setdefault((building.body.code, building.town.name), Point(x, y))


def site(building: Building, ground: Ground, rng: Random) -> None:
    """Give a building its boundary: its land where it has some, else its footprint; and the point in the middle."""
    kind = building.kind
    if building.site_area_ha is not None:
        shape = footprint("field", float(building.site_area_ha) * 10_000, rng)
    else:
        area = float(building.gross_internal_area_m2 or 100)
        shape = footprint(kind.form, area * 1.12 / max(kind.storeys, 1), rng)
    plot = ground.plot(building, shape, rng)
    inside = plot.representative_point()
    building.boundary = MultiPolygon([plot])
    building.location = Point(round(inside.x, 1), round(inside.y, 1))
    building.location_source = "given"


def postcodes(facts: Facts) -> dict[str, list[tuple[str, Point]]]:
    """Made-up postcodes of each town with the point of each, some for every weight of the town."""
    used: set[str] = set()
    made = {}
    for town in facts.towns.values():
        rng = Random(f"postcodes/{town.name}")
        units: list[tuple[str, Point]] = []
        while len(units) < max(3, round(town.weight * 1.4)):
            inward = f"{rng.randint(1, 9)}{rng.choice(_LETTERS)}{rng.choice(_LETTERS)}"
            unit = f"{rng.choice(town.postcode_districts)} {inward}"
            if unit not in used:
                used.add(unit)
                units.append((unit, _near(town, rng)))
        made[town.name] = units
    return made


def _near(town: Town, rng: Random) -> Point:
    angle, far = rng.uniform(0, 2 * math.pi), town.radius_m * math.sqrt(rng.random())
    return Point(round(town.easting + far * math.cos(angle)), round(town.northing + far * math.sin(angle)))


def address(building: Building, streets: dict[str, list[str]], units: list[tuple[str, Point]], rng: Random) -> None:
    """The street, town and nearest made-up postcode of a building that has its point."""
    town = building.town
    building.street = rng.choice(streets[town.name])
    has_number = building.kind.category != "land" and building.kind.use not in {"school", "farm", "cemetery"}
    building.street_number = str(rng.randint(1, 180)) if has_number else ""
    building.locality = town.name if town.name != town.post_town else ""
    building.post_town = town.post_town
    building.postcode = min(units, key=lambda unit: unit[1].distance(building.location))[0]


def streets_of(facts: Facts) -> dict[str, list[str]]:
    """The streets of each town: a part of the pool, more where the town is larger, so that neighbours share streets."""
    return {
        town.name: Random(f"streets/{town.name}").sample(
            facts.streets, min(len(facts.streets), max(14, round(town.weight * 2.2)))
        )
        for town in facts.towns.values()
    }
