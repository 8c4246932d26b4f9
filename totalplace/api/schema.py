"""The OpenAPI document: parameters from the forms that check them, answers from the columns that are written.

What a view reads and what the document says of it are one declaration, so that neither can lie about the other.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from totalplace.api.parameters import FORMATS
from totalplace.calc.problems import MEDIA_TYPE
from totalplace.db.texts import Column

TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "json": {"type": "object"},
    "list": {"type": "array"},
}
PROBLEM = {
    "type": "object",
    "description": "Why it is refused (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Which problem it is, for programs."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, for people."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "name", "reason"],
                "properties": {
                    "in": {"type": "string", "enum": ["query", "header", "body"]},
                    "name": {"type": "string"},
                    "reason": {"type": "string"},
                    "allowed": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
REFUSALS = {
    "400": "A parameter or header is unknown or wrong; each is named.",
    "401": "No token, or one that is not good.",
    "403": "Your roles or your token do not allow it.",
    "404": "Nothing here, or nothing that you may see.",
    "405": "Not a method of this address.",
    "429": "Too many requests: wait as long as Retry-After says.",
}
REFUSALS_OF_LISTS = {"503": "As many whole sets are being sent as may be at once."}
REFUSALS_OF_WRITES = {
    "409": "Somebody else's change stands against it.",
    "412": "The record changed since you read it: both versions are named, and each field that differs.",
    "415": "The body is not application/json.",
    "422": "The body says something that is refused; each field is named.",
    "428": "If-Match is missing.",
}
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "The ETag of the record as you read it. Needed.",
}  # fmt: skip
REASON = {
    "name": "X-Change-Reason", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 200},
    "description": "Why, for the history.",
}  # fmt: skip


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names it."""

    target_class = "totalplace.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A token made on /account/tokens/."}


class Schema(AutoSchema):
    """Asks our views for their form and columns."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Any:
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None:
            return None
        described = self.described
        operation["parameters"] = [
            *(each for each in operation.get("parameters", []) if each["in"] == "path"),
            *described.get("parameters", ()),
        ]
        operation["responses"] = described["responses"]
        if body := described.get("body"):
            operation["requestBody"] = {"required": True, "content": {"application/json": body}}
        else:
            operation.pop("requestBody", None)
        return operation

    @property
    def described(self) -> dict[str, Any]:
        """What the view says of this method."""
        return self.view.describe(self.method.lower())

    def get_request_serializer(self) -> Any:
        """None: bodies are described by the view."""
        return None

    def get_response_serializers(self) -> Any:
        """None: answers are described by the view."""
        return {}

    def get_description(self) -> str:
        return self.described.get("description") or inspect.getdoc(type(self.view)) or ""

    def get_operation_id(self) -> str:
        return self.described.get("id") or super().get_operation_id().replace("_retrieve", "_read")

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").partition("/")[0]]


def parameters_of(form: forms.Form, filters: Any = None) -> list[dict[str, Any]]:
    """The query parameters that a form and a filter set take."""
    fields = dict(form.fields)
    if filters is not None:
        fields |= {name: each.field for name, each in filters.filters.items()}
    return [_parameter(name, field) for name, field in fields.items()]


def _parameter(name: str, field: forms.Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    more: dict[str, Any] = {}
    choices = [str(code) for code, _ in getattr(field, "choices", ()) if code]
    if isinstance(field, forms.MultipleChoiceField):
        items = {"type": "string"} | ({"enum": choices} if choices and name not in OPEN_LISTS else {})
        schema = {"type": "array", "items": items}
        more = {"style": "form", "explode": False}
    elif isinstance(field, forms.DecimalField):  # Which is an IntegerField to Django.
        schema = {"type": "number", "minimum": 0}
    elif isinstance(field, forms.IntegerField):
        schema = {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    elif isinstance(field, forms.DateField):
        schema = {"type": "string", "format": "date"}
    elif choices:
        schema = {"type": "string", "enum": choices}
    words = str(field.help_text or field.label or "")
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words} | more


# Codes that are this county's own: the document is the same in every county.
OPEN_LISTS = frozenset({"organisation", "district"})


def object_of(columns: Sequence[Column], *, is_whole: bool = False) -> dict[str, Any]:
    """The schema of a row. What is not known is null; `fields` may leave any of them out."""
    properties = {column.name: _value(column) for column in columns}
    return {"type": "object", "properties": properties} | ({"required": list(properties)} if is_whole else {})


def _value(column: Column) -> dict[str, Any]:
    known = TYPES[column.kind]
    if column.values:
        return {"enum": [*column.values, None], "description": column.words}
    return {**known, "type": [known["type"], "null"], "description": column.words}


def page_of(row: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    """The schema of a page."""
    link = {"type": ["string", "null"], "format": "uri"}
    properties = {
        "count": {"type": ["integer", "null"], "description": "How many there are; null by cursor."},
        "next": link,
        "previous": link,
        **(more or {}),
        "results": {"type": "array", "items": row},
    }
    return {"type": "object", "required": ["count", "next", "previous", "results"], "properties": properties}


def collection_of(row: dict[str, Any]) -> dict[str, Any]:
    """The schema of a GeoJSON FeatureCollection."""
    geometry = {"type": ["object", "null"]}
    feature = {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {"type": {"const": "Feature"}, "id": {}, "geometry": geometry, "properties": row},
    }
    return {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "crs": {"type": "object"},
            "features": {"type": "array", "items": feature},
        },
    }


def contents(formats: Iterable[str], row: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    """The media types of a list's answer."""
    schemas = {
        "json": page_of(row, more),
        "geojson": collection_of(row),
        "csv": {"type": "string"},
        "ndjson": {"type": "string"},
        "geoparquet": {"type": "string", "format": "binary"},
        "gpkg": {"type": "string", "format": "binary"},
    }
    return {FORMATS[name]: {"schema": schemas[name]} for name in formats}


