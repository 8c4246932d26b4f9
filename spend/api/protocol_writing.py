"""Planned changes of the budget protocol, one by one, and written by programs as by pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from spend.api.access import OfSpend
from spend.api.bodies import AnswerBody, ChangeBody, DecisionBody, NewChangeBody, Plain
from spend.api.protocol import PlannedChanges
from spend.models import PlannedChange, Response
from spend.services.planned_changes import (
    PARTS,
    amend_change,
    decide,
    draft_change,
    lock_answered,
    respond,
    show_to_partners,
)
from totalplace.api import schema
from totalplace.api.base import ApiView, answer, checked, expected, in_history, reason_of, require_current, tag_of
from totalplace.api.parameters import ReadForm
from totalplace.api.writing import describe_write, read
from totalplace.db.texts import json_object
from totalplace.models import Organisation
from totalplace.versioning import StaleRecord, lock

COLUMNS = PlannedChanges.columns


def text_of(change: PlannedChange, columns: Any = COLUMNS) -> str:
    """A planned change as JSON text, with its amounts, places, effects and answers."""
    return PlannedChange.objects.filter(pk=change.pk).values_list(json_object(columns), flat=True).get()


def as_change(request: Any, change: PlannedChange, columns: Any = COLUMNS, **more: Any) -> HttpResponse:
    """A planned change as it stands, with the ETag that a change sends in If-Match."""
    change.refresh_from_db()
    text = text_of(change, columns)
    return answer(request, text, tag=tag_of(change.version, text), **more)


def seen(request: Any, reference: str) -> PlannedChange:
    """The planned change; DoesNotExist for what is not there or somebody else's draft."""
    return PlannedChange.objects.visible_to(request.user).get(reference=reference)


def require_unmoved(change: PlannedChange, version: int, tag: str) -> None:
    """Raise StaleRecord unless the whole answer is as it was read: a version does not move with what belongs to it."""
    if tag != tag_of(change.version, text_of(change)):
        raise StaleRecord(change, version, change.version)


def good(status: str = "200") -> dict[str, Any]:
    """The answer that is the planned change, for the OpenAPI document."""
    content = {"application/json": {"schema": schema.object_of(COLUMNS)}}
    return {status: {"description": "It, as it stands.", "content": content}}


class PlannedChangesWritten(PlannedChanges):
    """Changes that bodies plan: drafts are for their own body and the programme team; and drafting one."""

    def post(self, request: Any) -> HttpResponse:
        """A draft. Sent again word for word within a day, it answers the one that is there."""
        values = read(NewChangeBody, request.data)
        body = Organisation.objects.get(pk=values.pop("organisation_id"))
        with in_history(request):
            made = draft_change(user=request.user, organisation=body, values=values, reason=reason_of(request))
        there = reverse("api_spend_planned_change", args=[made.reference])
        return as_change(request, made, status=201, headers={"Location": there})

    def describe(self, method: str) -> dict[str, Any]:
        if method == "get":
            return {"id": "spend_planned_changes_list"} | super().describe(method)
        told = {
            "id": "spend_planned_change_draft",
            "description": "Draft one: partners do not see it yet.",
        }
        return told | describe_write(NewChangeBody, good("201"), conditional=False)


class OnePlannedChange(OfSpend, ApiView):
    """One planned change, with what partners answer; and amending it until it is decided."""

    def get(self, request: Any, reference: str) -> HttpResponse:
        """The planned change; its ETag is what a write sends in If-Match."""
        form = ReadForm(request.GET, columns=COLUMNS)
        checked(form)
        columns = form.wanted if form.cleaned_data["fields"] else COLUMNS
        return as_change(request, seen(request, reference), columns)

    def patch(self, request: Any, reference: str) -> HttpResponse:
        """Change the fields that are sent. `amounts`, `areas` and `effects` are sent whole."""
        version, tag = expected(request)
        change, values = seen(request, reference), read(ChangeBody, request.data, partial=True)
        with in_history(request), transaction.atomic():
            locked = lock_answered(user=request.user, pk=change.pk)
            if any(name in values for name in PARTS):
                require_unmoved(locked, version, tag)
            require_current(locked, version, values)
            amend_change(user=request.user, pk=change.pk, version=version, values=values, reason=reason_of(request))
        return as_change(request, change)

    def describe(self, method: str) -> dict[str, Any]:
        if method == "get":
            parameters = schema.parameters_of(ReadForm(schema.nothing_asked(), columns=COLUMNS))
            told = {"id": "spend_planned_change_read", "parameters": parameters}
            return told | {"responses": schema.answers(good(), conditional=True)}
        return {"id": "spend_planned_change_amend"} | describe_write(ChangeBody, good(), is_whole=False)


class Step(OfSpend, ApiView, ABC):
    """A step of the protocol, at the version that was read."""

    body: type[Plain] | None = None

    def post(self, request: Any, reference: str) -> HttpResponse:
        """Take it."""
        seen_at = expected(request)
        change = seen(request, reference)
        sent = read(self.body, request.data) if self.body else {}
        with in_history(request), transaction.atomic():
            self.take(request, change, seen_at, sent)
        return as_change(request, change)

    @abstractmethod
    def take(self, request: Any, change: PlannedChange, seen_at: tuple[int, str], sent: dict[str, Any]) -> None:
        """Take it, with what was sent, where the change was read at (version, tag)."""

    def describe(self, method: str) -> dict[str, Any]:
        return describe_write(self.body, good())


class Show(Step):
    """Show a draft to partners: they are told, and it cannot be made a draft again."""

    def take(self, request: Any, change: PlannedChange, seen_at: tuple[int, str], sent: dict[str, Any]) -> None:
        show_to_partners(user=request.user, pk=change.pk, version=seen_at[0], reason=reason_of(request))


class Answer(Step):
    """What a partner body answers, or its revision of that. If-Match is the ETag of the planned change."""

    body = AnswerBody

    def take(self, request: Any, change: PlannedChange, seen_at: tuple[int, str], sent: dict[str, Any]) -> None:
        body = Organisation.objects.get(pk=sent.pop("organisation_id"))
        require_unmoved(lock(PlannedChange.objects.visible_to(request.user), change.pk), *seen_at)
        there = Response.objects.filter(change=change, organisation=body).first()
        version = there.version if there else None
        respond(user=request.user, pk=change.pk, organisation=body, version=version, values=sent)


class Decide(Step):
    """Record what was decided, when and why. It may be put right later; what was planned then stays as it was."""

    body = DecisionBody

    def take(self, request: Any, change: PlannedChange, seen_at: tuple[int, str], sent: dict[str, Any]) -> None:
        require_current(lock_answered(user=request.user, pk=change.pk), seen_at[0], sent)
        decide(
            user=request.user, pk=change.pk, version=seen_at[0], decision=sent["decision"],
            decided_on=sent["decided_on"], reasons=sent["decision_reasons"],
        )  # fmt: skip


STEPS: dict[str, type[Step]] = {"show": Show, "answer": Answer, "decide": Decide}
