"""What would a single service save? The pilot's three tiers, with every input open to change."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from neets.calc.range_chart import range_chart
from neets.forms.savings import SavingsForm
from neets.selectors import savings as selectors
from neets.views.access import sees_counts
from totalplace.importing.writers import csv_lines

HEADINGS = ("what", "kind", "low", "central", "high", "worked", "stated by the pilot")


@require_safe
@login_required
@sees_counts
def savings(request: HttpRequest) -> HttpResponse:
    """The tiers, the published costs beside the assumption, the years, and where every figure is from."""
    form = SavingsForm.asked(request.GET)
    if not form.is_valid():
        return render(request, "neets/savings/page.html", {"form": form}, status=400)
    answer = selectors.answer(form.inputs())
    rows = [(tier.title, tier.amount.low, tier.amount.central, tier.amount.high) for tier in answer.tiers]
    context = {"form": form, "answer": answer, "chart": range_chart(rows), "query": request.GET.urlencode()}
    return render(request, "neets/savings/page.html", context)


@require_safe
@login_required
@sees_counts
def savings_csv(request: HttpRequest) -> HttpResponseBase:
    """The tiers and the years as a file, for the inputs of the address."""
    form = SavingsForm.asked(request.GET)
    if not form.is_valid():
        return render(request, "neets/savings/page.html", {"form": form}, status=400)
    lines = csv_lines(HEADINGS, _rows(selectors.answer(form.inputs())))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="single-service-savings.csv"'
    return response


def _rows(answer: selectors.Answer) -> Iterator[tuple[object, ...]]:
    for tier in answer.tiers:
        amount = tier.amount
        yield tier.title, tier.kind, amount.low, amount.central, amount.high, tier.worked, tier.stated
    for year in answer.found.years:
        saved, title = year.saved, f"Cash of year {year.year}"
        yield title, "cash", saved.low, saved.central, saved.high, f"{year.reached:.0%} reached", ""
