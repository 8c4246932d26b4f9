"""The cumulative effect of what partners plan: a matrix by place, group, service or body and by year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spend.selectors.protocol_sums import DIMENSIONS, Matrix, Row, matrix
from spend.views.access import for_partners
from spend.views.answer import Chart
from spend.views.protocol import chosen_of, csv_file, query_of, wanted_of
from totalplace.calc.charts.strips import Figure, both_sides
from totalplace.templatetags.formats import money_short

DRAWN = 15
TITLES = {
    "area": "What do our plans come to in each place?",
    "group": "What do our plans come to for each group?",
    "service": "What do our plans come to in each service?",
    "body": "What does each body plan?",
}


def _by(request: HttpRequest) -> str:
    by = request.GET.get("by", "area")
    return by if by in DIMENSIONS else "area"


@require_safe
@for_partners
def together(request: HttpRequest) -> HttpResponse:
    """One question in one sentence, one chart, one table, one file."""
    form, wanted = wanted_of(request)
    by = _by(request)
    found = matrix(request.user, by, wanted)
    context = {
        "form": form, "wanted": wanted, "chosen": chosen_of(request, form), "query": query_of(request), "by": by,
        "title": TITLES[by], "dimension": _dimension(found, wanted.area), "matrix": found, "most": _most(found),
        "place": dict(form.fields["area"].choices).get(wanted.area, ""),  # type: ignore[attr-defined]
        "chart": _chart(found),
        "ways": [(key, words, _address(request, key)) for key, words in DIMENSIONS.items()],
    }  # fmt: skip
    return render(request, "spend/protocol/together.html", context, status=422 if form.errors else 200)


@require_safe
@for_partners
def together_csv(request: HttpRequest) -> HttpResponseBase:
    """The table as a file, in pounds and pence."""
    _, wanted = wanted_of(request)
    found = matrix(request.user, _by(request), wanted)
    heading = _dimension(found, wanted.area).capitalize()
    headings = ("Code", heading, *found.years, "All years", "Less", "More", "Changes")
    rows = (
        (row.key, row.label, *(round(cell, 2) for cell in row.cells), round(row.net, 2), round(row.less, 2),
         round(row.more, 2), row.changes)
        for row in [*found.rows, found.whole]
    )  # fmt: skip
    return csv_file(f"planned-changes-by-{found.by}.csv", headings, rows)


def _dimension(found: Matrix, area: str) -> str:
    if found.by == "area":
        return "ward" if area else "district"
    return DIMENSIONS[found.by]


def _most(found: Matrix) -> Any:
    """The row in which most is taken away; None where nothing is."""
    most = min(found.rows, key=lambda row: row.less, default=None)
    return most if most is not None and most.less < 0 else None


def _chart(found: Matrix) -> Chart | None:
    """What is taken out and put in, of the most changed; None where nothing is."""
    shown = [row for row in found.rows[:DRAWN] if row.less or row.more]
    if not shown:
        return None
    left = len(found.rows) - len(shown)
    return Chart(
        title="Taken out of budgets, to the left, and put in, to the right",
        reading=f"The {len(shown)} most changed of {len(found.rows)}." if left else "",
        strips=both_sides([Figure(row.label, _in_words(row), row.less, row.more) for row in shown]),
    )


def _in_words(row: Row) -> str:
    return " and ".join(
        f"{'+' if pounds > 0 else ''}{money_short(pounds)}" for pounds in (row.less, row.more) if pounds
    )


def _address(request: HttpRequest, by: str) -> str:
    query = request.GET.copy()
    query["by"] = by
    return f"?{query.urlencode()}"
