"""Reading what is sent: JSON, of a bounded size, and nothing that JSON itself does not know. Which form is answered."""

from __future__ import annotations

import json
from typing import Any

from rest_framework import exceptions, parsers
from rest_framework.negotiation import BaseContentNegotiation

LONGEST_BODY = 2 * 1024 * 1024
DEEPEST = 100


def _not_a_number(text: str) -> Any:
    raise ValueError(f"{text} is not a number of JSON")


class Json(parsers.BaseParser):
    """An object in UTF-8. NaN and Infinity, null bytes and towers of brackets are refused."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = stream.read(LONGEST_BODY + 1)
        if len(body) > LONGEST_BODY:
            raise exceptions.ParseError(f"The body is longer than {LONGEST_BODY // 1024:,} KiB. Send less.")
        try:
            found = json.loads(body.decode("utf-8"), parse_constant=_not_a_number)
        except (ValueError, RecursionError) as fault:
            raise exceptions.ParseError(f"The body is not JSON: {str(fault)[:200]}.") from None
        if not isinstance(found, dict):
            raise exceptions.ParseError("The body must be one JSON object: {…}.")
        if "\\u0000" in body.decode("utf-8") and "\0" in json.dumps(found, ensure_ascii=False).replace("\\u0000", "\0"):
            raise exceptions.ParseError("The body has a null byte in it. Leave it out.")
        return found


class AsAsked(BaseContentNegotiation):
    """The answer is what `format` says; a browser's Accept header does not turn it into something else."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type
