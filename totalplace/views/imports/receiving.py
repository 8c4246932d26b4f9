"""Taking an uploaded file in without letting its size fill the server."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect


def limited_upload(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view that takes a file: its limit is an import's, set before anything reads the form."""
    checked = csrf_protect(view)

    # Exempt only until the limit is set: `checked` does the check that every other view has before it.
    @csrf_exempt
    @login_required
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_too_large = False
        request.most_upload_bytes = settings.MAX_IMPORT_BYTES
        return checked(request, *args, **kwargs)

    return limited
