"""Entering a planned change, amending and showing it to partners, answering one, recording a decision, the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spend.forms.planned_changes import AnswerForm, ChangeForm, DecisionForm, RulesForm, as_opened
from spend.models import PlannedChange, Response
from spend.selectors.planned_changes import bodies_answered_for
from spend.services.planned_changes import (
    amend_change,
    decide,
    draft_change,
    parts_of,
    respond,
    set_rules,
    show_to_partners,
)
from spend.services.protocol import rules_in_force
from spend.views.access import for_partners
from spend.views.protocol import seen_or_404
from spend.views.protocol_words import words_of
from totalplace.forms.editing import RecordForm
from totalplace.forms.records import RemoveForm
from totalplace.models import Organisation
from totalplace.permissions import Action, require
from totalplace.services.merging import Conflict, Edited
from totalplace.versioning import StaleRecord
from totalplace.views.conflicts import conflict_page
from totalplace.views.editing import answer as answer_form
from totalplace.views.editing import tell

Write = Callable[[Any, dict[str, Any]], Edited]
editing = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Page:
    """One form's page: its heading, where it leads, and what the draft of it is called."""

    title: str
    caption: str
    back: str
    draft: str
    button: str = "Save"
    synthetic: bool = False

    @property
    def saved(self) -> str:
        """The record's page, told which draft is no longer needed."""
        return f"{self.back}?saved={self.draft}"

    def show(self, request: HttpRequest, form: Any) -> HttpResponse:
        status = 422 if request.method == "POST" and form.errors else 200
        context = {"page": self, "form": form, "synthetic": self.synthetic}
        return render(request, "spend/protocol/form.html", context, status=status)


def _of(change: PlannedChange, title: str, key: str, button: str = "Save") -> Page:
    back = reverse("planned_change", args=[change.reference])
    return Page(title, f"{change.reference} · {change}", back, f"{change.reference}.{key}", button, change.is_synthetic)


def _answer(
    request: HttpRequest, page: Page, make: Callable[[Any], RecordForm], write: Write, opened: Any = None
) -> HttpResponse:
    """Show a form, or store what was sent. `opened(record)` is what the form's hidden box holds once it was changed."""

    def choose(form: RecordForm, conflict: Conflict) -> HttpResponse:
        return conflict_page(
            request, conflict, form, words=words_of(type(conflict.record)), title=page.title, cancel_url=page.back,
            replaced={"opened": opened(conflict.record)} if opened else None,
        )  # fmt: skip

    return answer_form(request, page, make, write, told=_say, conflicting=choose)


def _say(request: HttpRequest, form: RecordForm, edited: Edited) -> None:
    if edited.changed:
        messages.success(request, "Saved. Alarms are looked for anew in a moment.")
    else:
        messages.info(request, "Nothing to save: it was so already.")
    for note in form.notes():
        messages.info(request, note)


def _bodies(request: HttpRequest, *, but: int | None = None) -> list[tuple[int, str]]:
    found = list(bodies_answered_for(request.user).exclude(pk=but).values_list("pk", "name"))
    if not found:
        raise PermissionDenied("Your roles do not let you answer for the spend of any body.")
    return found


def _body(form: Any, bodies: list[tuple[int, str]]) -> Organisation:
    return Organisation.objects.get(pk=form.cleaned_data.get("organisation") or bodies[0][0])


