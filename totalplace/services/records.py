"""Writing notes and attachments on records. Whoever may change the record may keep a journal and files on it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any, BinaryIO, cast

import pghistory
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Model

from totalplace.calc.documents import RefusedDocument, media_type_of
from totalplace.models import Attachment, Note
from totalplace.selectors.records import kind_of, visible_target
from totalplace.versioning import lock_current

NOT_YOURS = "You may read this record but not change it, so you cannot add to it."


@transaction.atomic
def add_note(*, user: Any, record: Model, text: str) -> Note:
    """Write an entry in a record's journal. ValidationError when it says nothing, PermissionDenied without right."""
    _require_editable(record, user)
    with pghistory.context(reason="Note added"):
        return Note.objects.create(**_on(record), created_by=user, text=_said(text))


@transaction.atomic
def edit_note(*, user: Any, note: Note, version: int, text: str) -> Note:
    """Change one's own note. StaleRecord when it was changed since `version`."""
    _require_editable(_record_of(note, user), user)
    if note.created_by_id != user.pk:
        raise PermissionDenied("Only its author changes a note. Add one of your own.")
    current = lock_current(Note.objects.all(), note.pk, version)
    current.text = _said(text)
    with pghistory.context(reason="Note changed"):
        current.save(update_fields=["text"])
    current.refresh_from_db()
    return current


@transaction.atomic
def remove_note(*, user: Any, note: Note, version: int) -> None:
    """Take a note out of the journal; the history keeps it."""
    _require_editable(_record_of(note, user), user)
    with pghistory.context(reason="Note removed"):
        lock_current(Note.objects.all(), note.pk, version).delete()


@transaction.atomic
def attach_file(*, user: Any, record: Model, file: File, name: str) -> Attachment:
    """Keep a file on a record. ValidationError, in words for the person, when it is too large or not what it says.

    The content is checked before anything is stored, and what was stored goes again when the record is not kept.
    """
    _require_editable(record, user)
    name = _tidy_name(name)
    size = _checked_size(file)
    try:
        media_type = media_type_of(name, cast(BinaryIO, file.file))
    except RefusedDocument as refusal:
        raise ValidationError(f"{name}: {refusal}") from refusal
    attachment = Attachment(
        **_on(record),
        created_by=user,
        name=name,
        content_type_name=media_type,
        size_bytes=size,
        sha256=_digest(file),
    )
    attachment.file.save(name, file, save=False)
    try:
        with pghistory.context(reason="Attachment added"):
            attachment.save()
    except BaseException:
        attachment.file.delete(save=False)
        raise
    return attachment


@transaction.atomic
def remove_attachment(*, user: Any, attachment: Attachment, version: int) -> None:
    """Take a file off a record, and off the disk once that is committed. The history keeps its name and digest."""
    _require_editable(_record_of(attachment, user), user)
    current = lock_current(Attachment.objects.all(), attachment.pk, version)
    stored, storage = str(current.file.name), current.file.storage
    with pghistory.context(reason="Attachment removed"):
        current.delete()
    transaction.on_commit(lambda: storage.delete(stored))


def _require_editable(record: Model, user: Any) -> None:
    if not kind_of(type(record)).editable_by(user).filter(pk=record.pk).exists():
        raise PermissionDenied(NOT_YOURS)


def _record_of(kept: Note | Attachment, user: Any) -> Model:
    record = visible_target(kept, user=user)
    if record is None:
        raise PermissionDenied(NOT_YOURS)
    return record


def _on(record: Model) -> dict[str, Any]:
    return {"content_type": ContentType.objects.get_for_model(record), "object_id": record.pk}


def _said(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError({"text": "Write what should be remembered."})
    if len(text) > 10_000:
        raise ValidationError({"text": f"A note holds 10,000 characters; this has {len(text):,}. Attach it as a file."})
    return text


def _tidy_name(name: str) -> str:
    """The file's own name without a folder, control characters or direction marks that would disguise its ending."""
    name = re.split(r"[\\/]", name)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip(" .")
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:180]}{dot}{ending}"[-200:]


def _checked_size(file: File) -> int:
    limit = settings.MAX_ATTACHMENT_BYTES
    if not file.size:
        raise ValidationError("The file is empty. Choose another.")
    if file.size > limit:
        raise ValidationError(
            f"The file is {file.size / 1_048_576:,.1f} MB; at most {limit / 1_048_576:,.0f} MB can be attached. "
            "Attach a smaller copy."
        )
    return file.size


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
