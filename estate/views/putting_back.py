"""Putting a detail back that somebody else changed meanwhile: what is there now beside what was, chosen one by one.

Each detail is named by the key of its `PutBack`, which holds the version it was looked at: the page sends the key of
what it shows, and the one before it, by which an undecided choice is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from estate.models import Property
from estate.views.editing.common import words_of
from totalplace.calc.merging import FieldMerge
from totalplace.selectors.past import PutBack
from totalplace.selectors.wording import FieldWording
from totalplace.services.merging import Conflict
from totalplace.services.restoring import PutBackConflicts
from totalplace.views.conflicts import ASKED, CHOICE, FIRST, MINE, THEIRS, Row


def sent(request: HttpRequest) -> QueryDict:
    """What was posted, without the details she leaves to the others; those undecided as they first were."""
    data = request.POST.copy()
    chosen = {key: data.get(f"{CHOICE}{key}") for key in data.getlist(ASKED)}
    if all(choice in (MINE, THEIRS) for choice in chosen.values()):
        kept = [key for key in data.getlist("details") if chosen.get(key) != THEIRS]
    else:
        kept = [data.get(f"{FIRST}{key}", key) for key in data.getlist("details")]
    data.setlist("details", kept)
    return data


def leaves_all(request: HttpRequest) -> bool:
    """Whether she chose to leave every detail as it is there now."""
    return bool(request.POST.getlist(ASKED)) and not sent(request).getlist("details")


def conflict_page(request: HttpRequest, prop: Property, conflicts: PutBackConflicts) -> HttpResponse:
    """The page, as 409. A detail that nobody touched goes along as it is."""
    rows = [row for chosen, conflict in conflicts.found for row in _rows(request.POST, chosen, conflict)]
    renewed = {
        choice.key: replace(choice, version=conflict.current).key
        for chosen, conflict in conflicts.found
        for choice in chosen
    }
    details = sent(request).getlist("details")
    carried = [("reason", request.POST.get("reason", ""))]
    carried += [("details", renewed.get(key, key)) for key in details]
    carried += [(f"{FIRST}{renewed.get(key, key)}", key) for key in details]
    context = {
        "title": f"Putting back: {prop}",
        "rows": rows,
        "carried": carried,
        "problems": [(row.error, f"{row.name}-mine") for row in rows if row.error],
        "cancel_url": reverse("property_history", args=[prop.reference]),
        "has_no_form": True,
    }
    return render(request, "components/conflict.html", context, status=409)


def _rows(data: QueryDict, chosen: list[PutBack], conflict: Conflict) -> Iterator[Row]:
    model = type(conflict.record)
    words = words_of(model)
    for choice in chosen:
        field = model._meta.get_field(choice.field)
        merge = next((each for each in conflict.fields if each.name == field.attname), None)  # type: ignore[union-attr]
        if merge is not None:
            yield _row(data, choice, conflict, merge, words)


def _row(data: QueryDict, choice: PutBack, conflict: Conflict, merge: FieldMerge, words: Any) -> Row:
    key = replace(choice, version=conflict.current).key
    author = conflict.authors.get(merge.name)
    label = FieldWording(conflict.record._meta.get_field(choice.field), words).label
    if not isinstance(conflict.record, Property):
        label = f"{conflict.record._meta.verbose_name}: {label}".capitalize()
    was_asked = key in data.getlist(ASKED) and data.get(f"{CHOICE}{key}") not in (MINE, THEIRS)
    return Row(
        name=key,
        label=label,
        base=words(merge.name, merge.base) if merge.is_base_known else "not recorded",
        theirs=words(merge.name, merge.theirs),
        mine=words(merge.name, merge.mine),
        who=author.who if author else "",
        at=author.at if author else None,
        chosen=data.get(f"{CHOICE}{key}", "") or str(merge.suggested or ""),
        is_asked=merge.suggested is None,
        error=f"{label}: choose which of the two stands." if was_asked else "",
    )
