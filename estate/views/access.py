"""Who may open the estate's pages at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from totalplace.permissions import Action, may

View = Callable[..., HttpResponse]


def sees_estate(view: View) -> View:
    """Let only people whose roles read the estate open this page; the others are told so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user, Action.VIEW_ESTATE):
            raise PermissionDenied(
                "Your roles do not include the estate. Ask your administrator for the role you need."
            )
        return view(request, *args, **kwargs)

    return guarded
