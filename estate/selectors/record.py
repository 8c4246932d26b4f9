"""One property with everything that belongs to it, as its page shows it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.gis.db.models.functions import Area, AsGeoJSON, Transform
from django.db.models import Prefetch

from estate.calc.lease_dates import Kind, LeaseDate, lease_dates, next_lease_date
from estate.choices import CostHeading
from estate.models import (
    EnergyUse,
    Lease,
    Occupation,
    Property,
    RagAssessment,
    RunningCost,
    Title,
    Valuation,
)
from estate.selectors.ratings import Told, timeline
from estate.selectors.successions import Relative, relatives

# Six decimals of a degree are about a tenth of a metre.
DEGREE_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """A lease with its dates, and the one that comes next."""

    lease: Lease
    dates: Sequence[LeaseDate]
    next: LeaseDate | None

    @property
    def is_held_over(self) -> bool:
        return any(date.kind is Kind.HOLDING_OVER for date in self.dates)


@dataclass(frozen=True, slots=True)
class CostTable:
    """Running costs, newest year first: for each year (year, total, an amount a heading). Pounds; None not known."""

    headings: Sequence[str]
    rows: Sequence[tuple[int, Decimal | None, Sequence[Decimal | None]]]


@dataclass(frozen=True, slots=True)
class PropertyRecord:
    """A property and its parts. `shape` is its outline, or else its point, as a GeoJSON geometry in degrees."""

    property: Property
    shape: dict[str, Any] | None
    boundary_m2: float | None
    titles: Sequence[Title]
    leases: Sequence[LeaseRecord]
    occupations: Sequence[Occupation]
    costs: CostTable
    valuations: Sequence[Valuation]
    energy: Sequence[EnergyUse]
    ratings: Sequence[Told]
    on_site: Sequence[Property]
    relatives: Sequence[Relative]


def property_record(reference: str, *, user: Any) -> PropertyRecord | None:
    """The property of that reference; None where there is none, or none that `user` may see."""
    found = (
        Property.objects.visible_to(user)
        .filter(reference=reference)
        .select_related("organisation", "site", "district", "ward", "lsoa")
        .defer("search_words", "boundary", "district__boundary", "ward__boundary", "lsoa__boundary")
        .annotate(
            boundary_json=AsGeoJSON(Transform("boundary", 4326), precision=DEGREE_DECIMALS),
            location_json=AsGeoJSON(Transform("location", 4326), precision=DEGREE_DECIMALS),
            boundary_area=Area("boundary"),
        )
        .prefetch_related(
            "titles",
            Prefetch("leases", Lease.objects.with_renewal().prefetch_related("breaks", "reviews")),
            Prefetch("occupations", Occupation.objects.select_related("organisation")),
            "running_costs",
            "valuations",
            "energy_uses",
            Prefetch(
                "rag_assessments",
                RagAssessment.objects.select_related("assessed_by", "withdrawal", "withdrawal__withdrawn_by"),
            ),
        )
        .first()
    )
    return _record(found, user) if found else None


def _record(found: Any, user: Any) -> PropertyRecord:
    shape = found.boundary_json or found.location_json
    return PropertyRecord(
        property=found,
        shape=json.loads(shape) if shape else None,
        boundary_m2=found.boundary_area.sq_m if found.boundary_area is not None else None,
        titles=found.titles.all(),
        leases=[lease_record(lease, found) for lease in found.leases.all()],
        occupations=found.occupations.all(),
        costs=cost_table(found.running_costs.all()),
        valuations=found.valuations.all(),
        energy=found.energy_uses.all(),
        ratings=timeline(found.rag_assessments.all()),
        on_site=_on_site(found, user),
        relatives=relatives(found, user),
    )


def lease_record(lease: Any, prop: Property, today: datetime.date | None = None) -> LeaseRecord:
    """A lease with its dates as of `today`. `lease` comes from `with_renewal()`, `prop` is its property."""
    today = today or datetime.date.today()
    dates = lease_dates(
        expires_on=lease.expires_on,
        inside_1954_act=lease.inside_1954_act,
        breaks=[(each.on, each.notice_months) for each in lease.breaks.all()],
        reviews=[each.on for each in lease.reviews.all()],
        is_occupied=prop.is_in_use,
        is_renewed=lease.is_renewed,
        today=today,
    )
    return LeaseRecord(lease, dates, next_lease_date(dates, today))


def cost_table(costs: Iterable[RunningCost]) -> CostTable:
    """Costs by year and heading. A year's total is the one given, else the sum of its headings."""
    by_year: dict[int, dict[str, Decimal]] = {}
    for cost in costs:
        by_year.setdefault(cost.year, {})[cost.heading] = cost.amount
    used = [code for code in CostHeading.values if any(code in year for year in by_year.values())]
    headings = [code for code in used if code != CostHeading.TOTAL]
    return CostTable(
        headings=[CostHeading(code).label for code in headings],
        rows=[
            (
                year,
                amounts.get(CostHeading.TOTAL) if CostHeading.TOTAL in amounts else sum(amounts.values(), Decimal(0)),
                [amounts.get(code) for code in headings],
            )
            for year, amounts in sorted(by_year.items(), reverse=True)
        ],
    )


def _on_site(prop: Property, user: Any) -> Sequence[Property]:
    """The other properties of its site that `user` may see."""
    if prop.site_id is None:
        return []
    return list(
        Property.objects.visible_to(user)
        .filter(site=prop.site_id)
        .exclude(pk=prop.pk)
        .select_related("organisation")
        .only("reference", "name", "use", "organisation__name", "organisation__short_name")
        .order_by("name", "id")[:50]
    )
