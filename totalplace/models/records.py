"""Notes and attachments: a journal and files on any record that says who may see it."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from totalplace.models.base import Versioned, tracked


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """A name on disk that tells nothing of the record and cannot be guessed."""
    return f"attachments/{uuid.uuid4().hex}"


class OnRecord(Versioned):
    """Something kept on another record: it is seen by exactly those who may see that record."""

    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(Versioned.Meta):
        abstract = True
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="%(class)s_of_record")]


@tracked()
class Note(OnRecord):
    """An entry in a record's journal."""

    text = models.TextField()

    class Meta(OnRecord.Meta):
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return self.text[:60]


@tracked()
class Attachment(OnRecord):
    """A file on a record. Its content was checked against its name when it came in."""

    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = models.CharField(max_length=200)
    content_type_name = models.CharField(max_length=120)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta(OnRecord.Meta):
        pass

    def __str__(self) -> str:
        return self.name
