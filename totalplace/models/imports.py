"""A file on its way into the register: the batch, what is wrong in it, and what its officer decided.

The uploaded file, its mapping and the officer's corrections are the truth; the staged rows (one table for each kind
of record, in the app that owns it) are derived from them and can be made again.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from totalplace.choices import ImportStatus, Severity
from totalplace.models.jobs import Job
from totalplace.models.organisations import Organisation
from totalplace.querysets.imports import ImportBatchQuerySet


def import_path(batch: "ImportBatch", filename: str) -> str:
    """Uploads keep no name of their own on disk; the officer's name for the file is in the batch."""
    return f"imports/{uuid.uuid4().hex}"


class ImportBatch(models.Model):
    """One upload for one body. `kind` names the registered importer ("properties")."""

    kind = models.CharField(max_length=30)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="import_batches")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    file = models.FileField(upload_to=import_path, max_length=200)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=200, blank=True)
    header_row = models.PositiveIntegerField(null=True, blank=True)
    # {field name: column heading, or a list of headings}; what is absent is not imported.
    mapping = models.JSONField(default=dict)
    # {"epsg": 27700, "swapped": false}; absent keys are decided from the file.
    options = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.UPLOADED)
    error = models.TextField(blank=True)
    # What was assumed and cleaned, in sentences.
    notes = models.JSONField(default=list)
    # {"rows": n, "new": n, "changed": n, "unchanged": n, "refused": n, "skipped": n, "conflict": n, "missing": n, …}
    counts = models.JSONField(default=dict)
    missing_action = models.CharField(
        max_length=5, choices=[("keep", "Keep them"), ("close", "Close them")], default="keep"
    )
    missing_reason = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    # The one id under which the history keeps the whole import, and that of its undoing.
    change_id = models.UUIDField(null=True, blank=True, unique=True)
    undo_change_id = models.UUIDField(null=True, blank=True, unique=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="importbatch_status_known"),
            models.CheckConstraint(
                condition=Q(missing_action="keep") | ~Q(missing_reason=""), name="importbatch_closing_needs_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} for {self.organisation}"


class ImportFault(models.Model):
    """What is wrong, or unlikely, with one cell (or row) of a batch. `code` names the rule."""

    # Found by the indexes below, which begin with it. Written in sets for a batch that is locked: the database need not
    # look it up for every fault.
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="faults", db_index=False, db_constraint=False
    )
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=60, blank=True)
    column = models.CharField(max_length=200, blank=True)
    value = models.TextField(blank=True)
    severity = models.CharField(max_length=7, choices=Severity)
    code = models.CharField(max_length=40)
    reason = models.TextField()
    remedy = models.TextField()
    # What would be stored instead, where the machine can offer it (a repaired polygon, a nearest code).
    suggestion = models.TextField(blank=True)

    class Meta:
        ordering = ["row", "severity", "field"]
        indexes = [
            models.Index(fields=["batch", "row"], name="importfault_row"),
            models.Index(fields=["batch", "severity", "code"], name="importfault_kind"),
        ]

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}: {self.reason}"


class ImportCorrection(models.Model):
    """What the officer decided for one cell or row: a value in place of the file's, or to skip the row.

    `field` "" with `skip` leaves the row out. A value is text, read as if the file had held it.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="corrections")
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=60, blank=True)
    value = models.TextField(blank=True)
    skip = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "row", "field"], name="importcorrection_once"),
        ]

    def __str__(self) -> str:
        return f"Row {self.row}: skipped" if self.skip else f"Row {self.row}, {self.field}: {self.value}"


class ImportMapping(models.Model):
    """The column mapping a body last confirmed for files with these headings: next time it is offered first."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="import_mappings")
    kind = models.CharField(max_length=30)
    headings_digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "headings_digest"], name="importmapping_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.kind}"
