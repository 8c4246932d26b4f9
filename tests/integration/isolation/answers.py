"""What an answer says, to the last byte a person could read: its body unpacked, its headers, what it set."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from django.http import HttpResponseBase

# What differs between two answers to the same question, and tells nothing.
OF_EACH_ANSWER = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "csrf"),
    (re.compile(r'value="[^"]+" data-rate-token'), "csrf"),
    (re.compile(r"nonce(=\"|-)[\w+/=-]+"), "nonce"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "request"),
    (re.compile(r'"X-CSRFToken": "[^"]+"'), "csrf"),
    # The moment of asking.
    (re.compile(r'"as_of": "[^"]+"'), "moment"),
)
# The length follows from the body, which is compared itself; the other is the moment of asking.
OF_NO_ACCOUNT = {"content-length", "expires"}


def body_of(answer: HttpResponseBase) -> bytes:
    """The whole body, a streamed one too."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def unpacked(body: bytes) -> str:
    """A body as text: of a workbook or another ZIP, every part that is in it."""
    if not body.startswith(b"PK\x03\x04"):
        return body.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        # The parts that say when the file was written differ from one second to the next.
        names = [name for name in archive.namelist() if name != "docProps/core.xml"]
        return "\n".join(f"{name}\n{archive.read(name).decode('utf-8', errors='replace')}" for name in names)


def said(answer: Any) -> str:
    """Status, headers, cookies and body as one text, without what differs from answer to answer."""
    headers = sorted(
        (name.lower(), value) for name, value in answer.headers.items() if name.lower() not in OF_NO_ACCOUNT
    )
    lines = [str(answer.status_code), *(f"{name}: {value}" for name, value in headers)]
    lines += sorted(f"cookie {name}" for name in answer.cookies)
    return alike("\n".join([*lines, unpacked(body_of(answer))]))


def alike(text: str) -> str:
    """A text without what differs from answer to answer, ids of requests and changes among it."""
    for pattern, words in OF_EACH_ANSWER:
        text = pattern.sub(words, text)
    return text
