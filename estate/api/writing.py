"""Writing by programs: through the services that pages use, with the same checks, conflicts and history."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from rest_framework import serializers

from estate.api.access import OfEstate, visible_property
from estate.api.bodies import OPEN_STATUSES, PropertyBody, RagBody
from estate.api.properties import OneProperty, Properties, RagAssessments, property_text
from estate.choices import CLOSED_STATUSES
from estate.models import Property, RagAssessment
from estate.selectors.rows import PROPERTY, RAG_ASSESSMENT
from estate.services.editing import add_property, close_property, edit_property, lock_editable, reopen_property
from estate.services.judgements import Judgement
from estate.services.rating import RatingConflicts, rate, withdraw
from totalplace.api import schema
from totalplace.api.base import ApiView, answer, expected, in_history, reason_of, require_current, tag_of
from totalplace.api.errors import Refused
from totalplace.api.writing import describe_write, read
from totalplace.calc.problems import Problem
from totalplace.db.texts import json_object
from totalplace.models import Organisation

NEEDS_REASON = "The reason for the change, for the history; X-Change-Reason says the same."


def wrote(request: Any, pk: int, status: int = 200) -> HttpResponse:
    """The property as it stands after a write."""
    prop = Property.objects.visible_to(request.user).filter(pk=pk).first()
    if prop is None:  # Passed on, or made sensitive, by one who may not see it so.
        return HttpResponse(status=204)
    body = property_text(prop)
    headers = {"Location": reverse("api_property", args=[prop.reference])} if status == 201 else {}
    return answer(request, body, tag=tag_of(prop.version, body), headers=headers, status=status)


def as_property(status: str = "200") -> dict[str, Any]:
    """The answer that is the property; 204 where it is out of the writer's sight."""
    content = {"application/json": {"schema": schema.object_of(PROPERTY)}}
    return {status: {"description": "It, as it stands.", "content": content}, "204": {"description": "Done."}}


class PropertiesWritten(Properties):
    """The list, and adding to it."""

    __doc__ = Properties.__doc__

    def post(self, request: Any) -> HttpResponse:
        """A new property of a body. Sent again word for word within a day, it answers the one that is there."""
        values = read(NewProperty, request.data)
        body = Organisation.objects.get(pk=values.pop("organisation_id"))
        with in_history(request):
            made = add_property(user=request.user, organisation=body, values=values, reason=reason_of(request))
        return wrote(request, made.pk, 201)

    def describe(self, method: str) -> dict[str, Any]:
        if method == "get":
            return {"id": "properties_list"} | super().describe(method)
        told = {
            "id": "property_add",
            "description": "Add a property. `organisation` is needed, and something to know it by.",
        }
        return told | describe_write(NewProperty, as_property("201"), conditional=False)


