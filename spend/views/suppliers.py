"""Suppliers: who is paid by several bodies, and what one of them is paid by whom and when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from spend.forms.payments import SuppliersForm
from spend.models import Supplier
from spend.selectors import payments, suppliers
from spend.selectors.payments import Wanted
from spend.selectors.suppliers import PAGE_SIZE
from spend.views.answer import Chart
from spend.views.payments import refused
from totalplace.calc.charts.strips import Figure, bars
from totalplace.importing.writers import csv_lines
from totalplace.permissions import Action, may
from totalplace.templatetags.formats import money_short

CHARTED = 10
SEVERAL = 2
MOST_PAID = "The most paid of those whom several bodies pay"
HEADINGS = ("Supplier", "Bodies", "Payments", "Amount (£)", "Paid by")


@require_safe
def supplier_list(request: HttpRequest) -> HttpResponse:
    """Who is paid by several bodies: a sentence, a chart of the most paid, a page of the table."""
    form = SuppliersForm(request.GET)
    if problems := form.problems():
        return refused(request, problems, reverse("supplier_list"))
    data = form.cleaned_data
    asked = {"words": data["q"].strip(), "least": data["bodies"] or SEVERAL}
    sort, number = data["sort"] or "bodies", data["page"] or 1
    lines = suppliers.suppliers(request.user, **asked, sort=sort, number=number)
    top = suppliers.suppliers(request.user, least=SEVERAL, sort="amount")[:CHARTED]
    context = {
        "lines": lines[:PAGE_SIZE],
        "least": asked["least"], "words": asked["words"], "sort": sort,
        "shared": suppliers.shared(request.user),
        "chart": _chart(MOST_PAID, [(line.name, line.amount) for line in top]),
        "next_url": _page(request, number + 1) if len(lines) > PAGE_SIZE else "",
        "previous_url": _page(request, number - 1) if number > 1 else "",
        "to_review": sum(suppliers.merge_counts().values()) if may(request.user, Action.EDIT_SPEND) else 0,
        "csv_url": f"{reverse('supplier_csv')}?{_query(request, page=None)}",
    }  # fmt: skip
    return render(request, "spend/suppliers/list.html", context)


@require_safe
def supplier_csv(request: HttpRequest) -> HttpResponseBase:
    """Every supplier that is asked for, as CSV."""
    form = SuppliersForm(request.GET)
    if problems := form.problems():
        return refused(request, problems, reverse("supplier_list"))
    data = form.cleaned_data
    lines = suppliers.every_supplier(
        request.user, words=data["q"].strip(), least=data["bodies"] or SEVERAL, sort=data["sort"] or "bodies"
    )
    rows = ((line.name, line.bodies, line.payments, line.amount, "; ".join(line.body_names)) for line in lines)
    headers = {"Content-Disposition": 'attachment; filename="suppliers.csv"'}
    return HttpResponse("".join(csv_lines(HEADINGS, rows)), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def supplier(request: HttpRequest, pk: int) -> HttpResponse:
    """What one supplier is paid, by whom and month by month, and its latest payments."""
    found = get_object_or_404(Supplier.objects.visible_to(request.user), pk=pk)
    paid_by = suppliers.paid_by(request.user, found)
    months = suppliers.paid_in(request.user, found)
    context = {
        "supplier": found,
        "paid_by": paid_by,
        "months": months,
        "amount": sum((each.amount for each in paid_by), Decimal(0)),
        "number": sum(each.payments for each in paid_by),
        "names": suppliers.names_of(found),
        "chart": _chart("What each body has paid", [(each.name, each.amount) for each in paid_by]),
        "payments": payments.page(request.user, Wanted(supplier=found.pk), None, 10),
        "list_url": f"{reverse('payment_list')}?supplier={found.pk}",
    }
    return render(request, "spend/suppliers/supplier.html", context)


def _chart(title: str, amounts: list[tuple[str, Decimal]]) -> Chart | None:
    """The amounts in pounds as bars; None without any."""
    if not amounts:
        return None
    figures = [Figure(name, money_short(amount), amount) for name, amount in amounts]
    return Chart(title=title, reading=f"{amounts[0][0]} comes first, with {figures[0].words}.", strips=bars(figures))


def _query(request: HttpRequest, **more: Any) -> str:
    asked = {name: value for name, value in request.GET.items() if value} | more
    return urlencode({name: value for name, value in asked.items() if value})


def _page(request: HttpRequest, number: int) -> str:
    return f"?{_query(request, page=number)}"
