"""The same county many times over, for benches: copied inside the database, a batch of whole counties at a time.

Each copy stands a little elsewhere, in other streets and under other numbers; everything else of it is as in the
first, so that any share (of a body, a rating, a lease about to end) is the same at a thousand sites and a million.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, models

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
    Tally,
    Title,
    Valuation,
)

# Copied in this order: what is pointed at before what points.
COPIED: tuple[type[models.Model], ...] = (
    Property,
    Title,
    PropertyTitle,
    Lease,
    LeaseBreak,
    LeaseReview,
    RagAssessment,
    Occupation,
    RunningCost,
    Valuation,
    EnergyUse,
)
# Counties copied by one statement: memory stays bounded, and triggers on statements run once for all of them.
BATCH = 15
# How far a copy stands from its original, in metres at most; less near the county's edge, so that all stay inside.
REACH = 1500

# Of a row `s`, the property that it belongs to.
_OWNER: dict[type[models.Model], str] = {
    Property: "s.id",
    Title: "(SELECT min(property_id) FROM estate_propertytitle WHERE title_id = s.id)",
    LeaseBreak: "(SELECT property_id FROM estate_lease WHERE id = s.lease_id)",
    LeaseReview: "(SELECT property_id FROM estate_lease WHERE id = s.lease_id)",
}
_STREET = "(%(streets)s::text[])[1 + (s.rank * 31 + k * 17) %% %(street_count)s]"
# What a copy has otherwise than its original. `k` counts the copies from 1, `rank` the originals from 0.
_CHANGED: dict[type[models.Model], dict[str, str]] = {
    Property: {
        "local_reference": "s.local_reference || '-' || k",
        "uprn": "CASE s.uprn WHEN '' THEN '' ELSE (s.uprn::bigint + k * %(properties)s * 7)::text END",
        "name": f"replace(s.name, s.street, {_STREET})",
        "street": _STREET,
        "location": "ST_Translate(s.location, dx, dy)",
        "boundary": "ST_Translate(s.boundary, dx, dy)",
    },
    Title: {"number": "left(s.number, 2) || (substr(s.number, 3)::bigint + k * %(properties)s * 2)"},
}


@dataclass(frozen=True, slots=True)
class Originals:
    """The first county: the least key and the number of keys of each table."""

    first: dict[type[models.Model], int]
    span: dict[type[models.Model], int]

    @property
    def properties(self) -> int:
        return self.span[Property]


def copy_until(size: int, streets: Sequence[str], progress: Callable[[str], None]) -> None:
    """Copy the county until the register holds `size` properties; the last copy may be a part of one."""
    # Without statistics of the first county the planner takes its tables for empty, and scans them for every row.
    analyse()
    originals = _originals()
    missing = size - originals.properties
    copies = math.ceil(missing / originals.properties)
    # Checked by each statement, not all at the end: tens of millions of checks put off would fill the memory.
    _check_references("IMMEDIATE")
    for first in range(1, copies + 1, BATCH):
        last = min(first + BATCH - 1, copies)
        values = {
            "first": first,
            "last": last,
            "missing": missing,
            "properties": originals.properties,
            "streets": list(streets),
            "street_count": len(streets),
            "reach": REACH,
        }
        with connection.cursor() as cursor:
            for model in COPIED:
                cursor.execute(_statement(model, originals), values)
        done = originals.properties + min(missing, last * originals.properties)
        progress(f"{done:,} of {size:,} properties are in.")
    _check_references("DEFERRED")
    if copies > 0:
        _move_sequences()


def _check_references(when: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {when}")


def analyse() -> None:
    """Let the database's planner know what it now holds."""
    with connection.cursor() as cursor:
        for model in (*COPIED, Tally):
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _originals() -> Originals:
    first, span = {}, {}
    for model in COPIED:
        low, high = model._default_manager.aggregate(low=models.Min("pk"), high=models.Max("pk")).values()
        first[model], span[model] = low or 0, high - low + 1 if low else 0
    return Originals(first, span)


def _statement(model: type[models.Model], originals: Originals) -> str:
    """INSERT … SELECT of one table for the copies %(first)s to %(last)s, as long as properties are missing."""
    table = model._meta.db_table
    columns = {
        connection.ops.quote_name(field.column): _expression(model, field, originals) for field in _copied_fields(model)
    }
    low, high = originals.first[model], originals.first[model] + originals.span[model] - 1
    owner = f"{_OWNER.get(model, 's.property_id')} - {originals.first[Property]}"
    place, shift = (_PLACE, _SHIFT) if model is Property else ("", "")
    return f"""
        INSERT INTO {table} ({", ".join(columns)})
        SELECT {", ".join(columns.values())}
          FROM (SELECT s.*, {owner} AS rank {place} FROM {table} s WHERE s.id BETWEEN {low} AND {high}) s
         CROSS JOIN generate_series(%(first)s, %(last)s) k {shift}
         WHERE (k - 1) * %(properties)s + s.rank < %(missing)s
         ORDER BY k, s.id
    """


# The room that a property has to move in, and where each copy of it goes: spread evenly by two irrational steps.
_PLACE = """, least(%(reach)s, 0.9 * ST_Distance(s.location, (
    SELECT ST_Boundary(boundary) FROM totalplace_area WHERE level = 'county' AND valid_to IS NULL LIMIT 1))) AS reach"""
_SHIFT = """CROSS JOIN LATERAL (
    SELECT 2 * pi() * (s.rank * 0.7548776662 + k * 0.6180339887) AS angle,
           s.reach * sqrt(mod(s.rank * 0.5698402910 + k * 0.3247179572, 1.0)::float8) AS far) way
    CROSS JOIN LATERAL (
    SELECT round((far * cos(angle))::numeric, 1)::float8 AS dx,
           round((far * sin(angle))::numeric, 1)::float8 AS dy) shift
"""


def _copied_fields(model: type[models.Model]) -> list[models.Field]:
    """What a copy takes from its original. References, versions, times and areas are the database's to give."""
    given = {"reference", "version", "created_at", "updated_at", "district", "ward", "lsoa"}
    return [field for field in model._meta.concrete_fields if not field.generated and field.name not in given]


def _expression(model: type[models.Model], field: models.Field, originals: Originals) -> str:
    changed = _CHANGED.get(model, {}).get(field.name)
    if changed:
        return changed
    column = connection.ops.quote_name(field.column)
    target = model if field.primary_key else field.related_model
    if target in originals.span:
        return f"s.{column} + k * {originals.span[target]}"
    return f"s.{column}"


def _move_sequences() -> None:
    """Keys were given by the statements: the sequences go on after them."""
    with connection.cursor() as cursor:
        for model in COPIED:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
