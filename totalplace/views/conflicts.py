"""The page of a conflict: each field as it was, as somebody else left it and as the person wants it, chosen one by one.

A view that stores a form does it so:

    data = sent(request)                       # the POST, as the person last decided
    form = SomeForm(data, …)
    if form.is_valid() and not goes_back(request):
        try:
            service(version=form.cleaned_data["version"], values=wanted(data, form.values()))
        except Conflict as conflict:
            return conflict_page(request, conflict, form, words=…, title=…, cancel_url=…)

The page sends the whole form again, with the version it showed, and a choice for each field that differs. What she
leaves to the others is then no longer hers to store. Nothing is kept on the server between the two.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from totalplace.calc.coordinates import WGS84
from totalplace.calc.merging import FieldMerge, Touched
from totalplace.selectors.versions import Authorship
from totalplace.services.merging import Conflict

CHOICE, ASKED, FIRST = "choose-", "asked", "first-"
MINE, THEIRS = str(Touched.MINE), str(Touched.THEIRS)
OWN = (CHOICE, FIRST)


@dataclass(frozen=True, slots=True)
class Row:
    """One field that differs, in words. `chosen` is "mine", "theirs" or "" where the person has to say."""

    name: str
    label: str
    base: str
    theirs: str
    mine: str
    who: str
    at: datetime | None
    chosen: str
    is_asked: bool
    error: str = ""


def sent(request: HttpRequest) -> QueryDict:
    """What was posted; where a choice is missing, or the person goes back, as `begun`."""
    return begun(request) if goes_back(request) or _undecided(request.POST) else request.POST


def begun(request: HttpRequest) -> QueryDict:
    """What was posted, with the versions that she first began from: a form shown again must meet the conflict again."""
    data = request.POST.copy()
    for name in [each for each in data if each.startswith(FIRST)]:
        data[name.removeprefix(FIRST)] = data[name]
    return data


def goes_back(request: HttpRequest) -> bool:
    """Whether she wants her form again instead of choosing."""
    return "back" in request.POST


def wanted(data: QueryDict, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are still hers to store: those left to the others are not."""
    return {name: value for name, value in values.items() if data.get(f"{CHOICE}{name}") != THEIRS}


def _undecided(data: QueryDict) -> list[str]:
    return [name for name in data.getlist(ASKED) if data.get(f"{CHOICE}{name}") not in (MINE, THEIRS)]


def conflict_page(
    request: HttpRequest,
    conflict: Conflict,
    form: Form,
    *,
    words: Callable[[str, Any], str],
    title: str,
    cancel_url: str,
    replaced: Mapping[str, str] | None = None,
    problem: str = "",
    **context: Any,
) -> HttpResponse:
    """The page, as 409. `words(name, value)` tells a value; `replaced` are hidden boxes that hold what is there now."""
    data = request.POST
    rows = [_row(field, form, words, conflict.authors.get(field.name), data) for field in conflict.fields]
    now = {"version": str(conflict.current), **(replaced or {})}
    page = {
        "title": title,
        "rows": rows,
        "carried": list(_carried(data, {row.name for row in rows}, now)),
        "problems": [(problem, "")] if problem else [(row.error, f"{row.name}-mine") for row in rows if row.error],
        "cancel_url": cancel_url,
        "map": _map(conflict.fields),
        **context,
    }
    return render(request, "components/conflict.html", page, status=409)


def _row(
    field: FieldMerge, form: Form, words: Callable[[str, Any], str], author: Authorship | None, data: QueryDict
) -> Row:
    # A form may decide about more than it asks: reopening a property also empties the day of its closing.
    asked = form.fields.get(field.name)
    label = str(asked.label) if asked else field.name.replace("_", " ").capitalize()
    chosen = data.get(f"{CHOICE}{field.name}", "")
    was_asked = field.name in data.getlist(ASKED)
    missing = was_asked and chosen not in (MINE, THEIRS)
    return Row(
        name=field.name,
        label=label,
        base=words(field.name, field.base) if field.is_base_known else "not recorded",
        theirs=words(field.name, field.theirs),
        mine=words(field.name, field.mine),
        who=author.who if author else "",
        at=author.at if author else None,
        chosen=chosen or str(field.suggested or ""),
        is_asked=field.suggested is None,
        error=f"{label}: choose which of the two stands." if missing else "",
    )


def _map(fields: list[FieldMerge]) -> dict[str, Any] | None:
    """The places that differ, as they were, as they are and as she wants them, in degrees; None where none differs."""
    features = [
        {
            "type": "Feature",
            "geometry": _in_degrees(shape),
            "properties": {"title": field.name.capitalize(), "role": role},
        }
        for field in fields
        for role, shape in (("old", field.base), ("theirs", field.theirs), ("mine", field.mine))
        if isinstance(shape, GEOSGeometry)
    ]
    return {"type": "FeatureCollection", "features": features} if features else None


def _in_degrees(shape: GEOSGeometry) -> dict[str, Any]:
    return json.loads(shape.transform(WGS84, clone=True).json)


def _carried(data: QueryDict, shown: set[str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The form's boxes as hidden pairs, with what is there now in place of the versions that she began from."""
    for name, value in now.items():
        yield name, value
        yield f"{FIRST}{name}", data.get(f"{FIRST}{name}") if _undecided(data) else data.get(name, "")
    for name in data:
        if name in now or name in ("csrfmiddlewaretoken", ASKED, "back") or name.startswith(OWN):
            continue
        yield from ((name, value) for value in data.getlist(name))
    for name in data.getlist(ASKED):
        # What she left to the others before stays left to them, even where it differs no longer.
        if name not in shown and data.get(f"{CHOICE}{name}") == THEIRS:
            yield ASKED, name
            yield f"{CHOICE}{name}", THEIRS
