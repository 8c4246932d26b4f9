"""Where do agencies duplicate? Assessments asked again, double tracking, learning at the same level again."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from neets.choices.analyses import Analysis
from neets.forms.duplication import RateForm
from neets.selectors.analyses import latest
from neets.views.access import sees_counts
from neets.views.grids import grid_rows
from neets.views.words import PAYMENTS, WAYS


@require_safe
@login_required
@sees_counts
def duplication(request: HttpRequest) -> HttpResponse:
    """Three kinds of the same work done twice; pounds once somebody says what an hour costs."""
    let, form = latest(Analysis.DUPLICATION), RateForm(request.GET or None)
    context: dict[str, object] = {"let": let, "form": form}
    if let is not None:
        result = let.result
        context |= {
            "asked": grid_rows(result["asked_again"], {"total": "All"}, {}),
            "tracked": grid_rows(result["tracked_twice"], {"total": "All"}, {}),
            "levels": grid_rows(result["levels"], PAYMENTS, WAYS),
            "cost": form.cost_of(result["hours_asked_again"]),
        }
    return render(request, "neets/duplication/page.html", context, status=400 if form.errors else 200)
