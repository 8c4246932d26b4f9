"""How much may be sent to us in files. A form is read before anybody asks who sent it, so the limit stands first."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class Quota(FileUploadHandler):
    """Lets go of a request's files once they are over the limit together: the rest is read past and written nowhere.

    The limit is an attachment's, unless the view said otherwise by `request.most_upload_bytes` before anything read the
    form. Over it `request.upload_too_large` is true, and the file is not among the request's.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > getattr(self.request, "most_upload_bytes", settings.MAX_ATTACHMENT_BYTES):
            self.request.upload_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
