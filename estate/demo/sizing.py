"""How large, how old and in what state buildings are."""

from __future__ import annotations

import datetime
from decimal import Decimal
from random import Random

from estate.demo.building import Building
from estate.demo.days import months_from
from estate.demo.facts import Facts
from estate.demo.money import rounded
from estate.demo.shares import apportion

# £ a m² to put right, by condition.
_BACKLOG = {"A": 4, "B": 28, "C": 135, "D": 310}
# Pupils' and patients' buildings went up in waves; the years around which each wave fell, and its share.
_WAVES = ((1905, 14, 12), (1934, 8, 12), (1958, 9, 28), (1972, 8, 26), (1992, 8, 12), (2004, 4, 10))


def size(building: Building, rng: Random) -> None:
    """Floor and land. The areas are whole m² and hectares to the tenth of one; a kind without a floor has none."""
    kind = building.kind
    if kind.area_m2 is not None:
        low, high = kind.area_m2
        # Most buildings of a kind are at the smaller end.
        building.gross_internal_area_m2 = Decimal(round(low + (high - low) * rng.betavariate(1.6, 2.6)))
    if kind.land_ha is not None:
        low_ha, high_ha = kind.land_ha
        building.site_area_ha = Decimal(str(round(low_ha + (high_ha - low_ha) * rng.betavariate(1.5, 2.4), 2)))


def fit_areas(buildings: list[Building], facts: Facts) -> None:
    """Scale floor areas so that each group in the totals comes to its m² exactly."""
    for total in facts.totals:
        members = [each for each in buildings if (each.body.code, each.group) == (total.body, total.group)]
        if len(members) != total.count:
            raise ValueError(f"{total.body} has {len(members)} {total.group}; totals.csv says {total.count}.")
        built = [each for each in members if each.gross_internal_area_m2 is not None]
        parts = apportion(total.area_m2, [float(each.gross_internal_area_m2 or 0) for each in built])
        for each, part in zip(built, parts, strict=True):
            each.gross_internal_area_m2 = Decimal(part)


def age(building: Building, today: datetime.date, rng: Random) -> None:
    """Year built, condition, suitability, maintenance and energy rating, each leading to the next."""
    if building.gross_internal_area_m2 is None:
        return
    around, spread, _ = rng.choices(_WAVES, weights=[wave[2] for wave in _WAVES])[0]
    building.built_year = min(round(rng.gauss(around, spread)), 2009)
    years = 2009 - building.built_year
    worse = min(years / 90, 1)
    building.condition = rng.choices("ABCD", weights=[30 - 24 * worse, 48, 18 + 22 * worse, 2 + 6 * worse])[0]
    suitability = ("good", "satisfactory", "poor", "unsuitable")
    building.functional_suitability = rng.choices(suitability, weights=[28, 48, 19, 5])[0]
    backlog = building.gross_internal_area_m2 * _BACKLOG[building.condition] * Decimal(str(rng.uniform(0.6, 1.5)))
    building.required_maintenance = rounded(backlog, 100)
    if building.kind.has_energy:
        grades = ("A", "B", "C", "D", "E", "F", "G")
        newer = 1 - worse
        weights = [1 + 3 * newer, 5 + 12 * newer, 18 + 10 * newer, 32, 22, 12 * worse + 3, 9 * worse + 2]
        building.energy_rating = rng.choices(grades, weights=weights)[0]
        # A certificate stands for ten years; a few are out of date.
        left = rng.triangular(-30, 118, 60)
        building.energy_rating_expires_on = months_from(today, round(left), on=rng.randint(1, 28))
