"""What a cell parser answers: a value, perhaps with a note of what was cleaned; or a refusal with its remedy."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any


class Refused(ValueError):
    """A cell's value cannot be stored: `reason` says why and `remedy` what to write instead, one sentence each."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell's value. `note` says what was cleaned, None when nothing was; `partial` that only part of it was given."""

    value: Any
    note: str | None = None
    partial: bool = False


EMPTY = Parsed(None)

# What officers write when they mean that they do not know: stored as unknown, the word kept in the note.
NOTHING_WORDS = frozenset(
    {"n/a", "n.a.", "n.a", "na", "#n/a", "tbc", "t.b.c.", "tba", "tbd", "unknown", "none", "null", "nan", "nk", "n/k"}
    | {"?", "??", "???", "-", "--", "---", "–", "—", ".", "..", "...", "*"}
    | {"#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!"}
    | {"not known", "not applicable", "not available", "not recorded", "not yet known", "not assessed", "no data"}
    | {"under assessment", "to be confirmed", "to be advised", "to be determined", "awaiting information"}
)

_SPACE = re.compile(r"\s+")


def tidy(value: Any) -> str:
    """A cell as one line of text: no-break and repeated spaces become one space, ends stripped."""
    return _SPACE.sub(" ", str(value)).strip()


def nothing(value: Any) -> Parsed | None:
    """The answer for an empty cell or a word that means "not known"; None when the cell holds something."""
    if value is None:
        return EMPTY
    if isinstance(value, str):
        text = tidy(value)
        if not text:
            return EMPTY
        if len(text) <= 24 and text.casefold() in NOTHING_WORDS:
            return Parsed(None, f"“{text}” read as not known")
    elif isinstance(value, float) and math.isnan(value):
        return EMPTY
    return None


def shown(value: Any) -> str:
    """A cell's value as quoted in a reason, cut to a readable length."""
    text = tidy(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
