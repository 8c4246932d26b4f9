"""Who uses buildings for what, what energy that takes, and how likely sharing is."""

from __future__ import annotations

import datetime
from decimal import Decimal
from random import Random

from estate.demo.building import Building, DraftOccupation
from estate.demo.facts import Facts
from estate.demo.money import last_full_year
from estate.demo.naming import host
from estate.demo.shares import apportion

# m² a person and desks a person, by what a floor is used for.
_ROOM = {"front_office": 14, "back_office": 12, "public_access": 45, "depot": 90, "specialist": 38}
_DESKS = {"front_office": 0.7, "back_office": 0.9}
# kWh a m² a year of electricity and of heating, and what heats.
_KWH = {"electricity": 62, "gas": 138, "oil": 150, "biomass": 160}
_NOTES = (
    "Rooms free most afternoons.",
    "One floor could be let to another body.",
    "Reception could serve another body's visitors.",
    "Yard shared by arrangement already; room for more.",
    "Hall available to partners in term time.",
)


def occupy(building: Building, rng: Random) -> None:
    """The body's own use of its building, floor divided as the kind has it."""
    area = building.gross_internal_area_m2
    if not building.kind.occupied_as or area is None or building.status != "operational":
        return
    parts = apportion(int(area), [share for _, share in building.kind.occupied_as])
    for (use, _), part in zip(building.kind.occupied_as, parts, strict=True):
        building.occupations.append(_occupation(building.body.code, use, Decimal(part), rng))


def _occupation(code: str, use: str, area: Decimal, rng: Random) -> DraftOccupation:
    people = float(area) / _ROOM[use] * rng.uniform(0.6, 1.15)
    desks = round(people * _DESKS[use] * rng.uniform(0.9, 1.5)) if use in _DESKS else None
    known = rng.random() > 0.12
    return DraftOccupation(code, use, area, Decimal(str(round(people, 1))) if known else None, desks)


def move_in(buildings: list[Building], facts: Facts, seed: str) -> None:
    """The other bodies behind each shared front desk take a part of the host's floor."""
    for shared in facts.shared:
        building = next(each for each in buildings if each.site == shared.name)
        rng = Random(f"{seed}/shared/{shared.name}")
        area = int(building.gross_internal_area_m2 or 0)
        guests = apportion(area * 4 // 10, [rng.uniform(0.6, 1.4) for _ in shared.occupants])
        own = apportion(area - sum(guests), [share for _, share in building.kind.occupied_as])
        building.occupations = [
            _occupation(building.body.code, use, Decimal(part), rng)
            for (use, _), part in zip(building.kind.occupied_as, own, strict=True)
        ] + [
            _occupation(code, use, Decimal(part), rng)
            for (code, use), part in zip(shared.occupants, guests, strict=True)
            if code != building.body.code
        ]


def name_shared(buildings: list[Building], facts: Facts) -> None:
    """Choose and name the buildings that have one front desk for several bodies."""
    for shared in facts.shared:
        building = host(buildings, shared.owner, shared.kind, shared.town)
        building.name = building.site = shared.name
        building.sharing_potential = "wanted"
        building.sharing_note = "One front desk for several bodies; room for another."


def burn(building: Building, today: datetime.date, rng: Random) -> None:
    """Two full years of energy, where the body reads its meters."""
    area = building.gross_internal_area_m2
    if area is None or not building.kind.has_energy or rng.random() < building.body.gaps + 0.15:
        return
    heat = rng.choices(("gas", "oil", "biomass"), weights=(84, 12, 4))[0]
    worse = 1 + max(0, "ABCDEFG".find(building.energy_rating)) * 0.09
    for fuel in ("electricity", heat):
        base = float(area) * _KWH[fuel] * worse * rng.uniform(0.75, 1.2)
        for back in range(2):
            kwh = Decimal(str(round(base * (1.02 if back else 1) * rng.uniform(0.96, 1.04), 1)))
            building.energy.append((last_full_year(today) - back, fuel, kwh))


def offer(building: Building, rng: Random) -> None:
    """Sharing potential: independent of the RAG rating, for a red school may still host a surgery."""
    if building.sharing_potential or rng.random() < 0.12:
        return
    if rng.random() * 100 < building.kind.sharing:
        building.sharing_potential = rng.choices(("possible", "wanted"), weights=(78, 22))[0]
        if rng.random() < 0.4:
            building.sharing_note = rng.choice(_NOTES)
    else:
        building.sharing_potential = "none"
