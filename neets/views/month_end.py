"""What are they like, is there enough for them, what does each strand reach, who knows of them: at a month's end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from neets.choices.analyses import Analysis
from neets.selectors.analyses import Let, latest
from neets.selectors.month_end_answers import Answer, agencies, like, provision, strands
from neets.views.access import sees_counts
from neets.views.grid_files import grid_file
from totalplace.calc.charts.strips import bars
from totalplace.templatetags import formats

# (analysis, question, name of the file's address, name of the file)
PAGES: dict[str, tuple[Analysis, str, Callable[[Let], Answer]]] = {
    "neet_like": (Analysis.SEGMENTS, "What are they like?", like),
    "neet_provision": (Analysis.PROVISION, "Is there enough for them?", provision),
    "neet_strands": (Analysis.STRANDS, "What does each strand cost and reach?", strands),
    "neet_agencies": (Analysis.AGENCIES, "What do agencies not know?", agencies),
}


@require_safe
@login_required
@sees_counts
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages."""
    analysis, question, answered = PAGES[name]
    let = latest(analysis)
    context: dict[str, Any] = {"question": question, "let": let, "file": reverse(f"{name}_csv")}
    if let is not None:
        answer = answered(let)
        context["answer"] = answer
        context["chart"] = {
            "title": answer.chart,
            "reading": f"As of {formats.date(let.until)}.",
            "strips": bars(answer.figures),
        }
    return render(request, "neets/month_end.html", context)


@require_safe
@login_required
@sees_counts
def page_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The counts of one of the pages as a file."""
    analysis, _, answered = PAGES[name]
    let = latest(analysis)
    if let is None:
        raise Http404("Nothing has been let out yet. Figures are made once a month.")
    tables = [(table.title, table.grid) for table in answered(let).tables]
    return grid_file(tables, f"{analysis.value}-{let.month:%Y-%m}.csv")
