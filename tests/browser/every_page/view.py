"""One page in one state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class View:
    """An address, who opens it, and what they send by its form: nothing where the page as it opens is meant.

    `name` is the address's name in the URLconf, of the page that is looked at in the end.
    """

    name: str
    path: str
    person: str = "officer-wcc"
    sends: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def __str__(self) -> str:
        sent = f" with {dict(self.sends)}" if self.sends else ""
        return f"{self.name} {self.path} of {self.person}{sent}"
