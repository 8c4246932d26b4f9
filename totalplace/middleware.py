"""Each request's id, and the history context that writes of signed-in people leave.

RequestIdMiddleware stands first so that every answer, refusals included, carries `X-Request-ID`; NullByteMiddleware
follows, before anything reads the address; PrivateMiddleware stands before the session; HistoryMiddleware stands where
the person is known, and AfterwardsMiddleware, which sees to what has to follow a write, last.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from contextvars import ContextVar

import pghistory
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from totalplace import afterwards

GetResponse = Callable[[HttpRequest], HttpResponse]
READING = frozenset({"GET", "HEAD", "OPTIONS"})

_current_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Gives each log record the id of the request it was written in, so an error page's reference finds its lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django logs refusals after the last middleware has let go of the request, but hands it over in the record.
        record.request_id = getattr(getattr(record, "request", None), "id", None) or _current_id.get()
        return True


class RequestIdMiddleware:
    """Makes `request.id`, a UUID of our own: one sent by the client could be forged into another's history."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = str(uuid.uuid4())
        token = _current_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            _current_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


class NullByteMiddleware:
    """Refuses an address with a null byte in it: PostgreSQL keeps no such text, and would answer with an error."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The address has a null byte in it.")
        return self.get_response(request)


class PrivateMiddleware:
    """Lets nobody keep what a person with a session was shown: no proxy, and no browser after she signed out.

    An answer that says itself how long it may be kept is left alone. Static files are answered before this.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class HistoryMiddleware:
    """Names the person and the request in every history row that a write leaves. Services add the reason."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING or not request.user.is_authenticated:
            return self.get_response(request)
        with pghistory.context(
            user=request.user.pk,
            username=request.user.get_username(),
            request=request.id,
            url=request.path,
        ):
            return self.get_response(request)


class AfterwardsMiddleware:
    """Sees to what follows a write before the person reads the answer to it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in READING and request.user.is_authenticated:
            afterwards.follow_request()
        return response
