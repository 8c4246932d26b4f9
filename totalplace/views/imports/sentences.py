"""What an import would do, or did, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from totalplace.templatetags.formats import plural

ROWS = "row,rows"


def what_will_happen(counts: Mapping[str, int], body: str, noun: str) -> str:
    """Before: "12 properties will be added to Wyre Forest and 3 changed; 440 stay as they are." """
    stays = "stay as they are" if counts.get("unchanged", 0) != 1 else "stays as it is"
    return _story(counts, body, noun, "will be", stays)


def what_happened(counts: Mapping[str, int], body: str, noun: str) -> str:
    """After: "12 properties were added to Wyre Forest and 3 changed; 440 were as the file says." """
    were = "were" if counts.get("unchanged", 0) != 1 else "was"
    return _story(counts, body, noun, "were", f"{were} as the file says already")


def merged(counts: Mapping[str, int], noun: str) -> str:
    """What others had changed meanwhile beside the file's details; nothing when nobody had."""
    count = counts.get("merged", 0)
    if not count:
        return ""
    were = "was" if count == 1 else "were"
    return f"{plural(count, noun)} {were} edited by somebody since the check, in other details: both stand."


def left_out(counts: Mapping[str, int]) -> str:
    """The rows that go no further: "5 rows are refused and 2 are left out." Nothing when there are none."""
    parts = [
        f"{plural(counts[key], ROWS)} {'is' if counts[key] == 1 else 'are'} {words}"
        for key, words in (
            ("refused", "refused for a value that cannot be stored"),
            ("skipped", "left out as you said"),
            ("conflict", "in conflict with a later edit"),
        )
        if counts.get(key)
    ]
    return f"{_joined(parts)}." if parts else ""


def _story(counts: Mapping[str, int], body: str, noun: str, will_be: str, stays: str) -> str:
    new, changed, unchanged = (counts.get(key, 0) for key in ("new", "changed", "unchanged"))
    if will_be == "were":
        will_be = "was" if (new or changed) == 1 else "were"
    if new and changed:
        first = f"{plural(new, noun)} {will_be} added to {body} and {plural(changed, 'other,others')} changed"
    elif new or changed:
        first = f"{plural(new or changed, noun)} of {body} {will_be} {'added' if new else 'changed'}"
    else:
        first = f"Nothing changes for {body}" if will_be == "will be" else f"Nothing changed for {body}"
    return f"{first}; {plural(unchanged, noun)} {stays}." if unchanged else f"{first}."


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
