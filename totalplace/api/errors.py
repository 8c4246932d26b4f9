"""Every refusal of the API as a problem document."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from rest_framework import exceptions

from totalplace.calc.problems import MEDIA_TYPE, Fault, Problem
from totalplace.services.merging import Conflict
from totalplace.versioning import StaleRecord

KINDS = {
    400: "request", 401: "sign-in", 403: "rights", 404: "not-found", 405: "method", 406: "media-type",
    415: "media-type", 422: "values", 429: "too-many",
}  # fmt: skip
NOT_THERE = "There is nothing here, or nothing that you may see."


class Refused(Exception):
    """Raise to answer with this problem."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.headers = headers or {}


def document(problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The problem as an answer."""
    return JsonResponse(problem.as_dict(), status=problem.status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def answer_to(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """What the API answers to an error; None for a fault of ours, which is logged and answered as any other."""
    if isinstance(error, Refused):
        return document(error.problem, error.headers)
    if isinstance(error, ValidationError):
        return document(Problem(422, "values", "Some values are refused. Nothing was stored.", tuple(_faults(error))))
    if isinstance(error, StaleRecord):
        return document(stale(error))
    if isinstance(error, Http404 | ObjectDoesNotExist):
        return document(Problem(404, "not-found", NOT_THERE))
    if isinstance(error, PermissionDenied):
        return document(Problem(403, "rights", str(error) or "Your roles do not let you do this."))
    return _of_framework(error) if isinstance(error, exceptions.APIException) else None


def stale(error: StaleRecord) -> Problem:
    """412: both versions, and where the two differ each field as it stands and as it was sent."""
    fields = []
    if isinstance(error, Conflict):
        for each in error.fields:
            author = error.authors.get(each.name)
            said = {"field": each.name.removesuffix("_id"), "yours": _plain(each.mine), "theirs": _plain(each.theirs)}
            fields.append(said | ({"by": author.who} if author else {}))
    more = {"your_version": error.expected, "current_version": error.current, "conflicts": fields}
    words = "Somebody changed it since you read it. Nothing of yours was stored: read it again, and choose."
    return Problem(412, "stale", words, more=more)


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, GEOSGeometry):
        return value.wkt
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _faults(error: ValidationError) -> Iterator[Fault]:
    if not hasattr(error, "error_dict"):
        yield Fault("", " ".join(error.messages), "body")
        return
    for name, messages in error.message_dict.items():
        yield Fault("" if name == NON_FIELD_ERRORS else name.removesuffix("_id"), " ".join(messages), "body")


def _of_framework(error: exceptions.APIException) -> HttpResponse:
    headers = {"WWW-Authenticate": error.auth_header} if getattr(error, "auth_header", None) else {}
    if isinstance(error, exceptions.Throttled) and error.wait is not None:
        headers["Retry-After"] = str(max(1, round(error.wait)))
    if isinstance(error, exceptions.ValidationError):
        faults = tuple(_of_serializer(error.detail))
        return document(Problem(422, "values", "Some values are refused. Nothing was stored.", faults))
    detail = str(error.detail)
    return document(Problem(error.status_code, KINDS.get(error.status_code, "request"), detail), headers)


def _of_serializer(detail: Any, name: str = "") -> Iterator[Fault]:
    """The faults that a serializer found, each by the path of its field."""
    if isinstance(detail, dict):
        for key, inside in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from _of_serializer(inside, f"{name}.{own}".strip("."))
    elif isinstance(detail, list) and any(isinstance(each, dict | list) for each in detail):
        for place, inside in enumerate(detail):
            if inside:
                yield from _of_serializer(inside, f"{name}.{place}".strip("."))
    else:
        yield Fault(name, " ".join(map(str, detail)) if isinstance(detail, list) else str(detail), "body")
