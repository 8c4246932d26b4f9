"""What is a typical journey? Paths, waits and logs, all of what was let out, none of it of one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from neets.calc import ocel, safe_log, xes
from neets.calc.bars import bars
from neets.calc.letting_out import ARROW, follows
from neets.choices.analyses import Analysis
from neets.selectors.analyses import Let, latest
from neets.views.access import sees_counts
from neets.views.words import CAUSES, STEPS
from totalplace.importing.writers import csv_lines

MOST_SHOWN = 15


@require_safe
@login_required
@sees_counts
def journeys(request: HttpRequest) -> HttpResponse:
    """The commonest paths, what follows what in them, and how soon people come out."""
    let = latest(Analysis.JOURNEYS)
    context: dict[str, object] = {"let": let, "causes": CAUSES.values()}
    if let is not None:
        paths, curve = list(_paths(let)), let.result["curve"]
        context |= {
            "paths": paths[:MOST_SHOWN],
            "chart": bars((ARROW.join(path), people) for path, people in paths[:MOST_SHOWN]),
            "follows": follows(paths)[:MOST_SHOWN],
            "curve": [(row["month"], [_percent(row[cause]) for cause in CAUSES], row["counted"]) for row in curve],
            "half_year": next((_percent(row["eet"]) for row in curve if row["month"] == 6), None),
            "others": let.result["others"],
        }
    return render(request, "neets/journeys/page.html", context)


@require_safe
@login_required
@sees_counts
def journeys_csv(request: HttpRequest) -> HttpResponseBase:
    """Every path let out, as a file."""
    rows = [(ARROW.join(path), people) for path, people in _paths(_found())]
    return _file(csv_lines(("path", "people"), rows), "text/csv; charset=utf-8", "journeys.csv")


@require_safe
@login_required
@sees_counts
def journeys_xes(request: HttpRequest) -> HttpResponseBase:
    """A log for process-mining tools, made of the paths let out: no case of it is a person."""
    return _file(xes.xes(safe_log.cases(_paths(_found())), "Journeys"), "application/xml", "journeys.xes")


@require_safe
@login_required
@sees_counts
def journeys_ocel(request: HttpRequest) -> HttpResponseBase:
    """The same as an object-centric log, OCEL 2.0 in JSON."""
    return _file(ocel.from_cases(list(safe_log.cases(_paths(_found())))), "application/json", "journeys.json")


def _found() -> Let:
    let = latest(Analysis.JOURNEYS)
    if let is None:
        raise Http404("Nothing has been let out yet. Journeys are counted once a month.")
    return let


def _paths(let: Let) -> Iterator[tuple[tuple[str, ...], int]]:
    """The paths in words, commonest first."""
    for path, people in let.result["paths"]:
        yield tuple(STEPS[step] for step in path), people


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.0%}"


def _file(pieces: Iterable[str], content_type: str, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
