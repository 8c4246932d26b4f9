"""Every change in the register, newest first: the list, the list as a file, and what one change touched."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from estate.choices import ChangeKind
from estate.forms.changes import ChangesForm, position_token
from estate.selectors.change_words import done_to_many, done_to_one
from estate.selectors.changes import ChangeLine, Wanted, all_changes, change_line, changes, properties_of
from estate.views.access import sees_estate
from estate.views.exports import in_pieces
from totalplace.importing.writers import csv_lines
from totalplace.pagination import PageLinks
from totalplace.templatetags import formats

PAGE_SIZE = 50
LATELY = 6
# Of one change, so many properties are named; an import's are all in the property list.
NAMED = 100
HEADINGS = ("When", "Who", "Why", "What", "Records", "Done", "Property reference", "Bodies", "Import", "Change")
# The history tells a rating on the property's page, beside what else was said of it.
RATINGS = frozenset({ChangeKind.RATING, ChangeKind.WITHDRAWAL})


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as pages show it: what it did, to what, and where it is told."""

    line: ChangeLine
    words: str
    url: str
    bodies: str


def shown(line: ChangeLine, names: dict[int, str]) -> Shown:
    """A change in words; `names` are the bodies' by number."""
    is_one = bool(line.reference)
    bodies = [names[body] for body in line.bodies if body in names]
    return Shown(
        line,
        done_to_one(line) if is_one else done_to_many(line),
        change_url(line),
        ", ".join(bodies) if len(bodies) <= 3 else f"{len(bodies)} bodies",
    )


def change_url(line: ChangeLine) -> str:
    """Where a change is told: on the one property's page of it, else on its own."""
    if not line.reference:
        return reverse("change", args=[line.position.change])
    if RATINGS.issuperset(each.kind for each in line.touched):
        return reverse("property", args=[line.reference])
    return reverse("property_change", args=[line.reference, line.change_id])


def lately(user: Any) -> dict[str, Any] | None:
    """The last changes, for the home page."""
    found = changes(user, Wanted(), most=LATELY)
    return {"changes": [shown(line, {}) for line in found]} if found else None


@require_safe
@login_required
@sees_estate
def change_list(request: HttpRequest) -> HttpResponse:
    """What was changed, a page at a time."""
    form = ChangesForm(request.GET)
    if form.problems:
        return _refused(request, form)
    found = changes(request.user, form.wanted, after=form.cleaned_data["after"], most=PAGE_SIZE + 1)
    names = body_names(form)
    context = {
        "form": form,
        "changes": [shown(line, names) for line in found[:PAGE_SIZE]],
        "chosen": _chosen(request, form),
        "pages": _pages(request, found),
        "csv_url": f"{reverse('change_csv')}?{_query(request, after=None)}",
    }
    return render(request, "estate/changes/list.html", context)


def body_names(form: ChangesForm) -> dict[int, str]:
    """The bodies' short names by number."""
    return {pk: body.short_name or body.name for pk, body in form.by_id.items()}


def _refused(request: HttpRequest, form: ChangesForm) -> HttpResponse:
    problems = [(f"{name}: {text}", "") for name, texts in form.problems.items() for text in texts]
    return render(
        request, "estate/leases/refused.html", {"problems": problems, "url": reverse("change_list")}, status=400
    )


def _query(request: HttpRequest, **more: str | None) -> str:
    asked = {name: value for name, value in request.GET.items() if value} | more
    return urlencode({name: value for name, value in asked.items() if value})


def _chosen(request: HttpRequest, form: ChangesForm) -> list[tuple[str, str]]:
    """(words, address without it) for each filter that says something."""
    words = {
        "organisation": lambda code: form.bodies[code].name,
        "kind": lambda kind: ChangeKind(kind).label,
        "who": lambda who: f"By: {who}",
        "from": lambda day: f"From: {formats.date(day)}",
        "to": lambda day: f"To: {formats.date(day)}",
    }
    return [
        (say(form.cleaned_data[name]), f"?{_query(request, **{name: None, 'after': None})}")
        for name, say in words.items()
        if form.cleaned_data[name]
    ]


def _pages(request: HttpRequest, found: list[ChangeLine]) -> PageLinks:
    """A link to what is older, and from there to the newest."""
    older = ""
    if len(found) > PAGE_SIZE:
        older = f"?{_query(request, after=position_token(found[PAGE_SIZE - 1].position))}"
    return PageLinks(items=(), previous_url="", next_url=older)


@require_safe
@login_required
@sees_estate
def change_csv(request: HttpRequest) -> HttpResponseBase:
    """The list for an auditor, all of it, every record counted: a line for each kind of record of each change."""
    form = ChangesForm(request.GET)
    if form.problems:
        return _refused(request, form)
    lines = csv_lines(HEADINGS, _file_rows(all_changes(request.user, form.wanted), body_names(form)))
    response = StreamingHttpResponse(in_pieces(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="changes-{datetime.date.today().isoformat()}.csv"'
    return response


def _file_rows(found: Iterator[ChangeLine], names: dict[int, str]) -> Iterator[tuple[Any, ...]]:
    for line in found:
        when = timezone.localtime(line.position.at).isoformat(timespec="seconds")
        bodies = ", ".join(names[body] for body in line.bodies if body in names)
        for each in line.touched:
            done = ", ".join(label for label in ("insert", "update", "delete") if label in each.done)
            told = (each.kind.label, each.records, done, line.reference or None, bodies, line.batch)
            yield (when, line.who, line.why or None, *told, line.change_id)


def import_url(line: ChangeLine) -> str:
    """The properties of an import, as a list."""
    return f"{reverse('property_list')}?{urlencode({'from_import': line.batch, 'status': 'all'})}"


@require_safe
@login_required
@sees_estate
def change_page(request: HttpRequest, change: UUID) -> HttpResponse:
    """What one change of several properties touched; of one alone, its page in that property's history."""
    line = change_line(request.user, change)
    if line is None:
        raise Http404
    if line.reference:
        return redirect(change_url(line))
    named = properties_of(request.user, line, most=NAMED + 1)
    context = {
        "line": line,
        "words": done_to_many(line, None),
        "properties": named[:NAMED],
        "is_more": len(named) > NAMED,
        "list_url": import_url(line) if line.batch else "",
    }
    return render(request, "estate/changes/change.html", context)
