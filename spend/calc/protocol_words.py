"""How planned changes and alarms are put into words."""

from __future__ import annotations

from collections.abc import Sequence


def span_words(first: str, last: str) -> str:
    """Canonical financial years as a span: "2026/27", "2026/27 to 2028/29", "no year" where there is none."""
    if not first:
        return "no year"
    return first if first == last else f"{first} to {last}"


def all_of(names: Sequence[str], most: int, one: str, many: str) -> str:
    """Names in a sentence, at most so many of them: "A, B and C", "A, B, C and 9 more wards".

    >>> all_of(["A", "B"], 3, "ward", "wards")
    'A and B'
    >>> all_of(["A", "B", "C"], 1, "ward", "wards")
    'A and 2 more wards'
    """
    if not names:
        return f"no {one}"
    left = len(names) - most
    shown = list(names) if left <= 0 else [*names[:most], f"{left} more {one if left == 1 else many}"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
