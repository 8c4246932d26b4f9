"""What partners plan: the list, one change with its answers and alarms, its history, and the alarms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spend.choices import AlarmKind, ChangeStatus
from spend.forms.planned_changes import FilterForm
from spend.models import Alarm, PlannedChange, Response
from spend.selectors.alarms import AlarmWords, alarm_words, alarms_seen
from spend.selectors.planned_changes import (
    Wanted,
    bodies_answered_for,
    bodies_planning,
    groups_in_words,
    in_order,
    narrowed,
    totals,
    with_sums,
    years_planned,
)
from spend.views.access import for_partners
from totalplace.importing.writers import csv_lines
from totalplace.pagination import page_links
from totalplace.permissions import Action, may
from totalplace.selectors.history import history_of

A_PAGE = 50
ALARMS_A_PAGE = 20
CHANGES_A_PAGE = 20
FILTERS = ("body", "service", "kind", "group", "year", "area", "decision")


def wanted_of(request: HttpRequest) -> tuple[FilterForm, Wanted]:
    """The filters as they were asked for; what is not on a list is told at its box, and narrows nothing."""
    user = request.user
    form = FilterForm(request.GET, bodies=bodies_planning(user), years=years_planned(user))
    form.full_clean()
    return form, Wanted(**{name: form.cleaned_data.get(name, "") for name in FILTERS})


def chosen_of(request: HttpRequest, form: FilterForm) -> list[tuple[str, str]]:
    """(words, address without it) of each filter that narrows."""
    found = []
    for name in FILTERS:
        if value := form.cleaned_data.get(name):
            query = request.GET.copy()
            query.pop(name, None)
            query.pop("page", None)
            words = dict(form.fields[name].choices)[value]  # type: ignore[attr-defined]
            found.append((f"{form.fields[name].label}: {words}", f"?{query.urlencode()}"))
    return found


def query_of(request: HttpRequest) -> str:
    """The question's own filters, for the address of its file."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


@require_safe
@for_partners
def planned_list(request: HttpRequest) -> HttpResponse:
    """What is planned."""
    form, wanted = wanted_of(request)
    found = narrowed(PlannedChange.objects.visible_to(request.user), wanted)
    pages = Paginator(in_order(with_sums(found, wanted.year)).select_related("organisation"), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form, "wanted": wanted, "chosen": chosen_of(request, form), "query": query_of(request),
        "totals": totals(found, wanted.year), "changes": page.object_list, "count": pages.count,
        "pages": page_links(request.GET, page.number, pages.num_pages),
        "may_enter": bodies_answered_for(request.user).exists(),
        "synthetic": any(change.is_synthetic for change in page.object_list),
    }  # fmt: skip
    return render(request, "spend/protocol/list.html", context, status=422 if form.errors else 200)


CSV_HEADINGS = (
    "Reference", "Body", "Title", "Service", "Kind", "Groups", "People affected", "Places", "First year", "Last year",
    "Pounds", "Decision due on", "Entered at", "Decision", "Decided on", "Reasons", "Illustrative",
)  # fmt: skip


@require_safe
@for_partners
def planned_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a file: a line for each change, as many as there are."""
    _, wanted = wanted_of(request)
    found = with_sums(narrowed(PlannedChange.objects.visible_to(request.user), wanted), wanted.year)
    found = found.select_related("organisation").prefetch_related("areas").order_by("pk")
    return csv_file("planned-changes.csv", CSV_HEADINGS, map(_csv_row, found.iterator(chunk_size=500)))


def _csv_row(change: Any) -> tuple[Any, ...]:
    return (
        change.reference, change.organisation.code, change.title, change.get_service_display(),
        change.get_kind_display(), "; ".join(groups_in_words(change.groups)), change.people_affected,
        "; ".join(area.name for area in change.areas.all()), change.first_year, change.last_year, change.pounds,
        change.decision_due_on, change.entered_at, change.get_decision_display(), change.decided_on,
        change.decision_reasons, "yes" if change.is_synthetic else "no",
    )  # fmt: skip


def csv_file(name: str, headings: Any, rows: Iterator[Any]) -> HttpResponseBase:
    """A file that is sent line by line."""
    lines = (line.encode() for line in csv_lines(headings, rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def seen_or_404(request: HttpRequest, reference: str) -> PlannedChange:
    """The planned change, for one who may see it: another body's draft and what is not there answer alike."""
    seen = PlannedChange.objects.visible_to(request.user).select_related("organisation")
    if (change := seen.filter(reference=reference).first()) is None:
        raise Http404("No such planned change")
    return change


