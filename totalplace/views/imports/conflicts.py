"""Rows whose property somebody edited since the file was checked: three states of each field, and whose stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from totalplace.choices import ImportAction as Row
from totalplace.choices import ImportStatus as Status
from totalplace.importing.pages import step_url
from totalplace.importing.targets import target_for
from totalplace.models import ImportBatch
from totalplace.selectors.imports import StagedRow
from totalplace.selectors.versions import Authorship, last_authors
from totalplace.services import imports as services
from totalplace.templatetags.formats import hectares, number, plural
from totalplace.views.imports.common import number_in, of_batch

CHOICE = "choose-"
PLACES = ("location", "boundary")


@dataclass(frozen=True, slots=True)
class Disputed:
    """What is decided as one: when the file was checked, in the register now, in the file."""

    key: str
    label: str
    was: str
    now: str
    new: str
    suggested: str


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A row in conflict; `disputes` is empty where the property is gone, or not open to this import any more.

    `beside` names the other fields that the file changes, of which nobody else has changed any.
    """

    row: int
    title: str
    reference: str
    last: Authorship | None
    disputes: list[Disputed]
    beside: list[str]

    @property
    def key(self) -> str:
        return f"{self.row}-"


def conflict_rows(batch: ImportBatch, rows: list[StagedRow]) -> list[ConflictRow]:
    """The rows of a page, ready to be decided, whoever reads them seeing what they match. One query, however many."""
    model = target_for(batch.kind).staged_model._meta.get_field("matched").related_model
    last = last_authors(model, [row.matched_id for row in rows if row.matched_id])
    return [_conflict_row(row, last.get(row.matched_id), batch.pages.together) for row in rows]


def _conflict_row(row: StagedRow, last: Authorship | None, leaders_of: Mapping[str, str]) -> ConflictRow:
    together: dict[str, list[Any]] = defaultdict(list)
    for change in row.changes:
        together[leaders_of.get(change.field, change.field)].append(change)
    leaders = {leaders_of.get(name, name) for name in row.disputed}
    disputes = [_disputed(row, leader, changes) for leader, changes in together.items() if leader in leaders]
    beside = [change.label for leader, changes in together.items() if leader not in leaders for change in changes]
    return ConflictRow(row.row, row.title, row.matched_reference, last, disputes, beside if disputes else [])


def _disputed(row: StagedRow, leader: str, changes: list[Any]) -> Disputed:
    def words(values: list[Any]) -> str:
        told = [_words(change.field, value) for change, value in zip(changes, values, strict=True) if value]
        return ", ".join(told) or "not known"

    first = next((change for change in changes if change.field == leader), changes[0])
    was = [row.disputed.get(change.field, change.old) for change in changes]
    # What the file found and never wanted to change is not hers to take away.
    is_theirs = all(row.disputed.get(change.field, change.old) == change.new for change in changes)
    return Disputed(
        f"{row.row}-{leader}", first.label, words(was), words([each.old for each in changes]),
        words([each.new for each in changes]), services.REGISTER if is_theirs else "",
    )  # fmt: skip


def _words(name: str, value: Any) -> str:
    """A value that is in words already; a place as its easting and northing, or as an area."""
    if name not in PLACES:
        return str(value)
    shape = shapely.from_wkt(value, on_invalid="ignore")
    if shape is None or shape.is_empty:
        return "not known"
    if shape.geom_type == "Point":
        return f"{number(shape.x)}, {number(shape.y)}"
    return f"outline of {hectares(shape.area / 10_000)}"


@require_POST
@of_batch(Status.STAGED)
def resolve(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Whose value stands where the register changed under the file: field by field, or in all of them alike."""
    before = batch.counts.get("conflict", 0)
    if stands := request.POST.get("everything"):
        services.resolve_all(user=request.user, batch=batch, stands=stands)
    else:
        services.resolve_conflicts(user=request.user, batch=batch, choices=_choices(request.POST))
    left = batch.counts.get("conflict", 0)
    done = f"{plural(before - left, 'row is,rows are')} decided"
    messages.info(request, f"{done}; {left:,} still to decide." if left else f"{done}. Go on to apply.")
    page = number_in(request.POST, "page") or 1
    return redirect(f"{step_url(batch, 'preview')}?show={Row.CONFLICT if left else Row.CHANGED}"
                    + (f"&page={page}" if left and page > 1 else ""))  # fmt: skip


def _choices(data: QueryDict) -> Mapping[int, dict[str, str]]:
    """{row: {field: whose}} of what was chosen; anything that is no such name is left out."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for name, stands in data.items():
        row, _, field = name.removeprefix(CHOICE).partition("-")
        if name.startswith(CHOICE) and row.isascii() and row.isdecimal() and len(row) < 9:
            found[int(row)][field.replace("\0", "")] = str(stands)
    return found
