"""By what right buildings are held, and the leases that go with it, with dates around today."""

from __future__ import annotations

import datetime
from decimal import Decimal
from random import Random

from estate.demo.building import Building, DraftLease
from estate.demo.days import months_from, years_from
from estate.demo.money import rounded

# When a tenant's lease ends, in months from today, and how many in a hundred do. The first are held over.
_ENDS = (((-20, -1), 9), ((1, 6), 9), ((7, 12), 9), ((13, 24), 15), ((25, 60), 28), ((61, 150), 22), ((151, 700), 8))
_LANDLORDS = (
    "Avon Vale Estates",
    "Teme Property Company",
    "Malvern Gate Investments",
    "Three Pears Holdings",
    "Abbot's Mill Trustees",
    "Severn Reach Pension Fund",
    "Blackpear Developments",
    "Orchard Land Company",
)
_TENANTS = (
    "Hop Kiln Joinery",
    "Vale Motor Repairs",
    "Perry and Plum Foods",
    "Clerkenhill Farming",
    "Needle Mill Engineering",
    "Ferry Lane Printers",
    "Lenchford Growers",
    "Carpet Yard Supplies",
    "Glovers' Row Bakery",
    "Saltway Cycles",
)
_REASONS = {
    "specialist": "Service delivery",
    "office": "Administration",
    "access": "Service delivery",
    "depot": "Service delivery",
    "non_operational": "Income or regeneration",
    "land": "Amenity, or held for the future",
}


def hold(building: Building, today: datetime.date, rng: Random) -> None:
    """Status, tenure, how it is held and why, and the leases that follow."""
    building.reason_for_holding = _REASONS[building.category]
    if building.closed_reason:
        building.tenure = "leasehold" if building.status == "lease_ended" else "freehold"
        return
    building.status = _status(building, rng)
    drawn = rng.random() * 100
    if drawn < building.profile.leased:
        building.tenure = rng.choices(("leasehold", "licence", "pfi"), weights=(86, 9, 5))[0]
    else:
        building.tenure = rng.choices(("freehold", "pfi", "other"), weights=(96, 2, 2))[0]
    building.holding = "occupied"
    if building.status in {"vacant", "surplus"}:
        building.holding = "vacant"
    elif building.tenure == "licence":
        building.holding = "licence"
    elif building.tenure == "freehold" and rng.random() * 100 < building.profile.let:
        building.holding = "let"
        building.leases.append(_lease("landlord", building, today, rng))
    if building.tenure == "leasehold":
        building.leases.append(_lease("tenant", building, today, rng))


def _status(building: Building, rng: Random) -> str:
    if building.kind.kind == "construction_site":
        return "construction"
    if building.kind.kind == "vacated_building":
        return rng.choice(("vacant", "surplus", "surplus"))
    if building.kind.kind in {"land", "caretaker_house", "industrial", "shop"}:
        return rng.choices(("operational", "vacant", "surplus"), weights=(76, 12, 12))[0]
    return "operational"


def _lease(role: str, building: Building, today: datetime.date, rng: Random) -> DraftLease:
    low, high = rng.choices([months for months, _ in _ENDS], weights=[share for _, share in _ENDS])[0]
    ends = months_from(today, rng.randint(low, high), on=rng.choice((1, 24, 25, 28)))
    term = rng.choice((5, 10, 10, 15, 20, 25)) if high < 300 else rng.choice((99, 125))
    while years_from(ends, -term) > today:
        term += 5
    starts = years_from(ends, -term) + datetime.timedelta(days=1)
    area = building.gross_internal_area_m2 or (building.site_area_ha or Decimal(1)) * 30
    rent = rounded(float(area) * rng.uniform(45, 120), 100) if term < 90 else Decimal(rng.choice((1, 50)))
    return DraftLease(
        role=role,
        counterparty=rng.choice(_LANDLORDS if role == "tenant" else _TENANTS),
        starts_on=starts if rng.random() > 0.05 else None,
        expires_on=ends,
        annual_rent=rent if rng.random() > 0.08 else None,
        repair_liability=rng.choices(("full", "internal", "landlord", ""), weights=(55, 30, 8, 7))[0],
        inside_1954_act=rng.choices((True, False, None), weights=(58, 30, 12))[0],
        breaks=_breaks(starts, ends, term, rng),
        reviews=_reviews(starts, ends, term),
    )


def _breaks(
    starts: datetime.date, ends: datetime.date, term: int, rng: Random
) -> tuple[tuple[datetime.date, int | None, str], ...]:
    """A break half-way, or each five years of a long lease, in a third of leases of ten years or more."""
    if term < 10 or term > 30 or rng.random() > 0.36:
        return ()
    by = rng.choice(("tenant", "tenant", "landlord", ""))
    notice = rng.choice((6, 6, 6, 12, 3, None))
    days = [years_from(starts, years) for years in range(5, term, 5 if term > 10 else 10)]
    return tuple((day, notice, by) for day in days or [years_from(starts, 5)] if day < ends)


def _reviews(starts: datetime.date, ends: datetime.date, term: int) -> tuple[datetime.date, ...]:
    if term > 30:
        return ()
    days = (years_from(starts, years) for years in range(5, term, 5))
    return tuple(day for day in days if day < ends)
