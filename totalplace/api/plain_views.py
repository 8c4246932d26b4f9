"""Letting a token in where a plain view answers, not a resource of the API: map tiles, for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework import exceptions

from totalplace.api.authentication import TokenAuthentication
from totalplace.api.errors import answer_to
from totalplace.api.throttling import PerCredential

View = Callable[..., HttpResponse]


def session_or_token(view: View) -> View:
    """A view for reading that is answered to who has signed in, as any page, or sends a token as to the API."""
    page = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = (view if _has_token(request) else page)(request, *args, **kwargs)
        except exceptions.APIException as refused:
            response = answer_to(refused, {})
        patch_vary_headers(response, ["Authorization", "Cookie"])
        return response

    return guarded


def _has_token(request: Any) -> bool:
    """Whether a token came with the request, whose person it is then from. Refusals are the API's."""
    authentication = TokenAuthentication()
    try:
        found = authentication.authenticate(request)
    except exceptions.AuthenticationFailed as refused:
        refused.auth_header = authentication.authenticate_header(request)
        raise
    if found is None:
        return False
    request.user, request.auth = found
    throttle = PerCredential()
    if not throttle.allow_request(request, None):
        raise exceptions.Throttled(throttle.wait())
    return True
