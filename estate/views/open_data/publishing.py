"""Where a body decides: what would be public of its estate, and the switch. For those who may edit that estate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from estate.choices import CLOSED_STATUSES
from estate.forms.open_data import PublishForm, WithdrawForm
from estate.models import OpenDataPublication
from estate.querysets.open_data_columns import COLUMNS
from estate.selectors.open_data import rows_now
from estate.selectors.open_data_copy import first_rows, said_of
from estate.selectors.open_data_preview import Preview, preview_of, publication_for_editing
from estate.services import open_data as services
from estate.views.open_data.public import left_out
from totalplace.models import Organisation
from totalplace.permissions import Action, may
from totalplace.selectors.history import history_of
from totalplace.versioning import StaleRecord
from totalplace.views.records import tell

ROWS_SHOWN = 10
# Where the list shows what is withheld. What makes a site sensitive is no filter.
LISTED = {"refuge": "use=refuge", "housing": "use=housing", "closed": f"status={','.join(CLOSED_STATUSES)}"}


def body_or_404(request: HttpRequest, code: str) -> Organisation:
    """The body, for those who may edit its estate; for others it is not there."""
    found = Organisation.objects.filter(code=code).first()
    if found is None or not may(request.user, Action.EDIT_ESTATE, found.pk):
        raise Http404("No such body")
    return found


@require_safe
@login_required
def open_data_preview(request: HttpRequest, code: str) -> HttpResponse:
    """What is or would be public of a body's estate, what is withheld, and what the Code would miss."""
    body = body_or_404(request, code)
    publication = publication_for_editing(body)
    found = preview_of(body, request.user)
    said = said_of(publication or OpenDataPublication(organisation=body), timezone.localdate())
    context = {
        "organisation": body,
        "publication": publication,
        "preview": found,
        "columns": COLUMNS,
        "rows": first_rows(rows_now(body), said, ROWS_SHOWN),
        "reasons": [(rule, count, listed(code, LISTED.get(rule.code, ""))) for rule, count in found.withheld],
        "gaps": gaps(found, code),
        "history": history_of(publication, user=request.user, limit=50) if publication else [],
        **left_out(),
    }
    return render(request, "estate/open_data/preview.html", context)


def gaps(found: Preview, code: str) -> list[tuple[str, int, str]]:
    """What published rows lack: in words, how many, and the address of their list."""
    return [
        (gap.title, count, listed(code, f"missing={gap.missing}" if gap.missing else ""))
        for gap, count in found.gaps
        if count
    ]


def listed(code: str, query: str) -> str:
    """The list of a body's properties by that filter; "" where there is none for it."""
    return f"{reverse('property_list')}?organisation={code}&{query}" if query else ""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_data_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Say what becomes public, and publish it; or change what is said with it."""
    body = body_or_404(request, code)
    there = publication_for_editing(body)
    initial = (
        {"contact": there.contact, "organisation_uri": there.organisation_uri, "version": there.version}
        if there
        else {}
    )
    form = PublishForm(request.POST or None, initial=initial)
    if _done(request, form, body, services.publish):
        messages.success(request, f"The land and building assets of {body.name} are open data.")
        return redirect("open_data_body", code)
    context = {"organisation": body, "publication": there, "preview": preview_of(body, request.user)}
    return _asked(request, "publish", form, **context, **left_out())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def open_data_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Say what goes, and take it off the public pages."""
    body = body_or_404(request, code)
    there = publication_for_editing(body)
    if there is None or not there.is_published:
        messages.info(request, f"{body.name} does not publish open data.")
        return redirect("open_data_preview", code)
    form = WithdrawForm(request.POST or None, initial={"version": there.version})
    if _done(request, form, body, services.withdraw):
        messages.success(request, f"The land and building assets of {body.name} are open data no longer.")
        return redirect("open_data_preview", code)
    return _asked(request, "withdraw", form, organisation=body)


def _done(request: HttpRequest, form: Form, body: Organisation, step: Callable[..., Any]) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        step(user=request.user, organisation=body, **form.cleaned_data)
    except (ValidationError, StaleRecord) as refusal:
        tell(request, form, refusal)
        return False
    return True


def _asked(request: HttpRequest, page: str, form: Form, **context: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, f"estate/open_data/{page}.html", {"form": form, **context}, status=status)
