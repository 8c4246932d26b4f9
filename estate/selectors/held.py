"""What belongs to properties, in the portions that move whole from one to another when they are split or merged."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from estate.choices import CostHeading
from estate.models import EnergyUse, Lease, Occupation, Property, PropertyTitle, RunningCost, Valuation
from totalplace.selectors.wording import FieldWording

MODELS: dict[str, Any] = {
    "leases": Lease,
    "occupations": Occupation,
    "costs": RunningCost,
    "valuations": Valuation,
    "energy-use": EnergyUse,
    "titles": PropertyTitle,
}
NOUNS = {
    "leases": "Lease",
    "occupations": "Used by",
    "costs": "Running costs",
    "valuations": "Valuation",
    "energy-use": "Energy used",
    "titles": "Title",
}
# A year's costs move together, for its total and its headings are one figure told twice; so does a year's energy.
BY_YEAR = frozenset({"costs", "energy-use"})


@dataclass(frozen=True, slots=True)
class Held:
    """One portion: a lease, a year's costs… `records` are its rows, `key` names it in a form."""

    kind: str
    key: str
    property_id: int
    records: tuple[Any, ...]
    words: str

    @property
    def noun(self) -> str:
        return NOUNS[self.kind]


def held_by(properties: Collection[int]) -> list[Held]:
    """Everything that belongs to these properties. Six queries, however many they are."""
    found: list[Held] = []
    for kind in MODELS:
        rows = _rows(kind, properties)
        found += _by_year(kind, rows) if kind in BY_YEAR else [_one(kind, row) for row in rows]
    return found


def year_of_costs(costs: Iterable[RunningCost]) -> Any:
    """What one property cost in one year, in pounds: its total where one is given, else the sum of its headings."""
    costs = list(costs)
    total = [each.amount for each in costs if each.heading == CostHeading.TOTAL]
    return total[0] if total else sum(each.amount for each in costs)


def as_seen(properties: Iterable[Property], held: Iterable[Held]) -> str:
    """A digest of the versions of properties and all that belongs to them: equal while nobody changes any of it."""
    versions = sorted(f"{each.pk}:{each.version}" for each in properties)
    versions += sorted(
        f"{each.kind}:{row.pk}:{getattr(row, 'version', 0)}:{row.property_id}" for each in held for row in each.records
    )
    return hashlib.sha256("|".join(versions).encode()).hexdigest()[:32]


def _rows(kind: str, properties: Collection[int]) -> list[Any]:
    rows = MODELS[kind].objects.filter(property__in=properties)
    if kind == "occupations":
        return list(rows.select_related("organisation").order_by("organisation__name", "use", "id"))
    if kind == "titles":
        return list(rows.select_related("title").order_by("title__number", "id"))
    return list(rows.order_by("property_id", "-year", "id") if kind in BY_YEAR else rows.order_by("id"))


def _one(kind: str, row: Any) -> Held:
    return Held(kind, f"{kind}-{row.pk}", row.property_id, (row,), WORDS[kind](row))


def _by_year(kind: str, rows: list[Any]) -> list[Held]:
    return [
        Held(kind, f"{kind}-{owner}-{year}", owner, tuple(group), WORDS[kind](group))
        for (owner, year), group in (
            (key, list(each)) for key, each in groupby(rows, key=lambda row: (row.property_id, row.year))
        )
    ]


def _told(row: Any, name: str) -> str:
    return FieldWording(row._meta.get_field(name), lambda model, key: "").words(getattr(row, name))


def _lease(lease: Lease) -> str:
    side = f"{lease.get_role_display()}, with {lease.counterparty}" if lease.counterparty else lease.get_role_display()
    rent = "" if lease.annual_rent is None else f", {_told(lease, 'annual_rent')} a year"
    return f"{side}, until {_told(lease, 'expires_on')}{rent}"


def _occupation(row: Occupation) -> str:
    area = "" if row.area_m2 is None else f", {_told(row, 'area_m2')}"
    return f"{row.organisation}, {row.get_use_display().lower()}{area}"


def _year(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _costs(rows: list[RunningCost]) -> str:
    return f"{_year(rows[0].year)}: £{year_of_costs(rows):,.0f}"


def _valuation(row: Valuation) -> str:
    return f"{_told(row, 'valued_on')}, {row.get_basis_display().lower()}: {_told(row, 'amount')}"


def _energy(rows: list[EnergyUse]) -> str:
    fuels = ", ".join(f"{row.get_fuel_display().lower()} {row.kwh:,.0f} kWh" for row in rows)
    return f"{_year(rows[0].year)}: {fuels}"


WORDS: Mapping[str, Callable[[Any], str]] = {
    "leases": _lease,
    "occupations": _occupation,
    "costs": _costs,
    "valuations": _valuation,
    "energy-use": _energy,
    "titles": lambda row: row.title.number,
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of each kind belongs to one property, and what it costs and who lets it for how much, in pounds."""

    leases: int = 0
    occupations: int = 0
    titles: int = 0
    others: int = 0
    running_cost: Any = None
    rent: Any = None


def counted(held: Iterable[Held]) -> Counted:
    """The counts of some portions. The running cost is that of their latest year; None where there is none."""
    by_kind: dict[str, list[Held]] = defaultdict(list)
    for each in held:
        by_kind[each.kind].append(each)
    costs = max(by_kind["costs"], key=lambda each: each.records[0].year, default=None)
    rents = [row.annual_rent for each in by_kind["leases"] for row in each.records if row.annual_rent is not None]
    return Counted(
        leases=len(by_kind["leases"]),
        occupations=len(by_kind["occupations"]),
        titles=len(by_kind["titles"]),
        others=len(by_kind["valuations"]) + len(by_kind["energy-use"]),
        running_cost=year_of_costs(costs.records) if costs else None,
        rent=sum(rents) if rents else None,
    )
