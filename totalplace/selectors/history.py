"""The history of a record in words: who changed what, when and why, from the event tables that the database keeps.

An app says once which records belong to which, in its `ready()`:

    register_history(Property, ChildRecords(Lease, "property", named_by="counterparty"))

and `history_of(property, user=user)` then tells of the property and its leases together. One query a model, however
long the history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.gis.db.models import GeometryField, PointField
from django.contrib.gis.db.models.functions import Area as AreaOf
from django.contrib.gis.db.models.functions import AsWKB, Centroid
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import MD5, Cast

from totalplace.models import Attachment, Note
from totalplace.selectors.records import takes_records
from totalplace.selectors.wording import FieldWording, Shape

AUTOMATIC = "Automatic process"
HIDDEN = "a record that you may not see"
# What every record has and nobody changes by hand.
UNTOLD = frozenset({"id", "version", "created_at", "updated_at"})


@dataclass(frozen=True, slots=True)
class ChildRecords:
    """Records that belong to another: `path` leads from them to it, one or two steps ("property", "lease__property").

    `named_by` is the field that tells one of them from the next; `untold` are fields that say nothing to people.
    """

    model: type[Model]
    path: str
    named_by: str = ""
    untold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Difference:
    """One detail before and after, in words. None means there was no such record before, or is none after.

    `record` names the child record it is about ("Lease, Acme Ltd"); "" is the record itself.
    """

    label: str
    before: str | None
    after: str | None
    record: str = ""


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
class _Event:
    """One row of an event table, beside the row before it of the same record."""

    kind: str
    at: datetime
    context: str
    metadata: Mapping[str, Any]
    values: Mapping[str, Any]
    before: Mapping[str, Any] | None
    source: ChildRecords
    is_child: bool


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


_children: dict[type[Model], tuple[ChildRecords, ...]] = {}


def register_history(model: type[Model], *children: ChildRecords) -> None:
    """Say which records' histories are told together with that of `model`. Again replaces what was said."""
    _children[model] = children


def history_of(obj: Model, *, user: Any, limit: int = 200) -> list[Change]:
    """The changes of a record and of what belongs to it, newest first, at most `limit`; empty unless `user` sees it."""
    if not _may_see(obj, user):
        return []
    own = ChildRecords(type(obj), "")
    events = list(_events(own, Q(pgh_obj_id=obj.pk), is_child=False))
    for child in (*_children.get(type(obj), ()), *_kept_on(type(obj))):
        events += _events(child, _belonging_to(child, obj), is_child=True)
    events.sort(key=lambda event: event.at)  # Stable: of one moment, the record comes before its children.
    return _grouped(events, user)[:limit]


def _may_see(obj: Model, user: Any) -> bool:
    records = type(obj)._default_manager.all()
    return not hasattr(records, "visible_to") or records.visible_to(user).filter(pk=obj.pk).exists()


def _kept_on(model: type[Model]) -> Iterator[ChildRecords]:
    """Notes and attachments, on every record that takes them."""
    if takes_records(model):
        untold = frozenset({"content_type", "object_id", "created_by"})
        yield ChildRecords(Note, "record", untold=untold)
        yield ChildRecords(
            Attachment, "record", named_by="name", untold=untold | {"file", "sha256", "content_type_name"}
        )


def _belonging_to(child: ChildRecords, obj: Model) -> Q:
    """The condition on an event table for its record to have belonged to `obj`, deleted ones included."""
    if child.path == "record":
        return Q(content_type_id=ContentType.objects.get_for_model(obj).pk, object_id=obj.pk)
    first, _, rest = child.path.partition("__")
    if not rest:
        return Q(**{f"{first}_id": obj.pk})
    between = child.model._meta.get_field(first).related_model
    keys = between.pgh_event_model.objects.filter(**{f"{rest}_id": obj.pk}).values("pgh_obj_id")  # type: ignore[union-attr]
    return Q(**{f"{first}_id__in": keys})


# --- Events -----------------------------------------------------------------------------------------


def _told_fields(source: ChildRecords) -> list[Any]:
    """The fields of a model's events that say something to people, in the model's order."""
    parent = source.path.partition("__")[0]
    silent = UNTOLD | source.untold | {parent}
    event = source.model.pgh_event_model  # type: ignore[attr-defined]
    kept = {f.name for f in event._meta.concrete_fields}
    return [f for f in source.model._meta.concrete_fields if f.name in kept and f.name not in silent]


