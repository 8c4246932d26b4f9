"""Notes and attachments as pages show them, and the kinds of record that take them.

An app says so in its `ready()`; the record's manager must have `visible_to(user)` and `editable_by(user)`:

    register_record_kind(Property, url=lambda property: reverse("estate:property", args=[property.reference]))

A page then shows them with `{% include "components/notes.html" with notes=notes %}`, where `notes` is
`notes_on(property, user=user)`, and likewise for attachments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from totalplace.models import Attachment, Note

T = TypeVar("T", Note, Attachment)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A model whose records take notes and attachments. `slug` stands in addresses, `url(record)` is its page."""

    model: type[Model]
    slug: str
    url: Callable[[Any], str]

    def visible_to(self, user: Any) -> QuerySet:
        return self.model._default_manager.all().visible_to(user)  # type: ignore[attr-defined]

    def editable_by(self, user: Any) -> QuerySet:
        return self.model._default_manager.all().editable_by(user)  # type: ignore[attr-defined]


_kinds: dict[str, RecordKind] = {}


def register_record_kind(model: type[Model], *, url: Callable[[Any], str], slug: str = "") -> None:
    """Let records of `model` take notes and attachments. `slug` is the model's name unless given."""
    slug = slug or str(model._meta.model_name)
    _kinds[slug] = RecordKind(model, slug, url)


def takes_records(model: type[Model]) -> bool:
    """Whether records of `model` take notes and attachments."""
    return any(kind.model is model for kind in _kinds.values())


def kind_of(model: type[Model]) -> RecordKind:
    """The registered kind of a model's records; LookupError when it takes no notes."""
    for kind in _kinds.values():
        if kind.model is model:
            return kind
    raise LookupError(f"{model._meta.verbose_name_plural} take no notes or attachments")


def visible_record(slug: str, pk: int, *, user: Any) -> Model | None:
    """The record behind an address, for one who may see it; None where there is none, or none for her."""
    kind = _kinds.get(slug)
    return kind.visible_to(user).filter(pk=pk).first() if kind else None


def visible_target(kept: Note | Attachment, *, user: Any) -> Model | None:
    """The record that a note or attachment is on, for one who may see that record."""
    model = kept.content_type.model_class()
    if model is None or not takes_records(model):
        return None
    return kind_of(model).visible_to(user).filter(pk=kept.object_id).first()


@dataclass(frozen=True, slots=True)
class Kept:
    """Notes or attachments on one record: what there is, and what this person may do."""

    records: list[Any]
    slug: str
    object_id: int
    may_edit: bool
    user: Any


def notes_on(record: Model, *, user: Any) -> Kept:
    """The journal of a record that the caller read through `visible_to`. Two queries."""
    return _kept(Note, record, user)


def attachments_on(record: Model, *, user: Any) -> Kept:
    """The files on a record that the caller read through `visible_to`. Two queries."""
    return _kept(Attachment, record, user)


def _kept(model: type[Note] | type[Attachment], record: Model, user: Any) -> Kept:
    kind = kind_of(type(record))
    return Kept(
        records=list(
            model.objects.filter(
                content_type=ContentType.objects.get_for_model(record), object_id=record.pk
            ).select_related("created_by")
        ),
        slug=kind.slug,
        object_id=record.pk,
        may_edit=kind.editable_by(user).filter(pk=record.pk).exists(),
        user=user,
    )


def note_for(pk: int, *, user: Any) -> Note | None:
    """A note on a record that `user` may see."""
    return _kept_for(Note, pk, user)


def attachment_for(pk: int, *, user: Any) -> Attachment | None:
    """An attachment of a record that `user` may see."""
    return _kept_for(Attachment, pk, user)


def _kept_for(model: type[T], pk: int, user: Any) -> T | None:
    """Found and guarded by one query: one that is hidden takes the database no longer than one that is not there."""
    on_visible = Q(pk__in=[])
    for kind in _kinds.values():
        of_kind = ContentType.objects.get_for_model(kind.model)
        on_visible |= Q(content_type=of_kind, object_id__in=kind.visible_to(user).values("pk"))
    return model.objects.select_related("created_by", "content_type").filter(on_visible, pk=pk).first()
