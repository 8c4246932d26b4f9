"""The history of a record in words: who changed what, when and why, from the event tables that the database keeps.

What belongs to a record is told with it: `register_history` in `selectors.events` says what that is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import Model

from totalplace.selectors.authors import Authors
from totalplace.selectors.events import Event, events_of, told_fields
from totalplace.selectors.wording import FieldWording, Shape

HIDDEN = "a record that you may not see"


@dataclass(frozen=True, slots=True)
class Difference:
    """One detail before and after, in words. None means there was no such record before, or is none after.

    `record` names the child record it is about ("Lease, Acme Ltd"); "" is the record itself. `model`, `event_id` and
    `field` say which row of which event table tells it, and of what.
    """

    label: str
    before: str | None
    after: str | None
    record: str
    model: type[Model]
    record_id: int
    event_id: int
    field: str
    is_shape: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that happened to a record under one id: one request, one import, one command."""

    change_id: str
    at: datetime
    who: str
    why: str
    label: str
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class _Names:
    """Names of the records that foreign keys point at, looked up once for each model."""

    user: Any
    wanted: dict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    found: dict[type[Model], dict[int, str]] = field(default_factory=dict)

    def look_up(self) -> None:
        for model, keys in self.wanted.items():
            records = model._default_manager.all()
            if hasattr(records, "visible_to"):
                records = records.visible_to(self.user)
            self.found[model] = {record.pk: str(record) for record in records.filter(pk__in=keys)}

    def name(self, model: type[Model], key: int) -> str:
        return self.found.get(model, {}).get(key, HIDDEN)


@dataclass(frozen=True, slots=True)
class _Told:
    """The event whose details are being told."""

    event: Event
    record: str

    def difference(self, wording: FieldWording, before: str | None, after: str | None) -> Difference:
        return Difference(
            label=wording.label,
            before=before,
            after=after,
            record=self.record,
            model=self.event.source.model,
            record_id=self.event.values["pgh_obj_id"],
            event_id=self.event.values["pgh_id"],
            field=wording.field.name,
            is_shape=isinstance(wording.field, GeometryField),
        )


def history_of(obj: Model, *, user: Any, limit: int | None = 200) -> list[Change]:
    """The changes of a record and of what belongs to it, newest first, at most `limit`; none unless `user` sees it."""
    if not _may_see(obj, user):
        return []
    return _grouped(events_of(obj), user)[:limit]


def change_of(obj: Model, change_id: str, *, user: Any) -> Change | None:
    """The change of that id; None where the record has none, or `user` may not see the record."""
    if not _may_see(obj, user):
        return None
    events = [event for event in events_of(obj) if event.context == change_id]
    return next(iter(_grouped(events, user)), None)


def _may_see(obj: Model, user: Any) -> bool:
    records = type(obj)._default_manager.all()
    return not hasattr(records, "visible_to") or records.visible_to(user).filter(pk=obj.pk).exists()


def _grouped(events: Sequence[Event], user: Any) -> list[Change]:
    """Events of one context as one change, newest first."""
    names, authors = _names_in(events, user), Authors(event.metadata for event in events)
    together: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        together[event.context].append(event)
    changes = []
    for context, group in together.items():
        differences = tuple(difference for event in group for difference in _differences(event, names))
        if differences:
            metadata, label = group[-1].metadata, _label(group)
            why = str(metadata.get("reason") or "")
            changes.append(
                Change(
                    change_id=context,
                    at=group[0].at,
                    who=authors.name(metadata),
                    why="" if why == label else why,
                    label=label,
                    differences=differences,
                )
            )
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _label(group: Sequence[Event]) -> str:
    """What happened, in a word or two: the record itself first, else what was done to what belongs to it."""
    own = [event for event in group if not event.is_child]
    done = {"insert": "added", "update": "changed", "delete": "removed", "came": "moved here", "left": "moved away"}
    if own:
        return done[own[0].kind].capitalize()
    kinds = dict.fromkeys((event.source.model._meta.verbose_name, done[event.kind]) for event in group)
    words = ", ".join(f"{name} {verb}" for name, verb in kinds)
    return words[:1].upper() + words[1:]


def _names_in(events: Iterable[Event], user: Any) -> _Names:
    names = _Names(user)
    for event in events:
        for each in told_fields(event.source):
            if each.related_model and event.values.get(each.attname) is not None:
                names.wanted[each.related_model].add(event.values[each.attname])
    names.look_up()
    return names


def _differences(event: Event, names: _Names) -> Iterator[Difference]:
    """What one event says, field by field. Whatever was blank and stays blank is not told."""
    if event.source.needs and not _is_there(event, names):
        return
    told = _Told(event, _record_name(event, names) if event.is_child else "")
    if event.kind == "update" and event.before is None:
        return  # The row before it was never kept, so nothing can be compared.
    for each in told_fields(event.source):
        wording = FieldWording(each, names.name)
        now = wording.value_in(event.values)
        if event.kind == "update":
            was = wording.value_in(event.before or {})
            if was != now:
                before, after = _before_and_after(wording, was, now)
                if before != after:  # A place that moved by less than can be told.
                    yield told.difference(wording, before, after)
        elif not wording.is_blank(now):
            words = wording.words(now)
            is_new = event.kind in ("insert", "came")
            yield told.difference(wording, None if is_new else words, words if is_new else None)


def _is_there(event: Event, names: _Names) -> bool:
    """Whether what the record needs to be told is there, and seen by whoever asks."""
    needed = event.source.model._meta.get_field(event.source.needs)
    return names.name(needed.related_model, event.values[needed.attname]) != HIDDEN  # type: ignore[arg-type, union-attr]


def _before_and_after(wording: FieldWording, was: Any, now: Any) -> tuple[str, str]:
    if isinstance(was, Shape) and isinstance(now, Shape):
        return wording.words(was), f"{wording.words(now)}{now.moved_from(was)}"
    return wording.words(was), wording.words(now)


def _record_name(event: Event, names: _Names) -> str:
    """“Lease, Acme Ltd”: the kind of record and, where it has one, its name."""
    kind = str(event.source.model._meta.verbose_name)
    kind = kind[:1].upper() + kind[1:]
    if not event.source.named_by:
        return kind
    wording = FieldWording(event.source.model._meta.get_field(event.source.named_by), names.name)
    value = wording.value_in(event.values)
    return kind if wording.is_blank(value) else f"{kind}, {wording.words(value)}"
