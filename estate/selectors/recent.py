"""What changed in the register lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from estate.models import Property

# How many records' changes are looked at: an import is one change, however many records it touched.
LOOKED_AT = 300
SHOWN = 6


@dataclass(frozen=True, slots=True)
class RecentChange:
    """One change: when, by whom, why, what was done to how many properties, and which where it was one alone.

    `is_more`: it touched more properties than were looked at.
    """

    at: datetime
    who: str
    why: str
    done: str
    properties: int
    is_more: bool
    reference: str
    name: str


def recent_changes(user: Any) -> list[RecentChange]:
    """The last SHOWN changes to properties that `user` may see, newest first. One query."""
    event = Property.pgh_event_model  # type: ignore[attr-defined]
    rows = list(
        event.objects.filter(pgh_obj__in=Property.objects.visible_to(user))
        .order_by("-pgh_id")
        .values(
            "pgh_label",
            "pgh_created_at",
            "pgh_context_id",
            "pgh_context__metadata",
            "pgh_obj_id",
            "pgh_obj__reference",
            "pgh_obj__name",
        )[:LOOKED_AT]
    )
    # What no context holds together, one transaction does: its events have its time.
    grouped = groupby(rows, key=lambda row: row["pgh_context_id"] or row["pgh_created_at"])
    changes = [_change(list(group)) for _, group in grouped]
    if len(rows) == LOOKED_AT and changes:
        changes[-1] = replace(changes[-1], is_more=True)
    return changes[:SHOWN]


def _change(rows: list[dict[str, Any]]) -> RecentChange:
    first, touched = rows[0], {row["pgh_obj_id"] for row in rows}
    metadata = first["pgh_context__metadata"] or {}
    return RecentChange(
        at=first["pgh_created_at"],
        who=str(metadata.get("username") or ""),
        why=str(metadata.get("reason") or ""),
        done=_done(row["pgh_label"] for row in rows),
        properties=len(touched),
        is_more=False,
        reference=first["pgh_obj__reference"] if len(touched) == 1 else "",
        name=first["pgh_obj__name"] if len(touched) == 1 else "",
    )


def _done(labels: Iterable[str]) -> str:
    kinds = set(labels)
    return "added" if kinds == {"insert"} else ("added and changed" if "insert" in kinds else "changed")
