"""Sending to those who read slowly, but not for ever: a thread and its database connection wait for them meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings

# Bytes that a client has `settings.CLIENT_PATIENCE` seconds to take, or is hung up on.
PIECE = 256 * 1024

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def patiently(application: Application) -> Application:
    """The WSGI application, under a server that lets its socket be seen: gunicorn does, the test client does not."""

    def sent(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if (socket := environ.get("gunicorn.socket")) is not None:
            socket.settimeout(settings.CLIENT_PATIENCE)
        body = application(environ, start_response)
        # A file is sent by the system itself, piece by piece.
        is_file = isinstance(body, environ.get("wsgi.file_wrapper", ()))
        return body if socket is None or is_file else _Pieces(body)

    return sent


class _Pieces:
    """A body in pieces small enough for the patience to be about each."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        for part in self._body:
            if len(part) <= PIECE:
                yield part
            else:
                yield from (part[start : start + PIECE] for start in range(0, len(part), PIECE))

    def close(self) -> None:
        """Called by the server when all is sent or the client is gone."""
        if hasattr(self._body, "close"):
            self._body.close()
