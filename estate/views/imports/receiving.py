"""Taking an uploaded file in without letting its size fill the server."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect


class Quota(FileUploadHandler):
    """Lets go of an upload once it is over the limit: the rest is read past and written nowhere."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.MAX_IMPORT_BYTES:
            self.request.upload_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def limited_upload(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view that takes a file: the quota stands before anything reads the form."""
    checked = csrf_protect(view)

    # Exempt only until the quota stands: `checked` does the check that every other view has before it.
    @csrf_exempt
    @login_required
    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_too_large = False
        request.upload_handlers.insert(0, Quota(request))
        return checked(request, *args, **kwargs)

    return limited
