"""What the map can be coloured by, and the values of each in the order in which colours are given out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from estate import choices
from estate.selectors.totals import tallied
from totalplace.models import Organisation

DEFAULT_SCHEME = "rag"
IN_REGISTER = [str(status) for status in choices.Status if status not in choices.CLOSED_STATUSES]
# The keys are the tiles' attributes.
SCHEMES = {
    "rag": "RAG rating",
    "tenure": "Tenure",
    "organisation": "Body",
    "category": "Category",
    "use": "Use",
    "status": "Status",
    "lease_expiry_year": "Year the lease ends",
    "energy_rating": "Energy rating",
    "cost_per_m2": "Running cost per m²",
}
LISTED = {
    "rag": choices.Rag.choices,
    "tenure": choices.Tenure.choices,
    "category": choices.Category.choices,
    "status": choices.Status.choices,
    "energy_rating": choices.EnergyRating.choices,
}


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way to colour the map: its values with their words, those that get a colour of their own first."""

    key: str
    label: str
    values: list[tuple[str, str]]


def schemes(user: Any, organisations: Iterable[Organisation], asked: Mapping[str, Any]) -> list[Scheme]:
    """Every way to colour the map for this person.

    Bodies and uses are more than there are colours: those asked for come first, then those with most properties that
    `user` may see. Two look-ups in the tally.
    """
    bodies = {body.pk: body for body in organisations}
    bodies_by_size = _by_size(user, "organisation", bodies)
    uses_by_size = _by_size(user, "use", choices.Use.values)
    values = {
        **{key: [(str(value), str(label)) for value, label in listed] for key, listed in LISTED.items()},
        "organisation": [(bodies[pk].code, bodies[pk].short_name or bodies[pk].name) for pk in bodies_by_size],
        "use": [(use, str(choices.Use(use).label)) for use in uses_by_size],
    }
    for key in ("organisation", "use"):
        values[key] = _first(values[key], asked.get(key, ()))
    return [Scheme(key, label, values.get(key, [])) for key, label in SCHEMES.items()]


def _first(values: list[tuple[str, str]], asked: Collection[str]) -> list[tuple[str, str]]:
    return sorted(values, key=lambda each: each[0] not in asked) if len(asked) > 0 else values


def _by_size(user: Any, name: str, values: Iterable[Any]) -> list[Any]:
    """The values, those with most properties in the register first."""
    rows = tallied(user, {"status": IN_REGISTER}, apart=[name])
    counted = {} if rows is None else dict(rows.values_list(name).annotate(Sum("properties")))
    return sorted(values, key=lambda value: -counted.get(value, 0))
