"""What a row would change, as SQL: one condition and one before-and-after for each field a file can fill.

Aliases: `s` the staged row (or one on its way there), `p` the matched property, `t` its title numbers, `l` the lease
and `n` the number of its leases that a row can mean, `c` its running cost of the row's year.
A blank cell keeps what the register holds, unless the officer chose that blanks clear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from estate.models import Property
from estate.models.staged import IMPORTED

# Nearer than this (metres) is the same place: exports write centimetres, and degrees to about a centimetre.
SAME_PLACE_M = 0.05
RAG_FIELDS = ("rag", "rag_assessed_on", "next_review_on")
LEASE_FIELDS = {
    "lease_counterparty": "counterparty",
    "lease_starts_on": "starts_on",
    "lease_expires_on": "expires_on",
    "lease_annual_rent": "annual_rent",
}
# Decided as one: a rating with its days, and a point with where it came from.
TOGETHER = {"rag_assessed_on": "rag", "next_review_on": "rag", "location_source": "location"}
# A blank never clears these: a property without them is not one, or they are kept elsewhere.
NEVER_CLEARED = frozenset({"reference", "local_reference", "status", "is_sensitive", "location", "location_source"})
SPECIAL = frozenset({"reference", "location", "location_source", "boundary", *RAG_FIELDS})
# Columns of Property that a row writes as they stand.
PLAIN = tuple(name for name in IMPORTED if name not in SPECIAL)
NOT_NULL = frozenset(name for name in IMPORTED if not Property._meta.get_field(name).null)
FREE_TEXT = frozenset(
    {"name", "description", "street_number", "street", "locality", "post_town", "local_reference"}
    | {"closed_reason", "reason_for_holding", "sharing_note"}
)
TIDY = r"btrim(regexp_replace({0}, '\s+', ' ', 'g'))"

# An older assessment than the register's own would not stand, so it is no change.
RAG_IN_TIME = "(s.rag_assessed_on IS NULL OR p.rag_assessed_on IS NULL OR s.rag_assessed_on >= p.rag_assessed_on)"


@dataclass(frozen=True, slots=True)
class Change:
    """A field's condition to be different, and its old and new value as SQL."""

    field: str
    when: str
    old: str
    new: str


def changes(mapped: frozenset[str], *, clear: bool) -> Iterator[Change]:
    """The changes that a file filling these fields can make."""
    for name in PLAIN:
        if name in mapped:
            yield _plain(name, clear=clear and name not in NEVER_CLEARED)
    yield from _places(mapped)
    yield from _rag(mapped)
    if "title_numbers" in mapped:
        yield Change(
            "title_numbers",
            "s.title_numbers IS NOT NULL"
            " AND s.title_numbers::text[] IS DISTINCT FROM coalesce(t.numbers::text[], '{}')",
            "to_jsonb(t.numbers)",
            "to_jsonb(s.title_numbers)",
        )
    for name, column in LEASE_FIELDS.items():
        if name in mapped:
            old = f"nullif(l.{column}, '')" if column == "counterparty" else f"l.{column}"
            when = (
                f"s.{name} IS NOT NULL AND s.{name} IS DISTINCT FROM {old} AND (l.id IS NOT NULL OR n.leases IS NULL)"
            )
            yield Change(name, when, f"to_jsonb({old})", f"to_jsonb(s.{name})")
    if "running_cost" in mapped:
        when = "s.running_cost IS NOT NULL AND s.running_cost IS DISTINCT FROM c.amount"
        yield Change("running_cost", when, "to_jsonb(c.amount)", "to_jsonb(s.running_cost)")


def _plain(name: str, *, clear: bool) -> Change:
    if name in NOT_NULL:
        new = f"coalesce(s.{name}, '')" if clear else f"s.{name}"
        when = f"{new} <> p.{name}" if clear else f"s.{name} IS NOT NULL AND s.{name} <> p.{name}"
        if name in FREE_TEXT:
            # The register may hold double spaces that reading a file takes out.
            when += f" AND {TIDY.format(new)} <> {TIDY.format('p.' + name)}"
        return Change(name, when, f"to_jsonb({_shown('p.' + name, name)})", f"to_jsonb({_shown(new, name)})")
    when = f"s.{name} IS DISTINCT FROM p.{name}" + ("" if clear else f" AND s.{name} IS NOT NULL")
    return Change(name, when, f"to_jsonb(p.{name})", f"to_jsonb(s.{name})")


