"""A record as it stood at an earlier version, and who has changed what in it since: read back from its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Model, Q

from totalplace.selectors.authors import Authors


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who made a change, and when."""

    who: str
    at: datetime


def values_at(model: type[Model], pk: Any, version: int, names: Iterable[str]) -> dict[str, Any] | None:
    """What the columns `names` (a foreign key's ends in `_id`) held at that version; None where it was never kept."""
    events = model.pgh_event_model.objects.filter(pgh_obj_id=pk, version=version)  # type: ignore[attr-defined]
    return events.order_by("-pgh_id").values(*names).first()


def authors_since(model: type[Model], pk: Any, version: int, names: Iterable[str]) -> dict[str, Authorship]:
    """For each of the columns that changed after `version`, who changed it last. Three queries.

    A plain SQL update, which names nobody, is an automatic process. Empty where that version was never kept.
    """
    names = list(names)
    events = model.pgh_event_model.objects.filter(pgh_obj_id=pk)  # type: ignore[attr-defined]
    opened = events.filter(version=version).order_by("-pgh_id").values_list("pgh_id", flat=True).first()
    if opened is None:
        return {}
    rows = events.filter(pgh_id__gte=opened).order_by("pgh_id")
    last: dict[str, Any] = {}
    for before, after in pairwise(rows.values("pgh_created_at", "pgh_context__metadata", *names)):
        last |= {name: after for name in names if before[name] != after[name]}
    return _authors(last)


def last_author(model: type[Model], belonging: Q) -> Authorship | None:
    """Who last added, changed or removed one of the records that `belonging` names in the model's events."""
    events = model.pgh_event_model.objects.filter(belonging).order_by("-pgh_id")  # type: ignore[attr-defined]
    row = events.values("pgh_created_at", "pgh_context__metadata").first()
    return _authors({model: row})[model] if row else None


def last_authors(model: type[Model], keys: Iterable[Any]) -> dict[Any, Authorship]:
    """Who last changed each of these records, by key. Two queries, however many."""
    events = model.pgh_event_model.objects.filter(pgh_obj_id__in=list(keys))  # type: ignore[attr-defined]
    last = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    rows = last.values("pgh_obj_id", "pgh_created_at", "pgh_context__metadata")
    return _authors({row["pgh_obj_id"]: row for row in rows})


def _authors(events: Mapping[Any, Mapping[str, Any]]) -> dict[Any, Authorship]:
    """Who made each of these, under the same keys."""
    names = Authors(event["pgh_context__metadata"] for event in events.values())
    return {
        key: Authorship(names.name(event["pgh_context__metadata"]), event["pgh_created_at"])
        for key, event in events.items()
    }
