"""The event rows behind a record's history: its own, and those of what belongs to it.

An app says once which records belong to which, in its `ready()`:

    register_history(Property, ChildRecords(Lease, "property", named_by="counterparty"))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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

# What every record has and nobody changes by hand.
UNTOLD = frozenset({"id", "version", "created_at", "updated_at"})


@dataclass(frozen=True, slots=True)
class ChildRecords:
    """Records that belong to another: `path` leads from them to it, in one step ("property"), or in two through
    records that are children themselves and stand before them ("lease__property").

    `named_by` is the field that tells one of them from the next; `untold` are fields that say nothing to people.
    `needs` is a foreign key without which nothing of the record is told: who may not see what it points at, or where
    that is gone, hears nothing of it. What `is_fixed` is changed in a way of its own alone, and never put back.
    """

    model: type[Model]
    path: str
    named_by: str = ""
    untold: frozenset[str] = frozenset()
    needs: str = ""
    is_fixed: bool = False


@dataclass(slots=True)
class Event:
    """One row of an event table, beside the row before it of the same record.

    `kind` is "insert", "update" or "delete"; "came" and "left" are an update by which a record that belongs to this
    one came from another, or went to another: `values` are then what came, or what went.
    """

    kind: str
    at: datetime
    context: str
    metadata: Mapping[str, Any]
    values: Mapping[str, Any]
    before: Mapping[str, Any] | None
    source: ChildRecords
    is_child: bool


# By a record's key, the times in which it belonged to another: from the first moment to before the second.
Stays = dict[int, list[tuple[datetime, datetime]]]

_children: dict[type[Model], tuple[ChildRecords, ...]] = {}
_kept_by_rule: dict[type[Model], frozenset[str]] = {}


def register_history(model: type[Model], *children: ChildRecords, kept_by_rule: Iterable[str] = ()) -> None:
    """Say which records' histories are told together with that of `model`. Again replaces what was said.

    `kept_by_rule` names fields of `model` with a way of their own to be changed: nobody puts an earlier value back.
    """
    _children[model] = children
    _kept_by_rule[model] = frozenset(kept_by_rule)


def can_be_put_back(owner: type[Model], model: type[Model], name: str) -> bool:
    """Whether a person may put an earlier value of a field of `model`, told with `owner`, back."""
    ours = model is owner or any(child.model is model and not child.is_fixed for child in _children.get(owner, ()))
    by_rule = _kept_by_rule.get(owner, frozenset()) if model is owner else frozenset()
    return ours and name not in by_rule and model._meta.get_field(name).editable


def events_of(obj: Model) -> list[Event]:
    """Every event of a record and of what belongs to it, oldest first. One query a model, however long the history."""
    found = list(_events(ChildRecords(type(obj), ""), Q(pgh_obj_id=obj.pk), is_child=False))
    stays: dict[type[Model], Stays] = {}
    for child in children_of(type(obj)):
        found += _events_of_child(child, obj, stays)
    # Stable: of one moment, the record comes before its children.
    return sorted(found, key=lambda event: event.at)


def children_of(model: type[Model]) -> tuple[ChildRecords, ...]:
    """What is told together with records of `model`."""
    return (*_children.get(model, ()), *_kept_on(model))


def _events_of_child(child: ChildRecords, obj: Model, stays: dict[type[Model], Stays]) -> Iterator[Event]:
    """The events of what belongs to `obj`, of the time it did: what came from another record or went to one says so.

    `stays` holds when records of each model belonged to `obj`, and is added to: what belongs to those asks it.
    """
    first, _, rest = child.path.partition("__")
    if child.path == "record":
        yield from _events(child, belonging_to(child, obj), is_child=True)
    elif rest:
        between = stays[child.model._meta.get_field(first).related_model]  # type: ignore[index]
        for event in _events(child, belonging_to(child, obj), is_child=True):
            if any(begin <= event.at < end for begin, end in between.get(event.values[f"{first}_id"], ())):
                yield event
    else:
        model = child.model.pgh_event_model.objects  # type: ignore[attr-defined]
        ever = model.filter(belonging_to(child, obj)).values("pgh_obj_id")
        events = list(_events(child, Q(pgh_obj_id__in=ever), is_child=True))
        stays[child.model] = _stays(events, f"{first}_id", obj.pk)
        for event in events:
            yield from _while_it_belonged(event, f"{first}_id", obj.pk)


def _while_it_belonged(event: Event, owner: str, pk: int) -> Iterator[Event]:
    is_ours = event.values[owner] == pk
    was_ours = event.before is not None and event.before[owner] == pk
    if is_ours and (was_ours or event.before is None):
        yield event
    elif is_ours:
        yield replace(event, kind="came", before=None)
    elif was_ours and event.before is not None:
        yield replace(event, kind="left", values=event.before, before=None)


def _stays(events: Iterable[Event], owner: str, pk: int) -> Stays:
    """From when until when each record belonged to the one with that key."""
    found: Stays = {}
    for key, group in groupby(events, key=lambda event: event.values["pgh_obj_id"]):
        kept = list(group)
        # What is kept of the earliest owner holds for the time before it, and of the last for ever after.
        begins = [datetime.min.replace(tzinfo=UTC), *(event.at for event in kept[1:])]
        ends = [*begins[1:], datetime.max.replace(tzinfo=UTC)]
        found[key] = [
            (begin, end) for event, begin, end in zip(kept, begins, ends, strict=True) if event.values[owner] == pk
        ]
    return found


def _kept_on(model: type[Model]) -> Iterator[ChildRecords]:
    """Notes and attachments, on every record that takes them."""
    if takes_records(model):
        untold = frozenset({"content_type", "object_id", "created_by"})
        yield ChildRecords(Note, "record", untold=untold)
        yield ChildRecords(
            Attachment, "record", named_by="name", untold=untold | {"file", "sha256", "content_type_name"}
        )


def belonging_to(child: ChildRecords, obj: Model) -> Q:
    """The condition on an event table for its record to have belonged to `obj`, deleted ones included."""
    if child.path == "record":
        return Q(content_type_id=ContentType.objects.get_for_model(obj).pk, object_id=obj.pk)
    first, _, rest = child.path.partition("__")
    if not rest:
        return Q(**{f"{first}_id": obj.pk})
    between = child.model._meta.get_field(first).related_model
    keys = between.pgh_event_model.objects.filter(**{f"{rest}_id": obj.pk}).values("pgh_obj_id")  # type: ignore[union-attr]
    return Q(**{f"{first}_id__in": keys})


def belonging_now(model: type[Model], obj: Model) -> QuerySet:
    """The records of `model` that are told with `obj` and belong to it today; itself where it is of that model."""
    records = model._base_manager.all()
    found = next((child for child in children_of(type(obj)) if child.model is model), None)
    if found is None or model is type(obj):
        return records.filter(pk=obj.pk)
    if found.path == "record":
        return records.filter(belonging_to(found, obj))
    return records.filter(**{found.path: obj.pk})


def told_fields(source: ChildRecords) -> list[Any]:
    """The fields of a model's events that say something to people, in the model's order."""
    parent = source.path.partition("__")[0]
    silent = UNTOLD | source.untold | {parent}
    event = source.model.pgh_event_model  # type: ignore[attr-defined]
    kept = {f.name for f in event._meta.concrete_fields}
    return [f for f in source.model._meta.concrete_fields if f.name in kept and f.name not in silent]


def _owner_of(source: ChildRecords) -> list[str]:
    """The column that says which record it belongs to; none for what belongs to any kind of record, or to none."""
    first = source.path.partition("__")[0]
    return [f"{first}_id"] if first not in ("", "record") else []


def _rows(source: ChildRecords, condition: Q) -> QuerySet:
    """An event table's rows as dictionaries. Outlines come as area, middle and digest: never as thousands of points."""
    shapes: dict[str, Any] = {}
    plain: list[str] = []
    for each in told_fields(source):
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
            *dict.fromkeys([*plain, *named_by, *_owner_of(source)]),
            *shapes,
        )
    )


def _events(source: ChildRecords, condition: Q, *, is_child: bool) -> Iterator[Event]:
    """Each event with the row before it of the same record."""
    for _, rows in groupby(_rows(source, condition), key=lambda row: row["pgh_obj_id"]):
        before: Mapping[str, Any] | None = None
        for row in rows:
            yield Event(
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
