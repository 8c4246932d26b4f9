"""What every resource of the API stands on: who asks, what may be asked, conditional requests, history of writes."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from typing import Any

import pghistory
from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.permissions import SAFE_METHODS
from rest_framework.views import APIView

from totalplace.api.errors import Refused
from totalplace.api.parameters import ReadForm, faults_of, unknown
from totalplace.calc.merging import FieldMerge, Touched
from totalplace.calc.problems import Fault, Problem, of_parameters
from totalplace.services.merging import Conflict, reconcile

JSON_TYPE = "application/json"
LONGEST_REASON = 200


class ApiView(APIView):
    """A resource. A subclass answers with HttpResponse, and refuses with errors that `totalplace.api.errors` knows."""

    metadata_class = None
    # Parameters that a write may have.
    write_parameters: frozenset[str] = frozenset()

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method not in SAFE_METHODS and (faults := unknown(request.GET, self.write_parameters)):
            raise Refused(of_parameters(faults))

    def finalize_response(self, request: Any, response: HttpResponseBase, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(final, ["Authorization", "Cookie"])
        return final

    def handle_exception(self, exc: Exception) -> Any:
        response = super().handle_exception(exc)
        response.headers["Cache-Control"] = "no-store"
        return response


def checked(form: ReadForm, *, also: Any = None) -> None:
    """Raise Refused unless the parameters are all known and right. `also` is a filter set, which has its own."""
    filters = also.filters if also is not None else {}
    faults = unknown(form.data, [*form.fields, *filters])
    faults += faults_of(form.errors, form.fields)
    if also is not None:
        problems = {name: texts for name, texts in also.problems.items() if name in filters}
        faults += faults_of(problems, {name: filters[name].field for name in problems})
    if faults:
        raise Refused(of_parameters(faults))


def answer(request: Any, body: str, *, tag: str = "", headers: Mapping[str, str] | None = None, **more: Any) -> Any:
    """A body with its ETag, or 304 when the client has it already."""
    data = body.encode()
    etag = f'"{tag}"' if tag else f'"{hashlib.sha1(data, usedforsecurity=False).hexdigest()}"'
    if request.method in SAFE_METHODS and _has_it(request, etag):
        return HttpResponseNotModified(headers={"ETag": etag})
    return HttpResponse(data, headers={"ETag": etag} | dict(headers or {}), **{"content_type": JSON_TYPE} | more)


def _has_it(request: Any, etag: str) -> bool:
    """Weak comparison, as If-None-Match asks for."""
    given = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in given or etag in [each.removeprefix("W/") for each in given]


# --- Writing -------------------------------------------------------------------------------------------


def tag_of(version: int, body: str) -> str:
    """A record's ETag: its version, which a write is checked against, and what it says, which may move without it."""
    return f"{version}-{hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()[:8]}"


def expected(request: Any) -> tuple[int, str]:
    """The version that If-Match names, and the whole tag: 428 without one, 400 when it is no ETag of ours."""
    sent = request.headers.get("If-Match", "").strip()
    if not sent:
        words = "Send the ETag of the record as you read it in If-Match, so that nobody's change is overwritten."
        raise Refused(Problem(428, "if-match", words, [Fault("If-Match", "It is missing.", "header")]))
    tag = sent.removeprefix("W/").strip('"')
    version = tag.partition("-")[0]
    if not (version.isascii() and version.isdecimal() and len(version) < 19):
        raise Refused(
            Problem(400, "if-match", "If-Match must be an ETag of this record, as its GET answered.",
                    [Fault("If-Match", "It is no ETag of ours.", "header")])
        )  # fmt: skip
    return int(version), tag


def require_current(record: Any, version: int, values: Mapping[str, Any]) -> None:
    """Raise Conflict unless the locked record is at that version, or holds all of `values` already: then what is sent
    was stored by a request whose answer got lost."""
    if record.version == version:
        return
    changed = reconcile(record, expected=version, mine=values)
    if changed:
        fields = [FieldMerge(name, None, getattr(record, name), mine, Touched.MINE) for name, mine in changed.items()]
        raise Conflict(record, version, fields, {})


def reason_of(request: Any) -> str:
    """Why, for the history, from the X-Change-Reason header; "" without one."""
    sent = request.headers.get("X-Change-Reason", "")
    # Headers are Latin-1 to Python; whoever wrote an accent sent UTF-8.
    with contextlib.suppress(UnicodeError):
        sent = sent.encode("latin-1").decode("utf-8")
    sent = sent.strip()
    if len(sent) > LONGEST_REASON or "\0" in sent:
        words = f"It must be at most {LONGEST_REASON} characters of text."
        raise Refused(Problem(400, "parameters", words, [Fault("X-Change-Reason", words, "header")]))
    return sent


def in_history(request: Any) -> Any:
    """The context in which a write names its person and request in the history, as pages do."""
    return pghistory.context(
        user=request.user.pk,
        username=request.user.get_username(),
        request=getattr(request._request, "id", ""),
        url=request.path,
    )
