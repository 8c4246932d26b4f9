"""Who may open the pages of spend that are for partners."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from totalplace.permissions import Action, may

View = Callable[..., HttpResponse]


def for_partners(view: View) -> View:
    """Let only signed-in people with a role open this page: planned changes are talked about among partners."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user, Action.VIEW_SPEND):
            raise PermissionDenied("You have no role yet. Ask your administrator for the role you need.")
        return view(request, *args, **kwargs)

    return guarded
