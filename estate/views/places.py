"""What the estate says of a place: on its profile, and in the table that sets it beside others."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from estate.calc.per_head import Density, density
from estate.choices import Rag, Use
from estate.selectors.places import Ending, EstateOfPlace, Group, estate_in, totals_of
from estate.selectors.totals import Totals
from estate.views.organisations import figures
from totalplace.models import Area
from totalplace.selectors.places import Place

RATINGS = (*Rag.values, "")
# Longer tables hide what they are read for; the list has the rest.
MOST_ROWS = 12


def estate_panel(user: Any, place: Place) -> dict[str, Any]:
    """What stands in the place, by body and use, each figure with the list behind it."""
    found = estate_in(user, place.area, datetime.date.today())
    uses = sorted(found.by_use.items(), key=lambda each: (-each[1].totals.properties, each[0]))
    return {
        "place": place,
        "totals": found.everything.totals,
        "key_figures": figures(found.everything.totals),
        "ratings": [_cell(found.everything, rag, place.area) for rag in RATINGS],
        "bodies": _by_body(found, place.area),
        "bodies_left_out": max(0, len(found.by_body) - MOST_ROWS),
        "uses": [_row(_use_label(use), group, place.area, **_asked("use", use)) for use, group in uses[:MOST_ROWS]],
        "uses_left_out": max(0, len(uses) - MOST_ROWS),
        "ending": found.ending,
        "ending_url": _ending_url(found.ending, place.area),
        "shared": found.shared,
        "list_url": _list_url(place.area),
    }


def compared(user: Any, places: Iterable[Place]) -> list[tuple[Place, Totals, Density]]:
    """What `user` may see of the estate in each of these places, and that per head and per hectare."""
    places = list(places)
    by_level: dict[str, list[Area]] = {}
    for each in places:
        by_level.setdefault(each.area.level, []).append(each.area)
    totals: dict[int, Totals] = {}
    for areas in by_level.values():
        totals |= totals_of(user, areas)
    return [(each, found := totals.get(each.area.pk, Totals(0)), _density(each, found)) for each in places]


def _density(place: Place, totals: Totals) -> Density:
    return density(
        properties=totals.properties,
        floor_area_m2=totals.gross_internal_area_m2,
        book_value=totals.book_value,
        running_cost=totals.running_cost,
        people=place.people.people if place.people else None,
        hectares=place.hectares,
    )


def _by_body(found: EstateOfPlace, area: Area) -> list[dict[str, Any]]:
    bodies = sorted(found.by_body.items(), key=lambda each: (-each[1].totals.properties, each[0]))
    return [
        _row(found.bodies[key].name, group, area, organisation=found.bodies[key].code)
        | {"url": reverse("organisation", args=[found.bodies[key].code])}
        for key, group in bodies[:MOST_ROWS]
    ]


def _row(label: str, group: Group, area: Area, **asked: str) -> dict[str, Any]:
    return {
        "label": label,
        "cells": [_cell(group, rag, area, **asked) for rag in RATINGS],
        "totals": group.totals,
        "list_url": _list_url(area, **asked),
    }


def _cell(group: Group, rag: str, area: Area, **asked: str) -> dict[str, Any]:
    missing = [value for value in (asked.pop("missing", ""), "" if rag else "rag") if value]
    url = _list_url(area, missing=missing, **asked, **({"rag": rag} if rag else {}))
    return {"rag": rag, "count": group.by_rag.get(rag, 0), "url": url}


def _asked(name: str, code: str) -> dict[str, str]:
    return {name: code} if code else {"missing": name}


def _use_label(code: str) -> str:
    return str(Use(code).label) if code else "Not known"


def _list_url(area: Area, **asked: Any) -> str:
    # Districts have a filter of their own, whose sums stand ready.
    name = "district" if area.level == "district" else "area"
    return f"{reverse('property_list')}?{urlencode({name: area.code} | asked, doseq=True)}"


def _ending_url(ending: Ending, area: Area) -> str:
    today = datetime.date.today()
    return _list_url(area, lease_expires_after=today.isoformat(), lease_expires_before=ending.until.isoformat())
