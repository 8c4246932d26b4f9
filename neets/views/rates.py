"""Who and how many, and where: rates from the counts that disclosure control let out, and from nothing finer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from neets.calc import rate_charts
from neets.calc.lattice import OffTheLattice, Question
from neets.choices.records import Band
from neets.selectors import rates as selectors
from neets.views.access import sees_counts
from totalplace.importing.writers import csv_lines

HEADINGS = ("area", "code", "month", "young people", "NEET", "not known", "share NEET", "share NEET or not known")


def answering(level: str) -> Callable[..., Any]:
    """Hand a page the question that its address asks at a level; what is off the lattice is refused."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @require_safe
        @login_required
        @sees_counts
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponseBase:
            try:
                question = selectors.asked(request.GET.dict(), level=level)
            except OffTheLattice as refusal:
                return render(request, "neets/rates/refused.html", {"refusal": refusal}, status=400)
            return view(request, question)

        return guarded

    return decorate


@answering("county")
def who(request: HttpRequest, question: Question) -> HttpResponse:
    """How many, by each definition, and how that went month by month."""
    county = selectors.county()
    months = selectors.trend(county, question.band) if county else []
    bounds = [(month.low, month.high) for month in months if month.low is not None and month.high is not None]
    context = {
        "county": county,
        "question": question,
        "band": Band(question.band),
        "bands": Band,
        "latest": months[-1] if months else None,
        "months": months[::-1],
        "defined": selectors.by_definition(county) if county else [],
        "chart": rate_charts.trend(bounds) if len(bounds) == len(months) else None,
        "run": selectors.last_run(),
    }
    return render(request, "neets/rates/who.html", context)


@answering("county")
def who_csv(request: HttpRequest, question: Question) -> HttpResponseBase:
    """The months as a file."""
    county = selectors.county()
    return _file(selectors.trend(county, question.band) if county else [], f"neet-county-{question.band}.csv")


@answering("ward")
def where(request: HttpRequest, question: Question) -> HttpResponse:
    """Ward by ward against the county: what chance would do, and what is more than that."""
    whole = next(iter(selectors.by_area(Question(question.band, "county", question.month))), None)
    spots = selectors.spots(selectors.by_area(question), whole)
    drawn = [(each.standing, each.figure.low, each.figure.cohort) for each in spots if each.standing]
    context = {
        "question": question,
        "whole": whole,
        "spots": sorted(spots, key=lambda each: (-(each.figure.low or 0), each.figure.name)),
        "high": [each for each in spots if each.standing == "high"],
        "hidden": sum(not each.standing for each in spots),
        "chart": rate_charts.funnel(drawn, whole.low if whole else None),
        "months": selectors.months_out(question.band),
        "run": selectors.last_run(),
    }
    return render(request, "neets/rates/where.html", context)


@answering("ward")
def where_csv(request: HttpRequest, question: Question) -> HttpResponseBase:
    """The wards as a file."""
    return _file(selectors.by_area(question), f"neet-wards-{question.month:%Y-%m}.csv")


@answering("ward")
def where_layer(request: HttpRequest, question: Question) -> HttpResponse:
    """The wards coloured by their rate, for the county map."""
    return HttpResponse(selectors.layer_geojson(question), content_type="application/geo+json")


def _file(figures: Iterable[selectors.Figure], name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(csv_lines(HEADINGS, _rows(figures)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(figures: Iterable[selectors.Figure]) -> Iterator[tuple[object, ...]]:
    """Rows of a file: what is hidden is empty, as what is not known is in every file."""
    for each in figures:
        shares = ["" if share is None else f"{share:.3f}" for share in (each.low, each.high)]
        yield each.name, each.code, f"{each.month:%Y-%m}", each.cohort, each.neet, each.not_known, *shares
