"""What buildings are worth and what they cost to run."""

from __future__ import annotations

import datetime
from decimal import Decimal
from random import Random

from estate.demo.building import Building, DraftValuation
from estate.demo.days import years_from
from estate.demo.facts import Facts
from estate.demo.shares import apportion

YEARS_OF_COSTS = 4
# How a body that keeps its costs by heading divides them, in parts of a hundred.
_HEADINGS = (("rates", 22), ("energy", 21), ("hard_fm", 26), ("soft_fm", 24), ("security", 7))
_WORTH = {"A": 1.08, "B": 1.0, "C": 0.86, "D": 0.62}


def last_full_year(today: datetime.date) -> int:
    """The financial year (2025 is 2025/26) that ended last before `today`."""
    return today.year - 1 if today.month >= 4 else today.year - 2


def rounded(amount: Decimal | float, to: int) -> Decimal:
    """`amount` to the nearest whole multiple of `to`."""
    return Decimal(round(float(amount) / to) * to)


def value(building: Building, today: datetime.date, rng: Random) -> None:
    """Book value with basis, date and method, and the valuations that led to it: every five years, desktop between."""
    kind = building.kind
    worth = (building.gross_internal_area_m2 or 0) * kind.value_m2 + (building.site_area_ha or 0) * kind.value_ha
    worth = worth * Decimal(str(_WORTH.get(building.condition, 1.0))) * Decimal(str(round(rng.uniform(0.85, 1.2), 3)))
    if building.tenure == "leasehold":
        worth *= Decimal("0.35")
    if building.tenure == "licence" or worth < 500 or building.closed_reason:
        return
    basis = "fair" if building.status in {"surplus", "vacant"} else kind.basis
    closing = datetime.date(last_full_year(today) + 1, 3, 31)
    years_ago = rng.choices((0, 1, 2, 3, 4, 6, 8), weights=(30, 22, 17, 13, 9, 6, 3))[0]
    for back, method in ((years_ago, ""), (years_ago + 5, "full")):
        amount = rounded(worth * Decimal("0.975") ** (back - years_ago), 1000 if worth > 50_000 else 100)
        method = method or rng.choices(("full", "desktop", "indexed"), weights=(60, 28, 12))[0]
        building.valuations.append(DraftValuation(years_from(closing, -back), basis, method, amount))
    latest = building.valuations[0]
    building.book_value, building.book_value_basis = latest.amount, latest.basis
    building.book_value_date, building.book_value_method = latest.valued_on, latest.method


def run(buildings: list[Building], facts: Facts, today: datetime.date, seed: str) -> None:
    """Running costs of the last full years. Each group in the totals comes to its pounds exactly in the latest."""
    latest = _latest_costs(buildings, facts, seed)
    year = last_full_year(today)
    for building, pounds in zip(buildings, latest, strict=True):
        if pounds is None:
            continue
        rng = Random(f"{seed}/costs/{building.seed}")
        by_heading = building.body.kind in {"county", "health", "police"} and rng.random() < 0.35
        for back in range(YEARS_OF_COSTS):
            amount = round(pounds / 1.031**back * (rng.uniform(0.95, 1.05) if back else 1))
            for heading, part in _divided(amount, by_heading, building, rng):
                building.costs.append((year - back, heading, Decimal(part)))


def _latest_costs(buildings: list[Building], facts: Facts, seed: str) -> list[int | None]:
    """Whole pounds of the latest year for each building; None where its body does not know."""
    weights = [_cost_weight(each, Random(f"{seed}/cost/{each.seed}")) for each in buildings]
    costs: list[int | None] = [round(weight) if weight else None for weight in weights]
    for total in facts.totals:
        at = [i for i, each in enumerate(buildings) if (each.body.code, each.group) == (total.body, total.group)]
        for index, part in zip(at, apportion(total.cost, [weights[i] or 0 for i in at]), strict=True):
            costs[index] = part
    exact = {total.body for total in facts.totals}
    for index, building in enumerate(buildings):
        unknown = Random(f"{seed}/unknown/{building.seed}").random() < building.body.gaps
        if building.closed_reason or (unknown and building.body.code not in exact):
            costs[index] = None
    return costs


def _cost_weight(building: Building, rng: Random) -> float:
    """Pounds a year by floor or land; smaller buildings cost more a m²."""
    area = float(building.gross_internal_area_m2 or 0)
    per_m2 = float(building.kind.cost_m2) or (2.5 if area else 0)
    by_land = float(building.site_area_ha or 0) * 260 if not area else 0
    return (area**0.96 * per_m2 * 1.3 + by_land) * rng.uniform(0.75, 1.3)


def _divided(amount: int, by_heading: bool, building: Building, rng: Random) -> list[tuple[str, int]]:
    if not by_heading or amount < 1000:
        return [("total", amount)]
    weights = [weight * rng.uniform(0.8, 1.25) for _, weight in _HEADINGS]
    return list(zip((heading for heading, _ in _HEADINGS), apportion(amount, weights), strict=True))
