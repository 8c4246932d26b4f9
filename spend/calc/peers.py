"""When two places' spending a head may be set side by side."""

from __future__ import annotations

NOT_STATED = "not-stated"


def obstacles(scope: str, year: int | None, our_scope: str, our_year: int) -> list[str]:
    """Why a figure does not compare with ours, in words; nothing where scope and year are known and the same."""
    found = []
    if scope == NOT_STATED:
        found.append("what was counted is not stated")
    elif scope != our_scope:
        found.append("something else was counted")
    if year is None:
        found.append("the year is not stated")
    elif year != our_year:
        found.append("it is of another year")
    return found
