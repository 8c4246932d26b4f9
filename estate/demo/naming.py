"""Names made of street, kind and town, and the numbers that a register knows a property by."""

from __future__ import annotations

from random import Random

from estate.demo.building import Building
from estate.demo.siting import CAMPUS

# Twelve digits that begin 999 are no UPRN in use; titles of eight digits from 90 million are none either.
FIRST_UPRN = 999_000_000_001
FIRST_TITLE = 90_000_001


def name(building: Building, taken: set[str], rng: Random, streets: list[str]) -> None:
    """A name that no other made-up property has, such as "Pershore Road First School, Evesham"."""
    # Take another of the town's streets rather than a number in the name.
    for street in (building.street, *rng.sample(streets, len(streets))):
        building.street = street
        for pattern in rng.sample(building.kind.patterns, len(building.kind.patterns)):
            made = _named(building, pattern, rng)
            if made not in taken:
                taken.add(made)
                building.name = made
                return
    raise RuntimeError(f"No name left in {building.town.name} for {building.kind.kind}: add streets to the pool.")


def _named(building: Building, pattern: str, rng: Random) -> str:
    if not building.street_number:
        building.street_number = str(rng.randint(1, 180)) if "{number}" in pattern else ""
    words = pattern.format(
        street=building.street, town=building.town.name, number=building.street_number, n=rng.randint(1, 24)
    )
    return words if building.town.name in words else f"{words}, {building.town.name}"


def identify(building: Building, at: int, rng: Random) -> None:
    """UPRN and Land Registry titles. `at` counts the county's buildings from nought."""
    building.uprn = str(FIRST_UPRN + at * 7)
    building.description = _description(building)
    if building.tenure not in {"freehold", "leasehold"}:
        return
    for one in range(2 if rng.random() < 0.12 else 1):
        interest = "leasehold" if building.tenure == "leasehold" else "freehold"
        wording = "good_leasehold" if interest == "leasehold" and rng.random() < 0.3 else "absolute"
        if rng.random() < 0.02:
            wording = "possessory"
        prefix = "HW" if rng.random() < 0.55 else "WR"
        building.titles.append((f"{prefix}{FIRST_TITLE + at * 2 + one}", wording, interest))


def _description(building: Building) -> str:
    if building.kind.category == "land":
        return ""
    floors = {1: "one floor", 2: "two floors", 3: "three floors", 4: "four floors"}[building.kind.storeys]
    return f"Made up for the demonstration: a building on {floors}, put up about {building.built_year}."


def campus(buildings: list[Building]) -> None:
    """Group what a college or university keeps together into sites; a site's buildings share one UPRN."""
    campuses: dict[tuple[str, str], list[Building]] = {}
    for building in buildings:
        if building.kind.kind in CAMPUS:
            campuses.setdefault((building.body.short_name, building.town.name), []).append(building)
    for (body, town), members in campuses.items():
        if len(members) > 1:
            for member in members:
                member.site = f"{body} campus, {town}"
                member.uprn = members[0].uprn


def host(buildings: list[Building], owner: str, kind: str, town: str) -> Building:
    """The first building of a kind that a body has in a town and that nothing else has been made of."""
    for building in buildings:
        if (building.body.code, building.kind.kind, building.town.name) == (owner, kind, town) and not building.site:
            return building
    raise RuntimeError(f"{owner} has no {kind} left in {town} to share: correct fixtures/demo/shared.csv.")
