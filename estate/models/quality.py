"""Data quality: what the last check found, what was waived, and how many there are of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from estate.models.property import Property
from estate.querysets import OfPropertyQuerySet
from estate.querysets.findings import FindingQuerySet, TallyQuerySet
from totalplace.models import Organisation
from totalplace.models.base import Versioned, tracked


class QualityFinding(models.Model):
    """That a property breaks a rule. Derived: written by the check alone (estate/services/quality.py).

    `partner` is the other property of a rule that two break together, and `is_hidden` that it is a sensitive site: such
    a finding is there only for those who see every sensitive site. `organisation` and `is_sensitive` are those of the
    property when it was counted. A finding keeps `found_at` for as long as the fault stands.
    """

    property = models.ForeignKey(
        Property, on_delete=models.DO_NOTHING, related_name="findings", db_constraint=False, db_index=False
    )
    rule = models.CharField(max_length=40)
    detail = models.CharField(max_length=200, blank=True, default="")
    partner = models.ForeignKey(
        Property, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    is_sensitive = models.BooleanField()
    is_hidden = models.BooleanField(default=False)
    is_waived = models.BooleanField(default=False)
    found_at = models.DateTimeField(db_default=Now())

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "rule"], name="qualityfinding_once")]
        indexes = [
            models.Index(fields=["rule", "property"], name="qualityfinding_of_rule"),
            models.Index(fields=["organisation", "rule", "property"], name="qualityfinding_of_body"),
            models.Index(fields=["partner"], name="qualityfinding_partner", condition=Q(partner__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.property_id}"


class QualityTally(models.Model):
    """How many properties of a body break a rule, now (`month` null) or as the month's last check found it.

    Derived. Several rows may hold one key, and a row may subtract: their sum is the truth. `applicable` counts those
    that the rule was asked of, `failing` the faults to mend, `waived` those agreed to. Faults shared with a sensitive
    site alone (`is_hidden`) are counted apart.
    """

    month = models.DateField(null=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    rule = models.CharField(max_length=40)
    is_sensitive = models.BooleanField()
    is_hidden = models.BooleanField(default=False)
    applicable = models.BigIntegerField(default=0)
    failing = models.BigIntegerField(default=0)
    waived = models.BigIntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["month", "organisation", "rule"], name="qualitytally_key")]

    def __str__(self) -> str:
        return f"{self.rule} of {self.organisation_id}: {self.failing} of {self.applicable}"


class QualityStale(models.Model):
    """A property that was changed since it was last checked; null stands for more of them than are worth naming.

    Derived: marked by triggers, whoever writes, and taken away by the check.
    """

    property = models.ForeignKey(
        Property, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"To be checked: {self.property_id or 'everything'}"


class QualityRun(models.Model):
    """One check of the whole register, from start to end. `rules` is a digest of the rules it asked."""

    day = models.DateField()
    rules = models.CharField(max_length=64)
    properties = models.PositiveIntegerField()
    findings = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-finished_at"]

    def __str__(self) -> str:
        return f"Check of {self.day}"


@tracked()
class QualityWaiver(Versioned):
    """That a property may break a rule: agreed by a person, for a reason, until a day (null: until withdrawn).

    Nothing of it is changed or put back: it is withdrawn, and another made.
    """

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="quality_waivers", editable=False)
    rule = models.CharField(max_length=40, editable=False)
    reason = models.CharField(max_length=500, editable=False)
    until = models.DateField(null=True, editable=False)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    waived_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = OfPropertyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-waived_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["property", "rule"], condition=Q(withdrawn_at__isnull=True), name="qualitywaiver_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="qualitywaiver_reason",
                violation_error_message="Say why the fault may stand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} waived for {self.property}"
