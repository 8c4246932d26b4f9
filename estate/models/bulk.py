"""A change of many properties at once, from the choice of them to its undoing."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from estate import choices
from estate.querysets.bulk import BulkEditQuerySet
from totalplace.models.constraints import known


class BulkEdit(models.Model):
    """Which properties, as their officer saw them, what is to change, why, and, once it is done, what was there before.

    It is her own: nobody else sees it. What it did is in each property's history, under one change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    # The address of the list they were chosen from, to go back to.
    chosen_from = models.TextField(blank=True, default="")
    property_ids = ArrayField(models.BigIntegerField())
    # The version of each when it was chosen, in the same order.
    versions = ArrayField(models.BigIntegerField())
    # {"fields": {name: value, "" for cleared}, "rating": {…} or absent}
    change = models.JSONField(default=dict)
    # Where somebody else was there meanwhile: {field: {"theirs": [ids that stay], "mine": {id: version overwritten}}}.
    decided = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=8, choices=choices.BulkStatus, default=choices.BulkStatus.DRAFT)
    # [{"id": …, "version": after the change, each changed field: its value before}]
    before = models.JSONField(default=list)
    assessments = ArrayField(models.BigIntegerField(), default=list)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = BulkEditQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(property_ids__len__range=(1, choices.MOST_IN_BULK)), name="bulkedit_at_most_5000"
            ),
            *known("bulkedit", status=choices.BulkStatus),
        ]

    def __str__(self) -> str:
        return f"Change of {len(self.property_ids):,} properties"