def answers(good: dict[str, Any], *more: dict[str, str], conditional: bool = False) -> dict[str, Any]:
    """All the responses of an operation: what it answers, and its refusals."""
    statuses = {status for refusals in (REFUSALS, *more) for status in refusals}
    problems = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}
    unchanged = {"304": {"description": "You have it already: If-None-Match names it."}} if conditional else {}
    return dict(sorted((good | unchanged | problems).items()))


def body_of(kind: type[serializers.Serializer], *, is_whole: bool = True) -> dict[str, Any]:
    """The schema of what is sent, from the serializer that reads it."""
    properties, required = {}, []
    for name, field in kind().fields.items():
        properties[name] = _sent(field)
        if field.required and is_whole:
            required.append(name)
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"schema": schema | ({"required": required} if required else {})}


def _sent(field: Any) -> dict[str, Any]:
    if isinstance(field, serializers.ListSerializer):
        return {"type": "array", "items": body_of(type(field.child))["schema"]}
    if isinstance(field, serializers.ListField):
        return {"type": "array", "items": _sent(field.child)}
    known = next((said for kind, said in SENT.items() if isinstance(field, kind)), {"type": "object"})
    if isinstance(field, serializers.ChoiceField):
        known = {"enum": [*field.choices]}
    if getattr(field, "max_length", None):
        known = known | {"maxLength": field.max_length}
    may_be_null = field.allow_null or getattr(field, "allow_blank", False)
    if may_be_null and "enum" in known:
        return {"enum": [*known["enum"], "", None]}
    return known | ({"type": [known["type"], "null"]} if may_be_null else {})


SENT: dict[type, dict[str, Any]] = {
    serializers.ChoiceField: {"enum": []},
    serializers.BooleanField: {"type": "boolean"},
    serializers.IntegerField: {"type": "integer"},
    serializers.DecimalField: {"type": "number"},
    serializers.DateField: {"type": "string", "format": "date"},
    serializers.CharField: {"type": "string"},
}


def with_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The document with its refusals, which all operations share."""
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {
        f"Problem{status}": {"description": words, "content": problem}
        for refusals in (REFUSALS, REFUSALS_OF_LISTS, REFUSALS_OF_WRITES)
        for status, words in refusals.items()
    }
    return result


def nothing_asked() -> QueryDict:
    """No parameters: to make a form only to describe it."""
    return QueryDict("")