@require_safe
@for_partners
def planned_change(request: HttpRequest, reference: str) -> HttpResponse:
    """One planned change: what, where, to whom, what partners answer, which alarms, what was decided."""
    change = seen_or_404(request, reference)
    answers = Response.objects.visible_to(request.user).filter(change=change).select_related("organisation")
    standing = alarm_words(Alarm.objects.visible_to(request.user).standing().filter(changes=change))
    mine = may(request.user, Action.ANSWER_FOR_SPEND, change.organisation_id)
    others = bodies_answered_for(request.user).exclude(pk=change.organisation_id).exists()
    context = {
        "change": change, "groups": groups_in_words(change.groups), "amounts": change.amounts.all(),
        "areas": change.areas.all(), "effects": change.effects.select_related("organisation"),
        "answers": answers, "alarms": standing, "is_draft": change.status == ChangeStatus.DRAFT,
        "notices": change.notices.select_related("organisation"), "may_edit": mine, "may_answer": others,
        "synthetic": change.is_synthetic,
    }  # fmt: skip
    return render(request, "spend/protocol/change.html", context)


@require_safe
@for_partners
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Every change of it and of what belongs to it, newest first."""
    change = seen_or_404(request, reference)
    pages = Paginator(history_of(change, user=request.user, limit=None), CHANGES_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "change": change, "changes": page.object_list, "total": pages.count,
        "pages": page_links(request.GET, page.number, pages.num_pages), "synthetic": change.is_synthetic,
    }  # fmt: skip
    return render(request, "spend/protocol/history.html", context)


# --- Alarms --------------------------------------------------------------------------------------------


def _kind_asked(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in AlarmKind.values else ""


@require_safe
@for_partners
def alarms(request: HttpRequest) -> HttpResponse:
    """What partners should talk about, the soonest to be decided first."""
    kind, cleared = _kind_asked(request), request.GET.get("show") == "cleared"
    found = alarms_seen(request.user, kind=kind, cleared=cleared)
    pages = Paginator(found, ALARMS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "alarms": alarm_words(page.object_list), "count": pages.count, "kind": kind, "cleared": cleared,
        "kinds": AlarmKind.choices, "pages": page_links(request.GET, page.number, pages.num_pages),
        "query": query_of(request), "may_rule": may(request.user, Action.EDIT_SPEND),
    }  # fmt: skip
    return render(request, "spend/protocol/alarms.html", context)


ALARM_HEADINGS = (
    "Alarm", "Kind", "What", "Changes", "Bodies", "Partner", "Places", "Groups", "First year", "Last year", "Pounds",
    "Pounds there", "People at least", "People at most", "First decision due on", "First seen at", "Cleared at",
)  # fmt: skip


@require_safe
@for_partners
def alarms_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    found = alarms_seen(request.user, kind=_kind_asked(request), cleared=request.GET.get("show") == "cleared")
    return csv_file("protocol-alarms.csv", ALARM_HEADINGS, map(_alarm_row, alarm_words(found)))


def _alarm_row(words: AlarmWords) -> tuple[Any, ...]:
    alarm = words.alarm
    return (
        alarm.pk, alarm.get_kind_display(), words.sentence, "; ".join(each.reference for each in words.changes),
        "; ".join(words.bodies), alarm.partner.code if alarm.partner else "", "; ".join(words.places),
        "; ".join(words.groups), alarm.first_year, alarm.last_year, alarm.amount, alarm.amount_there,
        alarm.people_least, alarm.people_most, alarm.decide_by, alarm.first_seen_at, alarm.cleared_at,
    )  # fmt: skip
