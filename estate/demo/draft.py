"""The whole made-up estate: every body's buildings, drafted in one order so that one seed gives one county."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from random import Random

from shapely import Point

from estate.demo import faults, holding, money, naming, rating, sizing, using
from estate.demo.areas import County, draw_county
from estate.demo.building import Building
from estate.demo.days import months_from
from estate.demo.facts import Body, Facts, Profile, Town
from estate.demo.siting import Ground, address, postcodes, site, streets_of, towns_for

SENSITIVE = frozenset({"refuge"})


@dataclass(frozen=True, slots=True)
class Draft:
    """The county, its postcodes (with a point each) and its buildings."""

    county: County
    postcodes: dict[str, Point]
    buildings: list[Building]


def draft_estate(facts: Facts, seed: str, today: datetime.date) -> Draft:
    """Every building of every profile, with all that belongs to it. The same seed and day give the same draft."""
    county = draw_county(facts)
    units = postcodes(facts)
    buildings = _list(facts, today)
    for building in buildings:
        sizing.size(building, Random(f"{seed}/size/{building.seed}"))
    sizing.fit_areas(buildings, facts)
    _place(buildings, facts, county, units, seed)
    using.name_shared(buildings, facts)
    for at, building in enumerate(buildings):
        _live(building, at, today, Random(f"{seed}/life/{building.seed}"))
    naming.campus(buildings)
    using.move_in(buildings, facts, seed)
    money.run(buildings, facts, today, seed)
    faults.spoil(buildings, units, seed)
    faults.clash(buildings, county)
    faults.edit(buildings, seed)
    return Draft(county, {unit: point for town in units.values() for unit, point in town}, buildings)


def _list(facts: Facts, today: datetime.date) -> list[Building]:
    """Every building with its town and reference, nothing else yet; those that have left the register come last."""
    numbers = dict.fromkeys(facts.bodies, 0)
    buildings = [
        _begin(facts.bodies[profile.body], profile, town, numbers, index)
        for profile in facts.profiles
        for index, town in enumerate(towns_for(facts.bodies[profile.body], profile, facts))
    ]
    for index, closed in enumerate(facts.closed):
        body = facts.bodies[closed.profile.body]
        building = _begin(body, closed.profile, towns_for(body, closed.profile, facts)[0], numbers, 1000 + index)
        building.status, building.closed_reason = closed.status, closed.reason
        building.closed_on = months_from(today, -closed.months_ago)
        buildings.append(building)
    return buildings


def _begin(body: Body, profile: Profile, town: Town, numbers: dict[str, int], index: int) -> Building:
    numbers[body.code] += 1
    return Building(
        body=body,
        kind=profile.kind,
        profile=profile,
        town=town,
        number=numbers[body.code],
        local_reference=body.reference_style.format(n=numbers[body.code]),
        seed=f"{body.code}/{profile.kind.kind}/{index}",
        is_sensitive=profile.kind.use in SENSITIVE,
    )


def _place(
    buildings: list[Building], facts: Facts, county: County, units: dict[str, list[tuple[str, Point]]], seed: str
) -> None:
    """Ground for each, the largest first as towns were built; then addresses and names."""
    ground, streets, taken = Ground(county), streets_of(facts), set[str]()
    by_size = sorted(buildings, key=lambda each: (-(each.site_area_ha or 0), -(each.gross_internal_area_m2 or 0)))
    for building in by_size:
        site(building, ground, Random(f"{seed}/site/{building.seed}"))
    for building in buildings:
        rng = Random(f"{seed}/name/{building.seed}")
        address(building, streets, units[building.town.name], rng)
        naming.name(building, taken, rng, streets[building.town.name])


def _live(building: Building, at: int, today: datetime.date, rng: Random) -> None:
    sizing.age(building, today, rng)
    holding.hold(building, today, rng)
    naming.identify(building, at, rng)
    money.value(building, today, rng)
    using.occupy(building, rng)
    using.burn(building, today, rng)
    using.offer(building, rng)
    rating.rate(building, today, rng)
