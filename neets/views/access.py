"""Who may open the pages of counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from totalplace.permissions import Action, may

View = Callable[..., HttpResponseBase]


def sees_counts(view: View) -> View:
    """Let only people whose roles see counts of young people open this page; the others are told so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request.user, Action.VIEW_NEET_COUNTS):
            raise PermissionDenied("You have no role yet. Ask your administrator for the role you need.")
        return view(request, *args, **kwargs)

    return guarded
