"""Turns drafted buildings into the register's records, a table at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, models
from shapely import wkb
from shapely.geometry.base import BaseGeometry

from estate.demo.building import COLUMNS, Building
from estate.models import (
    EnergyUse,
    Lease,
    LeaseBreak,
    LeaseReview,
    Occupation,
    Property,
    PropertyTitle,
    RagAssessment,
    RunningCost,
    Site,
    Title,
    Valuation,
)
from totalplace.models import Organisation, User

Pairs = list[tuple[Building, Property]]


def write_estate(buildings: list[Building], bodies: dict[str, Organisation]) -> list[Property]:
    """The properties of the draft, as they stood before their edits, and all that belongs to them."""
    sites = {name: Site(name=name) for name in dict.fromkeys(each.site for each in buildings) if name}
    Site.objects.bulk_create(sites.values())
    records = [_property(each, bodies, sites) for each in buildings]
    Property.objects.bulk_create(records)
    pairs = list(zip(buildings, records, strict=True))
    _write_titles(pairs)
    _write_leases(pairs)
    _write_ratings(pairs)
    for make in (_occupations, _costs, _valuations, _energy):
        _write(make(building, record, bodies) for building, record in pairs)
    return records


def _write(rows_of_each: Iterable[list[models.Model]]) -> None:
    rows = [row for rows in rows_of_each for row in rows]
    if rows:
        type(rows[0])._default_manager.bulk_create(rows)


def _property(building: Building, bodies: dict[str, Organisation], sites: dict[str, Site]) -> Property:
    """The record with what its triggers would set already in it, so that they need not write it a second time."""
    fields: dict[str, Any] = {name: getattr(building, name) for name in COLUMNS}
    for edit in reversed(building.edits):
        fields |= edit.before
    if building.ratings:
        latest = building.ratings[-1]
        fields |= {"rag": latest.rating, "rag_assessed_on": latest.at.date(), "next_review_on": latest.next_review_on}
    if building.costs:
        year = max(year for year, _, _ in building.costs)
        fields["running_cost_year"] = year
        fields["running_cost"] = sum(amount for of, _, amount in building.costs if of == year)
    return Property(
        organisation=bodies[building.body.code],
        site=sites[building.site] if building.site else None,
        location=geometry(building.location),
        boundary=geometry(building.boundary),
        is_synthetic=True,
        **fields,
    )


def geometry(shape: BaseGeometry | None) -> GEOSGeometry | None:
    """A shape of the draft as Django keeps it, on the National Grid."""
    return None if shape is None else GEOSGeometry(memoryview(wkb.dumps(shape)), srid=27700)


def _write_titles(pairs: Pairs) -> None:
    titles, holds = [], []
    for building, record in pairs:
        for number, title_class, interest in building.titles:
            title = Title(
                number=number, organisation=record.organisation, title_class=title_class, estate_interest=interest
            )
            titles.append(title)
            holds.append(PropertyTitle(property=record, title=title))
    Title.objects.bulk_create(titles)
    PropertyTitle.objects.bulk_create(holds)


def _write_leases(pairs: Pairs) -> None:
    leases, breaks, reviews = [], [], []
    for building, record in pairs:
        for draft in building.leases:
            lease = Lease(
                property=record,
                role=draft.role,
                counterparty=draft.counterparty,
                starts_on=draft.starts_on,
                expires_on=draft.expires_on,
                annual_rent=draft.annual_rent,
                repair_liability=draft.repair_liability,
                inside_1954_act=draft.inside_1954_act,
            )
            leases.append(lease)
            breaks += [LeaseBreak(lease=lease, on=on, notice_months=notice, by=by) for on, notice, by in draft.breaks]
            reviews += [LeaseReview(lease=lease, on=on) for on in draft.reviews]
    Lease.objects.bulk_create(leases)
    LeaseBreak.objects.bulk_create(breaks)
    LeaseReview.objects.bulk_create(reviews)


def _write_ratings(pairs: Pairs) -> None:
    """All assessments in one statement: the property stands at the latest already, and is not written again."""
    people = {person.username: person for person in User.objects.all()}
    keys = _reserved(RagAssessment, sum(len(building.ratings) for building, _ in pairs))
    assessments = []
    for building, record in pairs:
        before = None
        for draft in building.ratings:
            before = RagAssessment(
                pk=next(keys),
                property=record,
                rating=draft.rating,
                reason=draft.reason,
                note=draft.note,
                assessed_by=people[draft.by],
                assessed_at=draft.at,
                next_review_on=draft.next_review_on,
                supersedes=before,
            )
            assessments.append(before)
    RagAssessment.objects.bulk_create(assessments)


def _reserved(model: type[models.Model], count: int) -> Iterator[int]:
    """Keys of rows yet to be written, for rows that point at each other."""
    with connection.cursor() as cursor:
        sequence = "pg_get_serial_sequence(%s, 'id')"
        cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [model._meta.db_table, count])
        return iter([key for (key,) in cursor.fetchall()])


def _occupations(building: Building, record: Property, bodies: dict[str, Organisation]) -> list[Occupation]:
    return [
        Occupation(
            property=record,
            organisation=bodies[each.organisation],
            use=each.use,
            area_m2=each.area_m2,
            staff_fte=each.staff_fte,
            desks=each.desks,
        )
        for each in building.occupations
    ]


def _costs(building: Building, record: Property, bodies: dict[str, Organisation]) -> list[RunningCost]:
    return [
        RunningCost(property=record, year=year, heading=heading, amount=amount)
        for year, heading, amount in building.costs
    ]


def _valuations(building: Building, record: Property, bodies: dict[str, Organisation]) -> list[Valuation]:
    return [
        Valuation(property=record, valued_on=each.valued_on, basis=each.basis, method=each.method, amount=each.amount)
        for each in building.valuations
    ]


def _energy(building: Building, record: Property, bodies: dict[str, Organisation]) -> list[EnergyUse]:
    return [EnergyUse(property=record, year=year, fuel=fuel, kwh=kwh) for year, fuel, kwh in building.energy]
