"""Splitting one property into several and merging several into one: what is prepared, and what came out of what."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from estate import choices
from estate.models.property import Property
from estate.querysets import ReshapingQuerySet, SuccessionQuerySet
from totalplace.models.base import tracked
from totalplace.models.constraints import known


class Reshaping(models.Model):
    """A split or a merge, from its first page to its undoing: of which properties, what was answered, what was before.

    It is its maker's own, as a bulk edit is. What it did is in each property's history, under one change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=5, choices=choices.SuccessionKind)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    property_ids = ArrayField(models.BigIntegerField())
    # The form as it was last sent: {name: [texts]}. It is read again, and checked again, at every step.
    answers = models.JSONField(default=dict)
    # The version of each property, {id: version}, when that form was sent.
    versions = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=8, choices=choices.BulkStatus, default=choices.BulkStatus.DRAFT)
    # Once it is done, what taking it back needs: see estate.services.reshaping.
    before = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ReshapingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(property_ids__len__range=(1, choices.MOST_PARTS)), name="reshaping_at_most_10"
            ),
            *known("reshaping", kind=choices.SuccessionKind, status=choices.BulkStatus),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {len(self.property_ids)}"


@tracked()
class PropertySuccession(models.Model):
    """That one property came out of another, on a day, by a split or a merge; `change` is that Reshaping's id.

    Nothing comes out of itself: the splits make no circle, nor do the merges. Together they may, for what was split
    off can be merged back.
    """

    predecessor = models.ForeignKey(
        Property, on_delete=models.CASCADE, related_name="successions", verbose_name="came from"
    )
    successor = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="origins", verbose_name="went on as")
    kind = models.CharField(max_length=5, choices=choices.SuccessionKind)
    on = models.DateField()
    change = models.UUIDField()

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = "split or merge"
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "change"], name="propertysuccession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="propertysuccession_not_of_itself"),
            *known("propertysuccession", kind=choices.SuccessionKind),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_circle",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF EXISTS (
                        WITH RECURSIVE later (id) AS (
                            SELECT NEW.successor_id
                             UNION
                            SELECT s.successor_id FROM later l
                              JOIN estate_propertysuccession s
                                ON s.predecessor_id = l.id AND s.kind = NEW.kind AND s.id IS DISTINCT FROM NEW.id
                        )
                        SELECT FROM later WHERE id = NEW.predecessor_id
                    ) THEN
                        RAISE EXCEPTION 'a property cannot come out of itself'
                              USING ERRCODE = 'check_violation', CONSTRAINT = 'propertysuccession_no_circle';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
