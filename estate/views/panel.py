"""The filter panel beside the list: its groups of choices, and what is chosen, each with a way to take it off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from estate.calc import places
from estate.filters import PropertyFilter
from estate.views.listing import Listing
from totalplace.templatetags import formats

# Groups that stand open; the others fold unless something in them is chosen.
OPEN = frozenset({"organisation", "rag", "category"})
TICKED = (
    "organisation",
    "rag",
    "category",
    "use",
    "district",
    "tenure",
    "status",
    "energy_rating",
    "missing",
    "quality",
)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One filter with a list of choices."""

    name: str
    label: str
    options: list[Option]
    is_open: bool
    is_long: bool


def filter_groups(asked: PropertyFilter) -> list[Group]:
    """The filters with lists of choices, in order. What was asked wrongly is not ticked."""
    values = asked.form.cleaned_data if asked.form.is_valid() else {}
    return [_group(asked, name, set(values.get(name) or ())) for name in TICKED]


def _group(asked: PropertyFilter, name: str, chosen: set[str]) -> Group:
    field = asked.filters[name]
    options = [Option(value, label, value in chosen) for value, label in field.extra["choices"]]
    return Group(name, field.label, options, name in OPEN or bool(chosen), len(options) > 8)


def chosen_filters(listing: Listing) -> list[tuple[str, str]]:
    """(words, address without it) for each value chosen."""
    found: list[tuple[str, str]] = []
    for name, value in listing.filter.asked.items():
        label = listing.filter.filters[name].label
        if isinstance(value, list):
            labels = dict(listing.filter.filters[name].extra["choices"])
            for code in value:
                rest = [other for other in value if other != code]
                found.append((f"{label}: {labels[code]}", listing.address(page=None, **{name: rest or None})))
        else:
            found.append((f"{label}: {_words(name, value)}", listing.address(page=None, **{name: None})))
    return found


def _words(name: str, value: Any) -> str:
    if isinstance(value, places.Circle):
        return f"within {value.metres:,.0f} m of {value.latitude:.4f}, {value.longitude:.4f}"
    if isinstance(value, places.Box):
        return f"{value.south:.3f} to {value.north:.3f} north, {value.west:.3f} to {value.east:.3f} east"
    if isinstance(value, places.Ring):
        return f"of {len(value.corners) - 1} corners"
    if name.startswith(("lease_", "review_")):
        return formats.date(value)
    return formats.money(value) if name.endswith("book_value") else str(value)
