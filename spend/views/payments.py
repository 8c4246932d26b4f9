"""Payments: the list of them, and the list as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from spend.forms.payments import PaymentsForm
from spend.models import Supplier
from spend.selectors import payments as reads
from spend.selectors.payments import PAGE_SIZE, Position
from totalplace.importing.writers import csv_lines
from totalplace.permissions import Action, may
from totalplace.templatetags.formats import money


@require_safe
def payment_list(request: HttpRequest) -> HttpResponse:
    """A page of payments, the latest first, and what all that are asked for come to."""
    form = PaymentsForm(request.GET, user=request.user)
    if problems := form.problems():
        return refused(request, problems, reverse("payment_list"))
    found = reads.page(request.user, form.wanted, form.cleaned_data["after"], PAGE_SIZE + 1)
    context = {
        "form": form,
        "payments": found[:PAGE_SIZE],
        "next_url": _next(request, found),
        "totals": reads.totals(request.user, form.wanted),
        "chosen": _chosen(request, form),
        "csv_url": f"{reverse('payment_csv')}?{_query(request, after=None)}",
        "may_import": may(request.user, Action.ANSWER_FOR_SPEND),
    }
    return render(request, "spend/payments/list.html", context)


@require_safe
def payment_csv(request: HttpRequest) -> HttpResponseBase:
    """The payments that are asked for, as CSV."""
    form = PaymentsForm(request.GET, user=request.user)
    if problems := form.problems():
        return refused(request, problems, reverse("payment_list"))
    lines = csv_lines(reads.FILE_HEADINGS, reads.file_rows(request.user, form.wanted))
    headers = {"Content-Disposition": 'attachment; filename="payments.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def refused(request: HttpRequest, problems: list[str], url: str) -> HttpResponse:
    """The address asks for what cannot be: each reason, and the way back."""
    context = {"problems": [(words, "") for words in problems], "url": url}
    return render(request, "spend/payments/refused.html", context, status=400)


def _query(request: HttpRequest, **more: str | None) -> str:
    asked = {name: value for name, value in request.GET.items() if value} | more
    return urlencode({name: value for name, value in asked.items() if value})


def _next(request: HttpRequest, found: list[Any]) -> str:
    """The address of the page that follows; "" on the last."""
    if len(found) <= PAGE_SIZE:
        return ""
    last = found[PAGE_SIZE - 1]
    return f"?{_query(request, after=Position(last.paid_on, last.pk).token())}"


def _chosen(request: HttpRequest, form: PaymentsForm) -> list[tuple[str, str]]:
    """(words, address without it) for each filter that says something."""
    data, names = form.cleaned_data, {number: name for number, _, name in form.bodies}
    words = {
        "q": lambda value: f"Supplier: {value}",
        "body": lambda value: names[value],
        "month": lambda value: f"{value:%B %Y}",
        "minimum": lambda value: f"From {money(value)}",
        "maximum": lambda value: f"To {money(value)}",
        "supplier": lambda value: _supplier(request, value),
        "import": lambda value: f"Import {value}",
    }
    return [
        (say(data[name]), f"?{_query(request, after=None, **{name: None})}")
        for name, say in words.items()
        if data[name] not in (None, "")
    ]


def _supplier(request: HttpRequest, number: int) -> str:
    found = Supplier.objects.visible_to(request.user).filter(pk=number).first()
    return str(found) if found else f"Supplier {number}"
