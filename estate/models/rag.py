"""RAG assessments: append-only, the latest one stands on the property."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from estate import choices
from estate.models.constraints import known
from estate.models.property import Property
from estate.querysets import OfPropertyQuerySet
from totalplace.models.base import tracked


@tracked()
class RagAssessment(models.Model):
    """One judgement of a property's future: what, why, by whom, until when it should stand."""

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="rag_assessments")
    rating = models.CharField(max_length=5, choices=choices.Rag)
    reason = models.CharField(max_length=20, choices=choices.RagReason, blank=True, default="")
    note = models.TextField(blank=True, default="")
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    assessed_at = models.DateTimeField(db_default=Now())
    next_review_on = models.DateField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects = OfPropertyQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_at", "-id"]
        indexes = [models.Index(fields=["property", "-assessed_at", "-id"], name="ragassessment_latest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(rating=choices.Rag.GREEN) | ~Q(reason=""),
                name="ragassessment_green_needs_a_reason",
                violation_error_message="A green rating needs a reason: say why it is surplus or available.",
            ),
            *known("ragassessment", rating=choices.Rag),
            *known("ragassessment", blank=True, reason=choices.RagReason),
        ]
        triggers = [
            # Lifted only while an import is undone, which takes back what it added.
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stands",
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func="PERFORM estate_rag_stands(array_agg(DISTINCT property_id)) FROM added; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rating_display()}: {self.property}"
