"""Are guarantees kept? One clock for September, January and the Young Person's."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from neets.calc.bars import bars
from neets.calc.grids import Grid, grid_rows
from neets.choices.analyses import Analysis, Ended
from neets.selectors.analyses import latest
from neets.selectors.facts import guarantee_rules
from neets.views.access import sees_counts
from neets.views.grid_files import grid_file
from neets.views.words import GUARANTEES, OUTCOMES


@require_safe
@login_required
@sees_counts
def guarantees(request: HttpRequest) -> HttpResponse:
    """What became of every guarantee owed, and the rules by which it was owed."""
    let = latest(Analysis.GUARANTEES)
    context: dict[str, object] = {"let": let, "rules": guarantee_rules()}
    if let is not None:
        grid = grid_rows(let.result["outcomes"], GUARANTEES, OUTCOMES, order=[*Ended.values])
        totals = dict(grid.total)
        context |= {
            "grid": grid,
            "chart": bars((title, people) for title, people in grid.total[:-1]),
            "in_time": totals.get(OUTCOMES[Ended.MADE]),
            "due": _due(grid),
        }
    return render(request, "neets/guarantees/page.html", context)


@require_safe
@login_required
@sees_counts
def guarantees_csv(request: HttpRequest) -> HttpResponseBase:
    """The table as a file."""
    let = latest(Analysis.GUARANTEES)
    if let is None:
        raise Http404("Nothing has been let out yet. Guarantees are counted once a month.")
    grid = grid_rows(let.result["outcomes"], GUARANTEES, OUTCOMES, order=[*Ended.values])
    return grid_file([("Guarantees owed, by what became of them", grid)], f"guarantees-{let.month:%Y-%m}.csv")


def _due(grid: Grid) -> int | None:
    """All that is due, as the counts let out add up; None where one of them is hidden."""
    counted = [people for title, people in grid.total[:-1] if title != OUTCOMES[Ended.NOT_DUE]]
    return None if None in counted or not counted else sum(people for people in counted if people is not None)
