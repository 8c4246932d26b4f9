"""The pages of a data steward: who looked, who said no, a person's own copy, who a pseudonym is, how long it stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from neets.choices.records import IdentificationAnswer, Purpose
from neets.forms.stewardship import AnswerIdentityForm, AskIdentityForm, CopyForm, LooksForm, OptOutForm
from neets.models import AccessLog, Identification, OptOut
from neets.querysets.row_security import opened
from neets.selectors.lawful_basis import entries
from neets.selectors.looks import Narrowed, looks_of
from neets.services import retention as keeping
from neets.services.stewardship import (
    answer_identity,
    as_lines,
    ask_identity,
    enter_opt_out,
    identity_of,
    subject_copy,
    withdraw_opt_out,
)
from totalplace.importing.writers import csv_lines
from totalplace.pagination import page_links
from totalplace.permissions import Action, may, require
from totalplace.views.editing import tell

View = Callable[..., HttpResponseBase]
A_PAGE = 50
editing = require_http_methods(["GET", "HEAD", "POST"])


def whoever_may(action: Action) -> Callable[[View], View]:
    """Let only those whose roles allow `action` open this page."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request.user, action)
            return view(request, *args, **kwargs)

        return guarded

    return guard


@require_safe
@whoever_may(Action.AUDIT_NEETS)
def front(request: HttpRequest) -> HttpResponse:
    """What a steward does here, with what stands open."""
    waiting = Identification.objects.filter(answer="")
    context = {
        "refused": AccessLog.objects.filter(looked_at="refused").count(), "looks": AccessLog.objects.count(),
        "waiting": waiting.exclude(asked_by=request.user).count(), "keeps": may(request.user, Action.KEEP_NEETS),
    }  # fmt: skip
    return render(request, "neets/steward/front.html", context)


# --- Who looked --------------------------------------------------------------------------------------------


def _asked(request: HttpRequest) -> tuple[LooksForm, Narrowed]:
    form = LooksForm(request.GET)
    return form, Narrowed(**form.cleaned_data) if form.is_valid() else Narrowed()


@require_safe
@whoever_may(Action.AUDIT_NEETS)
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at whom, why and when, the newest first."""
    form, wanted = _asked(request)
    pages = Paginator(looks_of(request.user, wanted), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form, "rows": page.object_list, "count": pages.count, "query": query.urlencode(),
        "pages": page_links(request.GET, page.number, pages.num_pages), "chosen": _chosen(request, form),
    }  # fmt: skip
    return render(request, "neets/steward/looks.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, form: LooksForm) -> list[tuple[str, str]]:
    found = []
    for name, field in form.fields.items():
        if given := form.cleaned_data.get(name):
            query = request.GET.copy()
            query.pop(name)
            query.pop("page", None)
            words = dict(getattr(field, "choices", ())).get(given, given)
            found.append((f"{field.label}: {words}", f"?{query.urlencode()}"))
    return found


HEADINGS = ("At", "Who", "Agency", "Looked at", "Pseudonym", "Reason", "Second person")


@require_safe
@whoever_may(Action.AUDIT_NEETS)
def looks_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    _, wanted = _asked(request)
    rows = looks_of(request.user, wanted).iterator(chunk_size=500)
    return _csv("who-looked.csv", HEADINGS, map(_line, rows))


def _line(look: AccessLog) -> tuple[Any, ...]:
    return (
        look.at, look.user.username, look.agency.code if look.agency else "", look.get_looked_at_display(),
        look.pseudonym, look.reason, look.second_person.username if look.second_person else "",
    )  # fmt: skip


def _csv(name: str, headings: Any, rows: Iterator[Any]) -> HttpResponseBase:
    lines = (line.encode() for line in csv_lines(headings, rows))
    return _file(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), name)


def _file(response: Any, name: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- Who said no -------------------------------------------------------------------------------------------


@editing
@whoever_may(Action.KEEP_NEETS)
def opt_outs(request: HttpRequest) -> HttpResponse:
    """Who said no to what, and entering it."""
    form = OptOutForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            enter_opt_out(user=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, "Entered. From now on counts and pages honour it.")
            return redirect("neet_opt_outs")
    with opened(Purpose.STEWARDSHIP):
        pages = Paginator(OptOut.objects.select_related("person").order_by("-on", "-pk"), A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        rows = list(page.object_list)
    context = {
        "form": form, "rows": rows, "count": pages.count,
        "pages": page_links(request.GET, page.number, pages.num_pages),
    }  # fmt: skip
    return render(request, "neets/steward/opt_outs.html", context, status=422 if form.errors else 200)


@require_POST
@whoever_may(Action.KEEP_NEETS)
def opt_out_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that she changed her mind."""
    try:
        withdraw_opt_out(user=request.user, pk=pk)
    except OptOut.DoesNotExist as gone:
        raise Http404("No such opt-out") from gone
    messages.success(request, "Withdrawn from today.")
    return redirect("neet_opt_outs")


