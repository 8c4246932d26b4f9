"""Problem documents (RFC 9457): what an interface answers when it refuses, in words and for programs alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: with which parameter, header or field, why, and what is allowed where that is a list."""

    name: str
    reason: str
    where: str = "query"
    allowed: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the document."""
        said = {"in": self.where, "name": self.name, "reason": self.reason}
        return said | ({"allowed": list(self.allowed)} if self.allowed else {})


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal. `kind` tells programs which it is; `more` adds members of its own."""

    status: int
    kind: str
    detail: str
    faults: Sequence[Fault] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The document."""
        document: dict[str, Any] = {
            "type": f"urn:total-place:{self.kind}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.faults:
            document["errors"] = [fault.as_dict() for fault in self.faults]
        return document | dict(self.more)


def of_parameters(faults: Iterable[Fault]) -> Problem:
    """400: parameters that cannot be answered, each named."""
    faults = tuple(faults)
    return Problem(400, "parameters", " ".join(f"{fault.name}: {fault.reason}" for fault in faults)[:2000], faults)