def _rows(source: ChildRecords, condition: Q) -> QuerySet:
    """An event table's rows as dictionaries. Outlines come as area, middle and digest: never as thousands of points."""
    shapes: dict[str, Any] = {}
    plain: list[str] = []
    for each in _told_fields(source):
        if isinstance(each, GeometryField) and not isinstance(each, PointField):
            shapes |= {
                f"{each.name}__area": AreaOf(each.name),
                f"{each.name}__middle": Centroid(each.name),
                f"{each.name}__digest": MD5(Cast(AsWKB(each.name), TextField())),
            }
        else:
            plain.append(each.attname)
    named_by = [f.attname for f in source.model._meta.concrete_fields if f.name == source.named_by]
    return (
        source.model.pgh_event_model.objects.filter(condition)  # type: ignore[attr-defined]
        .order_by("pgh_obj_id", "pgh_id")
        .annotate(**shapes)
        .values(
            "pgh_id",
            "pgh_obj_id",
            "pgh_label",
            "pgh_created_at",
            "pgh_context_id",
            "pgh_context__metadata",
            *dict.fromkeys([*plain, *named_by]),
            *shapes,
        )
    )


def _events(source: ChildRecords, condition: Q, *, is_child: bool) -> Iterator[_Event]:
    """Each event with the row before it of the same record."""
    for _, rows in groupby(_rows(source, condition), key=lambda row: row["pgh_obj_id"]):
        before: Mapping[str, Any] | None = None
        for row in rows:
            yield _Event(
                kind=row["pgh_label"],
                at=row["pgh_created_at"],
                # What no context holds together, one transaction does: its events have its time.
                context=str(row["pgh_context_id"] or row["pgh_created_at"].isoformat()),
                metadata=row["pgh_context__metadata"] or {},
                values=row,
                before=before,
                source=source,
                is_child=is_child,
            )
            before = row


# --- Words ------------------------------------------------------------------------------------------


def _grouped(events: Sequence[_Event], user: Any) -> list[Change]:
    """Events of one context as one change, newest first."""
    names = _names_in(events, user)
    together: dict[str, list[_Event]] = defaultdict(list)
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
                    who=str(metadata.get("username") or AUTOMATIC),
                    why="" if why == label else why,
                    label=label,
                    differences=differences,
                )
            )
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _label(group: Sequence[_Event]) -> str:
    """What happened, in a word or two: the record itself first, else what was done to what belongs to it."""
    own = [event for event in group if not event.is_child]
    done = {"insert": "added", "update": "changed", "delete": "removed"}
    if own:
        return done[own[0].kind].capitalize()
    kinds = dict.fromkeys((event.source.model._meta.verbose_name, done[event.kind]) for event in group)
    words = ", ".join(f"{name} {verb}" for name, verb in kinds)
    return words[:1].upper() + words[1:]


def _names_in(events: Iterable[_Event], user: Any) -> _Names:
    names = _Names(user)
    for event in events:
        for each in _told_fields(event.source):
            if each.related_model and event.values.get(each.attname) is not None:
                names.wanted[each.related_model].add(event.values[each.attname])
    names.look_up()
    return names


def _differences(event: _Event, names: _Names) -> Iterator[Difference]:
    """What one event says, field by field. Whatever was blank and stays blank is not told."""
    record = _record_name(event, names) if event.is_child else ""
    if event.kind == "update" and event.before is None:
        return  # The row before it was never kept, so nothing can be compared.
    for each in _told_fields(event.source):
        wording = FieldWording(each, names.name)
        now = wording.value_in(event.values)
        if event.kind == "update":
            was = wording.value_in(event.before or {})
            if was != now:
                before, after = _before_and_after(wording, was, now)
                if before != after:  # A place that moved by less than can be told.
                    yield Difference(wording.label, before, after, record)
        elif not wording.is_blank(now):
            words = wording.words(now)
            is_new = event.kind == "insert"
            yield Difference(wording.label, None if is_new else words, words if is_new else None, record)


def _before_and_after(wording: FieldWording, was: Any, now: Any) -> tuple[str, str]:
    if isinstance(was, Shape) and isinstance(now, Shape):
        return wording.words(was), f"{wording.words(now)}{now.moved_from(was)}"
    return wording.words(was), wording.words(now)


def _record_name(event: _Event, names: _Names) -> str:
    """“Lease, Acme Ltd”: the kind of record and, where it has one, its name."""
    kind = str(event.source.model._meta.verbose_name)
    kind = kind[:1].upper() + kind[1:]
    if not event.source.named_by:
        return kind
    wording = FieldWording(event.source.model._meta.get_field(event.source.named_by), names.name)
    value = wording.value_in(event.values)
    return kind if wording.is_blank(value) else f"{kind}, {wording.words(value)}"