# --- A copy for the person herself -------------------------------------------------------------------------


@editing
@whoever_may(Action.KEEP_NEETS)
def copy(request: HttpRequest) -> HttpResponseBase:
    """All that is held of one pseudonym, as a file."""
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            held = subject_copy(user=request.user, pseudonym=given["pseudonym"], reason=given["reason"])
        except ValidationError as refusal:
            tell(form, refusal)
        else:
            name = f"held-of-{given['pseudonym'].strip()[:8].lower()}"
            if given["form"] == "csv":
                return _csv(f"{name}.csv", ("Table", "Row", "Detail", "What is held"), iter(as_lines(held)))
            text = json.dumps({"made_at": timezone.now().isoformat(), "held": held}, indent=1, ensure_ascii=False)
            return _file(HttpResponse(text, content_type="application/json"), f"{name}.json")
    return render(request, "neets/steward/copy.html", {"form": form}, status=422 if form.errors else 200)


# --- Who a pseudonym is ------------------------------------------------------------------------------------


@editing
@whoever_may(Action.AUDIT_NEETS)
def identities(request: HttpRequest) -> HttpResponse:
    """Requests to be told who a pseudonym is, and asking."""
    asks = may(request.user, Action.KEEP_NEETS)
    form = AskIdentityForm(request.POST if request.method == "POST" else None) if asks else None
    if request.method == "POST":
        require(request.user, Action.KEEP_NEETS)
        if form is not None and form.is_valid():
            try:
                made = ask_identity(user=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                tell(form, refusal)
            else:
                messages.success(request, "Asked. A second person has to agree.")
                return redirect("neet_identity", made.pk)
    pages = Paginator(Identification.objects.select_related("asked_by", "answered_by"), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form, "rows": page.object_list, "count": pages.count,
        "pages": page_links(request.GET, page.number, pages.num_pages),
    }  # fmt: skip
    return render(request, "neets/steward/identities.html", context, status=422 if form and form.errors else 200)


@editing
@whoever_may(Action.AUDIT_NEETS)
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: the second person answers it; agreed to, whoever asked is told, once for each time she asks."""
    asked = Identification.objects.select_related("asked_by", "answered_by").filter(pk=pk).first()
    if asked is None:
        raise Http404("No such request")
    mine = asked.asked_by_id == request.user.pk
    posted = request.POST if request.method == "POST" else None
    form = None if mine or asked.answer else AnswerIdentityForm(posted)
    if form is not None and form.is_valid() and _answered(request, pk, form):
        return redirect("neet_identity", pk)
    context = {
        "asked": asked, "form": form, "mine": mine,
        "told": identity_of(user=request.user, pk=pk) if posted is not None and mine else None,
        "may_see": mine and asked.answer == IdentificationAnswer.AGREED,
    }  # fmt: skip
    return render(request, "neets/steward/identity.html", context, status=422 if form and form.errors else 200)


def _answered(request: HttpRequest, pk: int, form: AnswerIdentityForm) -> bool:
    try:
        answer_identity(user=request.user, pk=pk, answer=form.cleaned_data["answer"])
    except ValidationError as refusal:
        tell(form, refusal)
        return False
    messages.success(request, "Answered.")
    return True


# --- How long, and by what right ---------------------------------------------------------------------------


@require_safe
@whoever_may(Action.AUDIT_NEETS)
def retention(request: HttpRequest) -> HttpResponse:
    """What the next run would archive and delete."""
    today = timezone.localdate()
    return render(request, "neets/steward/retention.html", {"due": keeping.due(today), "today": today})


@require_safe
@whoever_may(Action.VIEW_NEET_COUNTS)
def lawful_basis(request: HttpRequest) -> HttpResponse:
    """By what right each field is kept, for what and how long."""
    return render(request, "neets/steward/lawful_basis.html", {"entries": entries()})
