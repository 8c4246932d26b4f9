"""What a change can be taken back to, and where things stood before it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db.models import Model

from totalplace.models.base import Versioned
from totalplace.selectors.events import belonging_now, can_be_put_back
from totalplace.selectors.history import Change, Difference

# Six decimals of a degree are about a tenth of a metre.
DEGREE_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class PutBack:
    """A detail as it was before a change, or a whole record that the change removed (`field` is "" then).

    `version` is that of the record as it stands now, 0 for one that is gone: it must still be that when it is put back.
    """

    model: str
    event_id: int
    field: str
    version: int
    label: str = ""
    before: str = ""

    @property
    def key(self) -> str:
        """How a form names it; `parse` reads it again."""
        return f"{self.model}.{self.event_id}.{self.field}.{self.version}"

    @classmethod
    def parse(cls, key: str) -> PutBack:
        """The detail a form names. ValueError for what is no such name."""
        model, event_id, name, version = key.split(".")
        return cls(model, int(event_id), name, int(version))


def put_backs(owner: Model, change: Change) -> list[PutBack]:
    """What of a change can be put back as it was before: what is not already so, and is a person's to decide."""
    changed: list[Difference] = []
    removed: dict[tuple[type[Model], int], Difference] = {}
    for each in change.differences:
        if each.after is None:
            removed.setdefault((each.model, each.record_id), each)
        elif each.before is not None and can_be_put_back(type(owner), each.model, each.field):
            changed.append(each)
    return [*_details(owner, changed), *_whole_records(owner, removed.values())]


def _details(owner: Model, differences: Iterable[Difference]) -> list[PutBack]:
    by_event: dict[tuple[type[Model], int, int], list[Difference]] = defaultdict(list)
    for each in differences:
        by_event[each.model, each.record_id, each.event_id].append(each)
    found = []
    for (model, pk, event_id), group in by_event.items():
        now, before = belonging_now(model, owner).filter(pk=pk).first(), event_before(model, event_id)
        if not isinstance(now, Versioned) or before is None:
            continue
        for each in group:
            attname = model._meta.get_field(each.field).attname  # type: ignore[union-attr]
            if getattr(now, attname) != getattr(before, attname):
                label = f"{each.record}: {each.label}" if each.record else each.label
                found.append(PutBack(_name(model), event_id, each.field, now.version, label, each.before or ""))
    return found


def _whole_records(owner: Model, differences: Iterable[Difference]) -> list[PutBack]:
    return [
        PutBack(_name(each.model), each.event_id, "", 0, each.record, "the whole record, as it was")
        for each in differences
        if can_be_put_back(type(owner), each.model, each.field)
        and not each.model._base_manager.filter(pk=each.record_id).exists()
        # What went to another record and was removed there is that one's to put back.
        and each.model.pgh_event_model.objects.filter(pk=each.event_id, pgh_label="delete").exists()  # type: ignore[attr-defined]
    ]


def event_before(model: type[Model], event_id: int) -> Any:
    """The event of the same record just before this one; None where it is the first."""
    events = model.pgh_event_model.objects  # type: ignore[attr-defined]
    this = events.filter(pk=event_id).values_list("pgh_obj_id")
    return events.filter(pgh_obj_id__in=this, pk__lt=event_id).order_by("-pk").first()


def _name(model: type[Model]) -> str:
    return str(model._meta.model_name)


def moved(change: Change) -> dict[str, Any] | None:
    """Where things stood before a change and after it, as GeoJSON in degrees; None when no place changed."""
    features = [feature for each in change.differences if each.is_shape for feature in _shapes(each)]
    return {"type": "FeatureCollection", "features": features} if features else None


def _shapes(difference: Difference) -> Iterable[dict[str, Any]]:
    """The place of an event and of the one before it. A place that is new has no "before"."""
    events = difference.model.pgh_event_model.objects  # type: ignore[attr-defined]
    this = events.filter(pk=difference.event_id).values_list("pgh_obj_id")
    shapes = list(
        events.filter(pgh_obj_id__in=this, pk__lte=difference.event_id)
        .order_by("-pk")
        .annotate(shape=AsGeoJSON(Transform(difference.field, 4326), precision=DEGREE_DECIMALS))
        .values_list("shape", flat=True)[:2]
    )
    # A removed record's event holds the place it had.
    roles = ("old",) if difference.after is None else ("new", "old")
    for role, shape in reversed(list(zip(roles, shapes, strict=False))):
        if shape:
            properties = {"title": difference.label, "role": role}
            yield {"type": "Feature", "geometry": json.loads(shape), "properties": properties}
