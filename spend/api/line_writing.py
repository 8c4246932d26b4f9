"""Lines of counts, one by one, and written by programs as by pages: the same checks, conflicts and history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from spend.api.access import OfSpend
from spend.api.bodies import LineBody, NewLineBody
from spend.api.lists import Lines
from spend.models import Line
from spend.services.lines import add_line_once, change_line, remove_line
from totalplace.api import schema
from totalplace.api.base import ApiView, answer, checked, expected, in_history, reason_of, require_current, tag_of
from totalplace.api.parameters import ReadForm
from totalplace.api.writing import describe_write, read
from totalplace.db.texts import json_object
from totalplace.permissions import Action, require

RECORDS = ("body", "funder", "source")


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, by the names of columns: a record by its number."""
    return {
        f"{name}_id" if name in RECORDS else name: (value.pk if value else None) if name in RECORDS else value
        for name, value in values.items()
    }


def as_line(request: Any, line: Line, columns: Any = Lines.columns, **more: Any) -> HttpResponse:
    """A line as it stands, with the ETag that a change sends in If-Match."""
    text = Line.objects.filter(pk=line.pk).values_list(json_object(columns), flat=True).get()
    return answer(request, text, tag=tag_of(line.version, text), **more)


def good(status: str = "200") -> dict[str, Any]:
    """The answer that is the line, for the OpenAPI document."""
    content = {"application/json": {"schema": schema.object_of(Lines.columns)}}
    return {status: {"description": "It, as it stands.", "content": content}}


class LinesWritten(Lines):
    """Lines of counts, in their source's words; and adding one."""

    def post(self, request: Any) -> HttpResponse:
        """A new line of a count. Sent again word for word within a day, it answers the one that is there."""
        require(request.user, Action.EDIT_SPEND)
        values = read(NewLineBody, request.data, user=request.user)
        count = values.pop("count")
        with in_history(request):
            made = add_line_once(user=request.user, count=count, values=columns_of(values), reason=reason_of(request))
        there = reverse("api_spend_line", args=[made.reference])
        return as_line(request, made, status=201, headers={"Location": there})

    def describe(self, method: str) -> dict[str, Any]:
        if method == "get":
            return {"id": "spend_lines_list"} | super().describe(method)
        told = {"id": "spend_line_add", "description": "Add a line to a count. Income is negative."}
        return told | describe_write(NewLineBody, good("201"), conditional=False)


class OneLine(OfSpend, ApiView):
    """One line of a count; and changing it. What it was stays in its history and can still be cited."""

    def get(self, request: Any, reference: str) -> HttpResponse:
        """The line; its ETag is what a change sends in If-Match."""
        form = ReadForm(request.GET, columns=Lines.columns)
        checked(form)
        columns = form.wanted if form.cleaned_data["fields"] else Lines.columns
        return as_line(request, self._seen(request, reference), columns)

    def patch(self, request: Any, reference: str) -> HttpResponse:
        """Change the fields that are sent; the others stay."""
        version, _ = expected(request)
        require(request.user, Action.EDIT_SPEND)
        line = self._seen(request, reference)
        values = columns_of(read(LineBody, request.data, partial=True, user=request.user))
        with in_history(request), transaction.atomic():
            require_current(Line.objects.select_for_update().get(pk=line.pk), version, values)
            change_line(user=request.user, pk=line.pk, version=version, values=values, reason=reason_of(request))
        line.refresh_from_db()
        return as_line(request, line)

    def delete(self, request: Any, reference: str) -> HttpResponse:
        """Take it out of its count; the history keeps it. Refused while pounds of it are set against another line."""
        version, _ = expected(request)
        line = self._seen(request, reference)
        with in_history(request):
            remove_line(user=request.user, pk=line.pk, version=version, reason=reason_of(request))
        return HttpResponse(status=204)

    def _seen(self, request: Any, reference: str) -> Line:
        return Line.objects.visible_to(request.user).get(reference=reference)

    def describe(self, method: str) -> dict[str, Any]:
        if method == "get":
            parameters = schema.parameters_of(ReadForm(schema.nothing_asked(), columns=Lines.columns))
            told = {"id": "spend_line_read", "parameters": parameters}
            return told | {"responses": schema.answers(good(), conditional=True)}
        if method == "delete":
            return {"id": "spend_line_remove"} | describe_write(None, {"204": {"description": "Done."}})
        return {"id": "spend_line_change"} | describe_write(LineBody, good(), is_whole=False)