class NewProperty(PropertyBody):
    """A property's own details, of which the body is needed."""

    class Meta(PropertyBody.Meta):
        extra_kwargs = {"organisation": {"required": True}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "organisation" not in attrs:
            raise serializers.ValidationError({"organisation": "Say which body is accountable: its code."})
        return attrs


class PropertyWritten(OneProperty):
    """One property, with its point and its outline; and changing it."""

    def patch(self, request: Any, reference: str) -> HttpResponse:
        """Change the fields that are sent. To pass it to another body say why."""
        version, _ = expected(request)
        prop, values = visible_property(request, reference), read(PropertyBody, request.data, partial=True)
        with in_history(request), transaction.atomic():
            require_current(lock_editable(user=request.user, pk=prop.pk), version, values)
            edit_property(user=request.user, pk=prop.pk, version=version, values=values, reason=reason_of(request))
        return wrote(request, prop.pk)

    def describe(self, method: str) -> dict[str, Any]:
        if method == "get":
            return {"id": "property_read"} | super().describe(method)
        told = {"id": "property_change", "description": "Change the fields that are sent; the others stay."}
        return told | describe_write(PropertyBody, as_property(), is_whole=False)


class CloseBody(serializers.Serializer):
    """What became of it, when and why."""

    status = serializers.ChoiceField(choices=[str(code) for code in CLOSED_STATUSES])
    closed_on = serializers.DateField()
    closed_reason = serializers.CharField(max_length=200)


class ReopenBody(serializers.Serializer):
    """How it is used from now on, and why it is back."""

    status = serializers.ChoiceField(choices=OPEN_STATUSES)
    reason = serializers.CharField(max_length=200)


class Step(OfEstate, ApiView, ABC):
    """A step in a property's life, at the version that was read."""

    body: type[serializers.Serializer]

    def post(self, request: Any, reference: str) -> HttpResponse:
        """Do it."""
        version, _ = expected(request)
        prop, asked = visible_property(request, reference), read(self.body, request.data)
        with in_history(request), transaction.atomic():
            require_current(lock_editable(user=request.user, pk=prop.pk), version, {"status": asked["status"]})
            self.take(request, prop, version, asked)
        return wrote(request, prop.pk)

    @abstractmethod
    def take(self, request: Any, prop: Property, version: int, asked: dict[str, Any]) -> None:
        """Do it, with what was asked in the body, to the property that stands at `version`."""

    def describe(self, method: str) -> dict[str, Any]:
        return describe_write(self.body, as_property())


class Close(Step):
    """Take a property out of the running register: sold, lease ended, demolished or closed."""

    body = CloseBody

    def take(self, request: Any, prop: Property, version: int, asked: dict[str, Any]) -> None:
        close_property(
            user=request.user, pk=prop.pk, version=version, status=asked["status"], closed_on=asked["closed_on"],
            reason=asked["closed_reason"],
        )  # fmt: skip


class Reopen(Step):
    """Take a closed property back into the register."""

    body = ReopenBody

    def take(self, request: Any, prop: Property, version: int, asked: dict[str, Any]) -> None:
        reopen_property(user=request.user, pk=prop.pk, version=version, **asked)


class RagAssessmentsWritten(RagAssessments):
    """Every rating that a property ever had, the latest first; and rating it."""

    def post(self, request: Any, reference: str) -> HttpResponse:
        """Rate it. If-Match is the ETag of the property. The same rating sent twice is stored once."""
        version, _ = expected(request)
        prop, asked = visible_property(request, reference), read(RagBody, request.data)
        with in_history(request):
            made = rate(user=request.user, property_id=prop.pk, version=version, judgement=Judgement(**asked))
        rows = RagAssessment.objects.filter(pk=made.assessment.pk)
        body = rows.values_list(json_object(RAG_ASSESSMENT), flat=True).get()
        return answer(request, body, status=201)

    def describe(self, method: str) -> dict[str, Any]:
        if method == "get":
            return super().describe(method)
        content = {"application/json": {"schema": schema.object_of(RAG_ASSESSMENT)}}
        told = {"id": "property_rate", "description": "Rate it. If-Match is the ETag of the property."}
        return told | describe_write(RagBody, {"201": {"description": "The assessment.", "content": content}})


class RagWithdrawn(OfEstate, ApiView):
    """A rating, to be taken back."""

    def delete(self, request: Any, reference: str, pk: int) -> HttpResponse:
        """Take it back: what stood before it stands again. 409 when it does not stand any more."""
        prop = visible_property(request, reference)
        RagAssessment.objects.get(pk=pk, property=prop)
        try:
            with in_history(request):
                withdraw(user=request.user, assessments=[pk], reason=reason_of(request))
        except RatingConflicts:
            words = "This rating does not stand any more: another was made since, or it was taken back."
            raise Refused(Problem(409, "conflict", words)) from None
        return HttpResponse(status=204)

    def describe(self, method: str) -> dict[str, Any]:
        return {"id": "property_rating_withdraw"} | describe_write(
            None, {"204": {"description": "Done."}}, conditional=False
        )
