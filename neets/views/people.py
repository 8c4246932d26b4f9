"""A caseworker's clients, what falls due, and one young person's journey over all agencies."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from neets.choices import CURRENT_LIST, Guarantee, label_of
from neets.choices.records import OptOutScope
from neets.forms.casework import ClientsForm, ReasonForm
from neets.models import AccessLog, YoungPerson
from neets.querysets.row_security import casework
from neets.selectors.clients import A_PAGE, DUE_WITHIN_DAYS, Due, Listed, Wanted, clients_of, due_of
from neets.selectors.journey import journey_of
from neets.services.looking import is_open, note_refused, open_journey
from totalplace.pagination import page_links
from totalplace.permissions import Action, require
from totalplace.views.editing import tell

View = Callable[..., HttpResponse]
editing = require_http_methods(["GET", "HEAD", "POST"])


def for_caseworkers(view: View) -> View:
    """Let only caseworkers open this page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request.user, Action.VIEW_JOURNEY)
        return view(request, *args, **kwargs)

    return guarded


def client_or_404(request: HttpRequest, pk: int) -> YoungPerson:
    """Her agency's client. Another agency's answers as nobody does, and the try is noted for the data steward."""
    with casework(request.user):
        person = YoungPerson.objects.visible_to(request.user).select_related("home").filter(pk=pk).first()
    if person is None:
        note_refused(user=request.user, person_id=pk)
        raise Http404("No such client")
    return person


def of_open_record(view: Callable[..., HttpResponse]) -> View:
    """A page of one client: `view(request, person, journey)`. Where she has not said why, she is asked first."""

    @for_caseworkers
    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        person = client_or_404(request, pk)
        look = is_open(user=request.user, pseudonym=person.pseudonym, saving=request.method == "POST")
        if look is None:
            return redirect("neet_person", person.pk)
        return view(request, person, look, **kwargs)

    return guarded


@require_safe
@for_caseworkers
def clients(request: HttpRequest) -> HttpResponse:
    """Her agency's clients, those longest without contact first."""
    form, today = ClientsForm(request.GET), timezone.localdate()
    is_good = form.is_valid()
    given = form.cleaned_data
    wanted = Wanted(**given) if is_good else Wanted()
    with casework(request.user):
        found, page, last = _paged(request, lambda number: clients_of(request.user, wanted, today, number))
    context = {
        "form": form, "rows": [_row(each, today) for each in found], "count": found[0].total if found else 0,
        "wanted": wanted, "pages": page_links(request.GET, page, last), "chosen": _chosen(request, form, given),
    }  # fmt: skip
    return render(request, "neets/people/list.html", context, status=200 if is_good else 422)


def _paged(request: HttpRequest, ask: Callable[[int], list[Any]]) -> tuple[list[Any], int, int]:
    """The rows of the page that was asked for, its number and the last; of a page that is not there, the first."""
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and 0 < len(asked) < 7 and int(asked) else 1
    found = ask(number)
    if not found and number > 1:
        number, found = 1, ask(1)
    return found, number, -(-found[0].total // A_PAGE) if found else 1


def _row(person: Listed, today: datetime.date) -> dict[str, Any]:
    return {
        "person": person,
        "status": label_of(person.code, person.code_list or CURRENT_LIST) if person.code else "",
        "lapsed": person.lapses_on is not None and person.lapses_on <= today,
        "days": (today - person.reached_on).days if person.reached_on else None,
    }


def _chosen(request: HttpRequest, form: ClientsForm, given: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name, field in form.fields.items():
        if not request.GET.get(name) or not given.get(name):
            continue
        query = request.GET.copy()
        query.pop(name)
        query.pop("page", None)
        words = dict(getattr(field, "choices", ())).get(given[name], given[name])
        found.append((f"{field.label}: {words}", f"?{query.urlencode()}"))
    return found


@require_safe
@for_caseworkers
def due(request: HttpRequest) -> HttpResponse:
    """Next steps, reviews of plans and offers that are due within a fortnight, or overdue."""
    today = timezone.localdate()
    with casework(request.user):
        found, page, last = _paged(request, lambda number: due_of(request.user, today, number))
    context = {
        "rows": [_due_row(each, today) for each in found], "count": found[0].total if found else 0,
        "within": DUE_WITHIN_DAYS, "pages": page_links(request.GET, page, last),
    }  # fmt: skip
    return render(request, "neets/people/due.html", context)


def _due_row(row: Due, today: datetime.date) -> dict[str, Any]:
    what = {"step": row.words, "review": "Look at the action plan again"}.get(row.kind)
    return {"row": row, "what": what or f"Offer owed: {Guarantee(row.words).label}", "overdue": row.on_day < today}


@editing
@for_caseworkers
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Why is it opened? Then, for an hour, the journey."""
    client = client_or_404(request, pk)
    look = is_open(user=request.user, pseudonym=client.pseudonym)
    if request.method != "POST" and look is not None:
        return _journey(request, client, look)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            open_journey(user=request.user, person_id=client.pk, reason=form.words())
        except ValidationError as refusal:
            tell(form, refusal)
        else:
            return redirect("neet_person", client.pk)
    status = 422 if form.errors else 200
    return render(request, "neets/people/why.html", {"person": client, "form": form}, status=status)


def _journey(request: HttpRequest, client: YoungPerson, look: AccessLog) -> HttpResponse:
    with casework(request.user):
        journey = journey_of(request.user, client, timezone.localdate())
    kept = any(each.scope in (OptOutScope.SHARING, OptOutScope.ALL) for each in journey.said_no)
    context = {
        "person": client, "journey": journey, "look": look, "kept_apart": kept, "today": timezone.localdate(),
        "list_url": reverse("neet_people"),
    }  # fmt: skip
    return render(request, "neets/people/person.html", context)
