"""What belongs to a property: leases, occupations, costs, valuations and energy, read and written alike."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse

from estate.api.access import OfEstate, visible_property
from estate.api.bodies import BELONGINGS as BODIES
from estate.selectors.rows import BELONGINGS
from estate.services.belongings import KINDS, PARTS, add_belonging, edit_belonging, remove_belonging
from estate.services.editing import lock_editable
from totalplace.api import schema
from totalplace.api.base import ApiView, answer, checked, expected, in_history, reason_of, require_current, tag_of
from totalplace.api.lists import ListView
from totalplace.api.parameters import ReadForm
from totalplace.api.writing import describe_write, read
from totalplace.db.texts import json_object
from totalplace.selectors.keyset import Sort
from totalplace.versioning import StaleRecord


def text_of(kind: str, pk: int) -> tuple[str, int]:
    """A record as JSON text, and its version."""
    rows = KINDS[kind].model.objects.filter(pk=pk).annotate(_text=json_object(BELONGINGS[kind]))
    return rows.values_list("_text", "version").get()


def found(request: Any, kind: str, text: str, version: int, **more: Any) -> HttpResponse:
    return answer(request, text, tag=tag_of(version, text), **more)


class Belongings(OfEstate, ListView):
    """The records of one kind that belong to a property."""

    kind = ""
    sorts = {"id": Sort("id", "Number", "id", int)}
    default_sort = "id"

    def found(self, request: Any, form: Any, filters: Any) -> QuerySet:
        prop = visible_property(request, self.kwargs["reference"])
        return KINDS[self.kind].model.objects.visible_to(request.user).filter(property=prop)

    def post(self, request: Any, reference: str) -> HttpResponse:
        """Add one. What is there word for word is not added again."""
        prop, values = visible_property(request, reference), read(BODIES[self.kind], request.data)
        with in_history(request):
            made = add_belonging(
                user=request.user, property_pk=prop.pk, kind=self.kind, values=values, reason=reason_of(request)
            ).record
        there = reverse(f"api_{self.kind}_one", args=[reference, made.pk])
        return found(request, self.kind, *text_of(self.kind, made.pk), status=201, headers={"Location": there})

    def describe(self, method: str) -> dict[str, Any]:
        name = self.kind.replace("-", "_")
        if method == "get":
            return {"id": f"{name}_list"} | super().describe(method)
        content = {"application/json": {"schema": schema.object_of(BELONGINGS[self.kind])}}
        good = {"201": {"description": "It.", "content": content}}
        return {"id": f"{name}_add", "description": f"Add a {KINDS[self.kind].noun}."} | describe_write(
            BODIES[self.kind], good, conditional=False
        )


class Belonging(OfEstate, ApiView):
    """One of them."""

    kind = ""

    def _there(self, request: Any, reference: str, pk: int) -> tuple[Any, Any]:
        """The property and the record; DoesNotExist or Http404 for what is not there or hidden."""
        prop = visible_property(request, reference)
        return prop, KINDS[self.kind].model.objects.visible_to(request.user).get(pk=pk, property=prop)

    def get(self, request: Any, reference: str, pk: int) -> HttpResponse:
        """It; its ETag is what a change sends in If-Match."""
        checked(ReadForm(request.GET, columns=BELONGINGS[self.kind]))
        _, record = self._there(request, reference, pk)
        return found(request, self.kind, *text_of(self.kind, record.pk))

    def patch(self, request: Any, reference: str, pk: int) -> HttpResponse:
        """Change the fields that are sent; the others stay."""
        version, tag = expected(request)
        values = read(BODIES[self.kind], request.data, partial=True)
        prop, _ = self._there(request, reference, pk)
        with in_history(request), transaction.atomic():
            lock_editable(user=request.user, pk=prop.pk)
            self._require_current(request, prop, pk, (version, tag), values)
            edit_belonging(
                user=request.user, property_pk=prop.pk, kind=self.kind, pk=pk, version=version, values=values,
                reason=reason_of(request),
            )  # fmt: skip
        return found(request, self.kind, *text_of(self.kind, pk))

    def _require_current(self, request: Any, prop: Any, pk: int, seen: tuple[int, str], values: Any) -> None:
        """A lease's version does not move with its breaks and reviews, so for these the whole tag is compared."""
        record = KINDS[self.kind].model.objects.select_for_update(of=("self",)).get(pk=pk, property=prop)
        version, tag = seen
        require_current(record, version, {name: value for name, value in values.items() if name not in PARTS})
        if any(name in values for name in PARTS) and tag != tag_of(record.version, text_of(self.kind, pk)[0]):
            raise StaleRecord(record, version, record.version)

    def delete(self, request: Any, reference: str, pk: int) -> HttpResponse:
        """Take it away; the history keeps it."""
        version, _ = expected(request)
        prop, _ = self._there(request, reference, pk)
        with in_history(request):
            remove_belonging(
                user=request.user, property_pk=prop.pk, kind=self.kind, pk=pk, version=version,
                reason=reason_of(request),
            )  # fmt: skip
        return HttpResponse(status=204)

    def describe(self, method: str) -> dict[str, Any]:
        name, columns = self.kind.replace("-", "_"), BELONGINGS[self.kind]
        content = {"application/json": {"schema": schema.object_of(columns)}}
        good = {"200": {"description": "It.", "content": content}}
        if method == "get":
            parameters = schema.parameters_of(ReadForm(schema.nothing_asked(), columns=columns))
            return {
                "id": f"{name}_read", "parameters": parameters, "responses": schema.answers(good, conditional=True)
            }  # fmt: skip
        if method == "delete":
            return {"id": f"{name}_remove"} | describe_write(None, {"204": {"description": "Done."}})
        return {"id": f"{name}_change"} | describe_write(BODIES[self.kind], good, is_whole=False)


def of_kind(kind: str) -> tuple[type[Belongings], type[Belonging]]:
    """The two resources of a kind."""
    name = KINDS[kind].noun.title().replace(" ", "")
    words = f"The {KINDS[kind].noun}s of a property."
    many = type(f"{name}List", (Belongings,), {"kind": kind, "columns": BELONGINGS[kind], "__doc__": words})
    one = type(f"{name}One", (Belonging,), {"kind": kind, "__doc__": f"One {KINDS[kind].noun} of a property."})
    return many, one
