"""What money is for: classifications with versions, and the share of a line that falls under each code."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from spend.choices import Confidence, Method
from spend.models.counting import Line
from spend.models.sources import Source, Sourced, has_place
from spend.querysets import OfLineQuerySet, SpendQuerySet
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known


@tracked()
class Scheme(Versioned):
    """A classification in one version: the functions of government, the blocks of councils' returns, local themes."""

    key = models.SlugField(max_length=40)
    edition = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    is_local = models.BooleanField(default=False)
    valid_from = models.PositiveSmallIntegerField(null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = SpendQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["key", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["key", "edition"], name="scheme_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="scheme_ends_after_it_begins",
                violation_error_message="Its last year cannot lie before its first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.edition}"


@tracked()
class Code(Versioned):
    """One code of a classification, within another where it has levels."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta(Versioned.Meta):
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="code_once"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="code_is_not_its_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


@tracked()
class LineCode(Sourced, Versioned):
    """The share (0 to 1) of a line that falls under a code. The shares of one line in one scheme never exceed 1."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="codes")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="lines")
    share = models.DecimalField(max_digits=9, decimal_places=8, default=1)
    method = models.CharField(max_length=10, choices=Method, default=Method.NOT_STATED)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.NOT_STATED)

    objects = OfLineQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["line", "code"]
        triggers = [
            *Versioned.Meta.triggers,
            pgtrigger.Trigger(
                name="within_the_line",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("share", "line_id", "code_id"),
                timing=pgtrigger.Deferred,
                func="PERFORM spend_check_shares(NEW.line_id); RETURN NULL;",
            ),
        ]
        constraints = [
            has_place("linecode"),
            models.UniqueConstraint(
                fields=["line", "code"],
                name="linecode_once",
                violation_error_message="This line is under this code already: change its share instead.",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1),
                name="linecode_share",
                violation_error_message="A share lies above 0 and is at most 1, which is 100%.",
            ),
            *known("linecode", method=Method, confidence=Confidence),
        ]

    def __str__(self) -> str:
        return f"{self.share:%} of {self.line_id} under {self.code_id}"