@editing
@for_partners
def enter(request: HttpRequest) -> HttpResponse:
    """Begin a draft of a planned change."""
    bodies = _bodies(request)
    page = Page("Enter a planned change", "Budget protocol", reverse("protocol"), "BP-new", "Save as a draft")
    form = ChangeForm(request.POST or None, record=None, bodies=bodies, parts=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_change(user=request.user, organisation=_body(form, bodies), values=form.values())
        except ValidationError as refusal:
            tell(form, refusal)
        else:
            for note in form.notes():
                messages.info(request, note)
            messages.success(request, "Saved as a draft. Show it to partners when it is complete.")
            return redirect(f"{reverse('planned_change', args=[made.reference])}?saved={page.draft}")
    return page.show(request, form)


@editing
@for_partners
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Amend it."""
    change = seen_or_404(request, reference)
    require(request.user, Action.ANSWER_FOR_SPEND, change.organisation_id)
    parts = parts_of(change)

    def make(data: Any) -> ChangeForm:
        return ChangeForm(data, record=change, bodies=[], parts=parts, initial={"version": change.version})

    def write(form: Any, values: dict[str, Any]) -> Edited:
        given = form.cleaned_data
        return amend_change(
            user=request.user, pk=change.pk, version=given["version"], values=values, opened=given["opened"],
            reason=given["reason"],
        )  # fmt: skip

    page = _of(change, "Amend this planned change", "edit")
    return _answer(request, page, make, write, opened=lambda record: as_opened(parts_of(record)))


@editing
@for_partners
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask, then show it to partners: they are told, and it cannot be made a draft again."""
    change = seen_or_404(request, reference)
    require(request.user, Action.ANSWER_FOR_SPEND, change.organisation_id)
    form = RemoveForm(request.POST or None)
    problems: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            show_to_partners(user=request.user, pk=change.pk, version=form.cleaned_data["version"])
        except StaleRecord as stale:
            problems = [(str(stale), "")]
        except ValidationError as refusal:
            problems = [(words, "") for words in refusal.messages]
        else:
            messages.success(request, "Partners see it now, and those who signed the protocol are told.")
            return redirect("planned_change", reference)
    context = {"change": change, "hidden": [("version", change.version)], "problems": problems}
    return render(request, "spend/protocol/show.html", context, status=422 if problems else 200)


@editing
@for_partners
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """What a partner body says to it: its answer, which it may revise."""
    change = seen_or_404(request, reference)
    bodies = _bodies(request, but=change.organisation_id)
    # Who answers for several bodies begins an answer; its own officers revise theirs.
    there = Response.objects.filter(change=change, organisation=bodies[0][0]).first() if len(bodies) == 1 else None

    def make(data: Any) -> AnswerForm:
        return AnswerForm(data, record=there, bodies=bodies, initial={"version": there.version if there else None})

    def write(form: Any, values: dict[str, Any]) -> Edited:
        version = form.cleaned_data.get("version")
        body = _body(form, bodies)
        return respond(user=request.user, pk=change.pk, organisation=body, version=version, values=values)

    return _answer(request, _of(change, "Answer this planned change", "answer"), make, write)


@editing
@for_partners
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """What was decided, when and why."""
    change = seen_or_404(request, reference)
    require(request.user, Action.ANSWER_FOR_SPEND, change.organisation_id)

    def make(data: Any) -> DecisionForm:
        return DecisionForm(data, record=change, initial={"version": change.version})

    def write(form: Any, values: dict[str, Any]) -> Edited:
        # What she left to somebody who saved meanwhile is not among the values: it stays as it stands.
        stands = {name: values.get(name, getattr(change, name)) for name in form.values()}
        return decide(
            user=request.user, pk=change.pk, version=form.cleaned_data["version"], decision=stands["decision"],
            decided_on=stands["decided_on"], reasons=stands["decision_reasons"],
        )  # fmt: skip

    return _answer(request, _of(change, "Record the decision", "decide"), make, write)


@editing
@for_partners
def rules(request: HttpRequest) -> HttpResponse:
    """By what rules alarms are raised, for the programme team to set."""
    require(request.user, Action.EDIT_SPEND)
    setting = rules_in_force()

    def make(data: Any) -> RulesForm:
        return RulesForm(data, record=setting, initial={"version": setting.version})

    def write(form: Any, values: dict[str, Any]) -> Edited:
        return set_rules(user=request.user, version=form.cleaned_data["version"], values=values)

    page = Page("When alarms are raised", "Budget protocol", reverse("protocol_alarms"), "protocol.rules")
    return _answer(request, page, make, write)
