"""Where do agencies duplicate? Assessments asked again, double tracking, learning at the same level again."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from neets.calc.grids import Grid, grid_rows
from neets.choices.analyses import Analysis
from neets.forms.duplication import RateForm
from neets.selectors.analyses import Let, latest
from neets.views.access import sees_counts
from neets.views.grid_files import grid_file
from neets.views.words import PAYMENTS, WAYS


@require_safe
@login_required
@sees_counts
def duplication(request: HttpRequest) -> HttpResponse:
    """Three kinds of the same work done twice; pounds once somebody says what an hour costs."""
    let, form = latest(Analysis.DUPLICATION), RateForm(request.GET or None)
    context: dict[str, object] = {"let": let, "form": form}
    if let is not None:
        context |= _tables(let) | {"cost": form.cost_of(let.result["hours_asked_again"])}
    return render(request, "neets/duplication/page.html", context, status=400 if form.errors else 200)


@require_safe
@login_required
@sees_counts
def duplication_csv(request: HttpRequest) -> HttpResponseBase:
    """The three tables as one file."""
    let = latest(Analysis.DUPLICATION)
    if let is None:
        raise Http404("Nothing has been let out yet. Duplication is counted once a month.")
    titles = {"asked": "Assessed again", "tracked": "Tracked by two at once", "levels": "Learning again"}
    tables = [(titles[name], grid) for name, grid in _tables(let).items()]
    return grid_file(tables, f"duplication-{let.month:%Y-%m}.csv")


def _tables(let: Let) -> dict[str, Grid]:
    """The tables of the page: asked again, tracked twice, levels."""
    return {
        "asked": grid_rows(let.result["asked_again"], {"total": "All"}, {}),
        "tracked": grid_rows(let.result["tracked_twice"], {"total": "All"}, {}),
        "levels": grid_rows(let.result["levels"], PAYMENTS, WAYS),
    }
