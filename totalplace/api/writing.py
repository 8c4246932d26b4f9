"""What resources that are written share: how a body is read, and how a write is told of in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from totalplace.api import schema
from totalplace.models import Organisation


def only_known(data: Any, fields: Any) -> None:
    """Raise ValidationError that names each member of an object that is none of `fields`."""
    if isinstance(data, dict) and (unknown := sorted(set(data) - set(fields))):
        words = f"There is no field of this name here. There are: {', '.join(fields)}."
        raise serializers.ValidationError({name: [words] for name in unknown})


class Body(serializers.ModelSerializer):
    """An object of which every member is known; those left out stay as they are."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        only_known(data, self.fields)
        # What is not known is null in answers, and "" in the register where it is a text.
        return super().to_internal_value(
            {name: "" if value is None and self._is_text(name) else value for name, value in data.items()}
        )

    def _is_text(self, name: str) -> bool:
        field = self.fields[name]
        return isinstance(field, serializers.CharField | serializers.ChoiceField) and getattr(
            field, "allow_blank", False
        )


class BodyCode(serializers.CharField):
    """The code of a body."""

    def to_internal_value(self, data: Any) -> Any:
        code = super().to_internal_value(data)
        found = Organisation.objects.filter(code=code).first()
        if found is None:
            raise serializers.ValidationError(
                f"There is no body with the code {code[:20]}. See /api/v1/organisations/."
            )
        return found


def read(
    kind: type[serializers.BaseSerializer], sent: Any, *, partial: bool = False, user: Any = None
) -> dict[str, Any]:
    """Column → value of what was sent; ValidationError that names each field. `user` sees what codes may name."""
    body = kind(data=sent, partial=partial, context={"user": user})
    body.is_valid(raise_exception=True)
    values = dict(body.validated_data)
    if "organisation" in values:
        values["organisation_id"] = values.pop("organisation").pk
    return values


def describe_write(
    body: Any, good: dict[str, Any], *, is_whole: bool = True, conditional: bool = True
) -> dict[str, Any]:
    """The operation of a write, for the OpenAPI document."""
    parameters = [schema.REASON, *([schema.IF_MATCH] if conditional else [])]
    sent = {"body": schema.body_of(body, is_whole=is_whole)} if body else {}
    return {"parameters": parameters, "responses": schema.answers(good, schema.REFUSALS_OF_WRITES), **sent}