def _shown(expression: str, name: str) -> str:
    """Text that is not known is null in the before-and-after."""
    return expression if name == "is_sensitive" else f"nullif({expression}, '')"


def _places(mapped: frozenset[str]) -> Iterator[Change]:
    moved = f"s.location IS NOT NULL AND (p.location IS NULL OR NOT ST_DWithin(s.location, p.location, {SAME_PLACE_M}))"
    yield Change("location", moved, "to_jsonb(ST_AsText(p.location, 2))", "to_jsonb(ST_AsText(s.location, 2))")
    source = "s.location IS NOT NULL AND s.location_source IS DISTINCT FROM p.location_source"
    yield Change(
        "location_source", source, "to_jsonb(nullif(p.location_source, ''))", "to_jsonb(nullif(s.location_source, ''))"
    )
    if "boundary" in mapped:
        yield Change(
            "boundary",
            f"""s.boundary IS NOT NULL AND (p.boundary IS NULL OR NOT (ST_OrderingEquals(s.boundary, p.boundary)
                OR (ST_Envelope(s.boundary) && ST_Expand(p.boundary, {SAME_PLACE_M})
                    AND ST_HausdorffDistance(s.boundary, p.boundary) <= {SAME_PLACE_M})))""",
            "to_jsonb(ST_AsText(p.boundary, 2))",
            "to_jsonb(ST_AsText(s.boundary, 2))",
        )


def _rag(mapped: frozenset[str]) -> Iterator[Change]:
    if "rag" in mapped:
        when = f"s.rag IS NOT NULL AND s.rag <> p.rag AND {RAG_IN_TIME}"
        yield Change("rag", when, "to_jsonb(nullif(p.rag, ''))", "to_jsonb(s.rag)")
    if "rag_assessed_on" in mapped:
        when = """s.rag_assessed_on IS NOT NULL AND coalesce(s.rag, p.rag) <> ''
            AND (p.rag_assessed_on IS NULL OR s.rag_assessed_on > p.rag_assessed_on)"""
        yield Change("rag_assessed_on", when, "to_jsonb(p.rag_assessed_on)", "to_jsonb(s.rag_assessed_on)")
    if "next_review_on" in mapped:
        when = f"s.next_review_on IS NOT NULL AND s.next_review_on IS DISTINCT FROM p.next_review_on AND {RAG_IN_TIME}"
        yield Change("next_review_on", when, "to_jsonb(p.next_review_on)", "to_jsonb(s.next_review_on)")


def changes_sql(mapped: frozenset[str], *, clear: bool) -> str:
    """{field: [old, new]} of one row as an expression; the empty object when nothing would change, at little cost."""
    every = list(changes(mapped, clear=clear))
    if not every:
        return "'{}'::jsonb"
    anything = " OR ".join(f"({change.when})" for change in every)
    parts = " || ".join(
        f"CASE WHEN {change.when} THEN"
        f" jsonb_build_object('{change.field}', jsonb_build_array({change.old}, {change.new})) ELSE '{{}}'::jsonb END"
        for change in every
    )
    return f"CASE WHEN {anything} THEN {parts} ELSE '{{}}'::jsonb END"


def gone_sql(mapped: frozenset[str], *, clear: bool) -> str:
    """{field: [old, new]} of what `s.changes` has, that would be no change any more though the values differ.

    A rating that is older than the register's newest, a rent that no one lease can mean.
    """
    parts = [
        f"CASE WHEN s.changes ? '{change.field}' AND ({change.when}) IS NOT TRUE"
        f" AND {change.old} IS DISTINCT FROM {change.new}"
        f" THEN jsonb_build_object('{change.field}', jsonb_build_array({change.old}, {change.new}))"
        " ELSE '{}'::jsonb END"
        for change in changes(mapped, clear=clear)
        if change.field in RAG_FIELDS or change.field in LEASE_FIELDS
    ]
    return " || ".join(parts) or "'{}'::jsonb"


def leader_sql(field: str) -> str:
    """The field that a field is decided with, as SQL of an expression that names one."""
    cases = " ".join(f"WHEN '{name}' THEN '{leader}'" for name, leader in TOGETHER.items())
    return f"CASE {field} {cases} ELSE {field} END"
