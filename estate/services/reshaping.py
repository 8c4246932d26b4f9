"""What splits and merges share: beginning one, writing down what it does, and taking it back in one go."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pghistory
from django.contrib.contenttypes.models import ContentType
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from estate.choices import CLOSED_STATUSES, BulkStatus, Status
from estate.models import Property, PropertySuccession, QualityWaiver, RagAssessment, Reshaping
from estate.selectors.held import MODELS
from estate.services.bulk import LaterEdits, NotAsSeen
from totalplace.models import Attachment, Note
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained

NO_REASON = "Say why, in a few words: it stays in the history."
CLOSED = "{property}, {reference}, is closed. Open it again first, then {verb} it."


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        return value.hexewkb.decode() if isinstance(value, GEOSGeometry) else super().default(value)


@dataclass
class Ledger:
    """What is done to rows that are there, with what they held before; and what is made and taken away."""

    properties: dict[int, dict[str, Any]] = field(default_factory=dict)
    created: list[int] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    removed: list[dict[str, Any]] = field(default_factory=list)

    def change(self, prop: Property, values: Mapping[str, Any]) -> None:
        """Store columns of a property, keeping what they held."""
        was = {name: getattr(prop, name) for name, value in values.items() if getattr(prop, name) != value}
        if was:
            self.properties.setdefault(prop.pk, {}).update(was)
            for name, value in values.items():
                setattr(prop, name, value)
            prop.save(update_fields=list(was))

    def row(self, kind: str, row: models.Model, values: Mapping[str, Any]) -> None:
        """Store columns of what belongs to a property, its property among them."""
        was = {name: getattr(row, name) for name in values}
        self.rows.append({"kind": kind, "id": row.pk, "was": was})
        MODELS[kind].objects.filter(pk=row.pk).update(**values)

    def add(self, kind: str, row: models.Model) -> None:
        """Note a row that was made."""
        self.rows.append({"kind": kind, "id": row.pk, "was": None})

    def remove(self, kind: str, row: models.Model) -> None:
        """Take a row away that another now stands for."""
        kept = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if each.editable}
        self.removed.append({"kind": kind, "was": kept | {"id": row.pk}})
        MODELS[kind].objects.filter(pk=row.pk).delete()

    def as_json(self, touched: Collection[int]) -> dict[str, Any]:
        """All of it, with the version of each property and row as they stand now that it is done."""
        properties = dict(Property.objects.filter(pk__in=[*touched, *self.created]).values_list("pk", "version"))
        found = {
            (kind, row.pk): row
            for kind, model in MODELS.items()
            for row in model.objects.filter(pk__in=[each["id"] for each in self.rows if each["kind"] == kind])
        }
        rows = []
        for each in self.rows:
            row = found[each["kind"], each["id"]]
            rows.append(each | {"version": getattr(row, "version", 0), "property": row.property_id})
        stored = {
            "properties": [
                {"id": pk, "version": version, "was": self.properties.get(pk, {})} for pk, version in properties.items()
            ],
            "created": self.created,
            "rows": rows,
            "removed": self.removed,
        }
        return json.loads(json.dumps(stored, cls=_Encoder))


def begin(*, user: Any, kind: str, properties: Iterable[Property]) -> Reshaping:
    """Take properties, which this person sees, for a split or a merge. PermissionDenied for one she may not change."""
    chosen = list(properties)
    for prop in chosen:
        require(user, Action.EDIT_ESTATE, prop.organisation_id)
    refuse_closed(chosen, kind)
    return Reshaping.objects.create(
        kind=kind,
        created_by=user,
        property_ids=[prop.pk for prop in chosen],
        versions={str(prop.pk): prop.version for prop in chosen},
    )


def refuse_closed(properties: Iterable[Property], verb: str) -> None:
    """ValidationError for one that has left the register."""
    for prop in properties:
        if prop.status in CLOSED_STATUSES:
            raise ValidationError(CLOSED.format(property=prop, reference=prop.reference, verb=verb))


@transaction.atomic
def describe(
    *, user: Any, reshaping: Reshaping, answers: Mapping[str, list[str]], versions: Mapping[int, int], reason: str = ""
) -> Reshaping:
    """Keep what was answered, and of which versions. Nothing else is changed. NotAsSeen once it is done."""
    found = locked(user, reshaping)
    if found.status != BulkStatus.DRAFT:
        raise NotAsSeen
    found.answers, found.versions = dict(answers), {str(pk): version for pk, version in versions.items()}
    found.reason = reason.strip()[:200]
    found.save(update_fields=["answers", "versions", "reason"])
    return found


def locked(user: Any, reshaping: Reshaping) -> Reshaping:
    """Her own, locked until the transaction ends: the second of two clicks waits here."""
    return Reshaping.objects.visible_to(user).select_for_update().get(pk=reshaping.pk)


def lock_all(user: Any, pks: Collection[int]) -> dict[int, Property]:
    """The properties, locked in one order. NotAsSeen when one is gone, or no longer hers to change."""
    found = {
        prop.pk: prop for prop in Property.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    }
    if Property.objects.editable_by(user).filter(pk__in=pks).count() != len(set(pks)):
        raise NotAsSeen
    return found


def closing(word: str, reason: str) -> dict[str, Any]:
    """The columns of a property that is closed today because it was split or merged."""
    return {"status": Status.CLOSED, "closed_on": timezone.localdate(), "closed_reason": f"{word}: {reason}"[:200]}


def link(reshaping: Reshaping, pairs: Iterable[tuple[int, int]]) -> None:
    """Say which property came out of which: (before, after). ValidationError where one would come out of itself."""
    today = timezone.localdate()
    with explained(PropertySuccession):
        PropertySuccession.objects.bulk_create(
            PropertySuccession(
                predecessor_id=before, successor_id=after, kind=reshaping.kind, on=today, change=reshaping.pk
            )
            for before, after in pairs
        )


def finish(reshaping: Reshaping, ledger: Ledger, touched: Collection[int], reason: str) -> Reshaping:
    """Done: remember what taking it back needs."""
    reshaping.before, reshaping.reason = ledger.as_json(touched), reason
    reshaping.status, reshaping.applied_at = BulkStatus.APPLIED, timezone.now()
    reshaping.save(update_fields=["before", "reason", "status", "applied_at"])
    return reshaping


# --- Taking it back --------------------------------------------------------------------------------------


@transaction.atomic
def undo(*, user: Any, reshaping: Reshaping) -> Reshaping:
    """Take the whole split or merge back, as a new change; done already, it stays so.

    LaterEdits, and nothing done, names what was changed since. PermissionDenied when one of the properties is no
    longer hers to change.
    """
    found = locked(user, reshaping)
    if found.status != BulkStatus.APPLIED:
        return found
    before = found.before
    pks = [each["id"] for each in before["properties"]]
    props = {
        each.pk: each for each in Property.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    }
    if Property.objects.editable_by(user).filter(pk__in=pks).count() != len(pks):
        raise PermissionDenied("One of these properties is no longer yours to change. Nothing was taken back.")
    if later := _later(found, props):
        raise LaterEdits(later)
    with pghistory.context(reason=f"Taken back: {found.reason}"[:200]), explained(Property):
        PropertySuccession.objects.filter(change=found.pk).delete()
        _rows_back(before)
        for each in before["properties"]:
            _property_back(props[each["id"]], each["was"])
        Property.objects.filter(pk__in=before["created"]).delete()
    found.status, found.undone_at = BulkStatus.UNDONE, timezone.now()
    found.save(update_fields=["status", "undone_at"])
    return found


def _later(reshaping: Reshaping, props: Mapping[int, Property]) -> list[str]:
    """The references of the properties that are no longer as the change left them."""
    before, later = reshaping.before, set()
    for each in before["properties"]:
        if props[each["id"]].version != each["version"]:
            later.add(props[each["id"]].reference)
    for each in before["rows"]:
        row = MODELS[each["kind"]].objects.filter(pk=each["id"], property=each["property"]).first()
        if row is None or getattr(row, "version", 0) != each["version"]:
            later.add(props[each["property"]].reference)
    for pk in before["created"]:
        if _has_more(pk, reshaping):
            later.add(props[pk].reference)
    return sorted(later)


def _has_more(pk: int, reshaping: Reshaping) -> bool:
    """Whether somebody has since added anything to a part that the split made: it would go with the part."""
    mine = [(each["kind"], each["id"]) for each in reshaping.before["rows"] if each["property"] == pk]
    for kind, model in MODELS.items():
        known = [row for of, row in mine if of == kind]
        if model.objects.filter(property=pk).exclude(pk__in=known).exists():
            return True
    if any(model.objects.filter(property=pk).exists() for model in (RagAssessment, QualityWaiver)):
        return True
    kept = {"content_type": ContentType.objects.get_for_model(Property), "object_id": pk}
    if any(model.objects.filter(**kept).exists() for model in (Note, Attachment)):
        return True
    links = PropertySuccession.objects.exclude(change=reshaping.pk)
    return links.filter(models.Q(predecessor=pk) | models.Q(successor=pk)).exists()


def _rows_back(before: Mapping[str, Any]) -> None:
    for each in reversed(before["rows"]):
        row = MODELS[each["kind"]].objects.filter(pk=each["id"])
        if each["was"] is None:
            row.delete()
        else:
            row.update(**_read(row.model, each["was"]))
    for each in before["removed"]:
        model = MODELS[each["kind"]]
        model(**_read(model, each["was"])).save(force_insert=True)


def _property_back(prop: Property, was: Mapping[str, Any]) -> None:
    if not was:
        return
    for name, value in _read(Property, was).items():
        setattr(prop, name, value)
    prop.save(update_fields=list(was))


def _read(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them, as the model's columns do."""
    columns = {each.attname: each for each in model._meta.concrete_fields}

    def value(name: str, raw: Any) -> Any:
        if raw is None or hasattr(columns[name], "geom_type"):
            return raw and GEOSGeometry(raw)
        return raw if columns[name].is_relation else columns[name].to_python(raw)

    return {name: value(name, raw) for name, raw in values.items()}
