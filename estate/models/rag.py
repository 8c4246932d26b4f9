"""RAG assessments and their withdrawals: append-only, the latest assessment not withdrawn stands on the property."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from estate import choices
from estate.models.property import Property
from estate.querysets import OfAssessmentQuerySet, OfPropertyQuerySet
from totalplace.models.base import tracked
from totalplace.models.constraints import known


@tracked()
class RagAssessment(models.Model):
    """One judgement of a property's future: what, why, by whom, until when it should stand.

    It stands from `assessed_at` until a later one does, or until it is withdrawn. `supersedes` is the one that stood
    when it was made; `rated_version` the property's version that the person had before her, empty for a file's;
    `sharing` what was stored about sharing with it, {field: [before, after]}.
    """

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="rag_assessments")
    rating = models.CharField(max_length=5, choices=choices.Rag)
    reason = models.CharField(max_length=20, choices=choices.RagReason, blank=True, default="")
    note = models.TextField(blank=True, default="")
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    assessed_at = models.DateTimeField(db_default=Now())
    next_review_on = models.DateField(null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    rated_version = models.BigIntegerField(null=True, editable=False)
    sharing = models.JSONField(null=True, editable=False)

    objects = OfPropertyQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_at", "-id"]
        indexes = [
            models.Index(fields=["property", "-assessed_at", "-id"], name="ragassessment_latest"),
            models.Index(fields=["assessed_at"], name="ragassessment_by_time"),
        ]
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


@tracked()
class RagWithdrawal(models.Model):
    """That an assessment was taken back: from `withdrawn_at` on, what stood before it stands again, if anything did."""

    assessment = models.OneToOneField(RagAssessment, on_delete=models.CASCADE, related_name="withdrawal")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(db_default=Now())
    note = models.TextField(blank=True, default="")

    objects = OfAssessmentQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stands",
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    PERFORM estate_rag_stands(array_agg(DISTINCT a.property_id))
                       FROM added w JOIN estate_ragassessment a ON a.id = w.assessment_id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Withdrawn: {self.assessment}"
