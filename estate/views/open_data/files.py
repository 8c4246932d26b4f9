"""The published files, for everybody and every program: conditional requests, gzip, any origin."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from estate.choices import OpenDataForm
from estate.models import OpenDataFile, OpenDataPublication
from estate.selectors.open_data import publication_of
from estate.selectors.open_data_editions import NoSuchEdition, edition_asked
from estate.services.open_data import current_file, opened
from estate.views.open_data.facts import MEDIA_TYPES

PIECE_BYTES = 64 * 1024
ACCEPTS_GZIP = re.compile(r"(^|,)\s*(gzip|\*)\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*))?\s*(,|$)", re.IGNORECASE)
# Caches may keep it, and ask each time whether it is still so: what a body withholds is gone with the next request.
ASK_FIRST = "public, no-cache"


class Unpacked:
    """A gzipped file's content in pieces; it closes the file."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._content = gzip.GzipFile(fileobj=packed)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._content.read(PIECE_BYTES):
            yield piece

    def close(self) -> None:
        self._content.close()
        self._packed.close()


def for_every_origin(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of any site read it, and no cache serve it without asking."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Content-Disposition"
    response["Cache-Control"] = ASK_FIRST
    return response


def publication_or_404(code: str) -> OpenDataPublication:
    """The publication of a body that publishes: one that does not is answered like one that is not there."""
    found = publication_of(code)
    if found is None:
        raise Http404("No such dataset")
    return found


@require_safe
def open_data_file(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """A body's file as it stands, or with `on` its edition of a past day."""
    publication = publication_or_404(code)
    unknown = sorted(set(request.GET) - {"on"})
    if unknown:
        return _refused(f"{unknown[0][:40]}: there is no such parameter. There is: on.")
    try:
        day = edition_asked(publication, request.GET["on"]) if "on" in request.GET else None
    except NoSuchEdition as refusal:
        return _refused(f"on: {refusal}")
    kept = current_file(publication, form, day)
    is_packed = bool(ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")))
    response = get_conditional_response(request, _etag(kept, is_packed), int(kept.changed_at.timestamp()))
    if response is None:
        kept, packed = opened(publication, kept)
        response = _sent(code, kept, packed, is_packed)
    return _labelled(response, kept, is_packed)


def _sent(code: str, kept: OpenDataFile, packed: IO[bytes], is_packed: bool) -> HttpResponseBase:
    media_type = f"{MEDIA_TYPES[OpenDataForm(kept.form)]}; charset=utf-8"
    if is_packed:
        response: HttpResponseBase = FileResponse(packed, content_type=media_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = StreamingHttpResponse(Unpacked(packed), content_type=media_type)
        response["Content-Length"] = str(kept.size_bytes)
    edition = f"-{kept.day}" if kept.day else ""
    made_up = "made-up-" if kept.is_synthetic else ""
    name = f"{made_up}{code}-land-and-building-assets{edition}.{kept.form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _labelled(response: HttpResponseBase, kept: OpenDataFile, is_packed: bool) -> HttpResponseBase:
    response["ETag"] = _etag(kept, is_packed)
    response["Last-Modified"] = http_date(kept.changed_at.timestamp())
    patch_vary_headers(response, ["Accept-Encoding"])
    return for_every_origin(response)


def _etag(kept: OpenDataFile, is_packed: bool) -> str:
    return f'"{kept.sha256}{"-gzip" if is_packed else ""}"'


def _refused(words: str) -> HttpResponse:
    response = HttpResponse(f"{words}\n", status=400, content_type="text/plain; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response
