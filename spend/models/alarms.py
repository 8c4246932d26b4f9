"""What is found by comparing planned changes, who was told of what, and by which settings alarms are raised."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from spend.choices import AlarmKind, ChangeKind
from spend.models.planned_changes import PlannedChange
from spend.querysets.planned_changes import AlarmQuerySet
from totalplace.models import Organisation
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known


def hitting_kinds() -> list[str]:
    """The kinds of change that a community feels, unless the programme team says otherwise."""
    return [ChangeKind.CUT.value, ChangeKind.CLOSURE.value, ChangeKind.FEE.value]


@tracked()
class ProtocolSetting(Versioned):
    """By what rules alarms are raised: one row for all bodies.

    `notice_days` are the days that have to lie between entering a change and deciding it; `least_shift` the pounds from
    which a cost to a partner counts; `least_bodies` how many bodies make a community hit by many.
    """

    notice_days = models.PositiveSmallIntegerField(default=28)
    least_shift = models.DecimalField("least cost to a partner", max_digits=14, decimal_places=2, default=1)
    least_bodies = models.PositiveSmallIntegerField(default=2)
    community_kinds = ArrayField(models.CharField(max_length=8, choices=ChangeKind), default=hitting_kinds)

    class Meta(Versioned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="protocolsetting_only_one"),
            models.CheckConstraint(
                condition=Q(notice_days__lte=366),
                name="protocolsetting_notice_at_most_a_year",
                violation_error_message="Notice of more than a year is more than a budget's round.",
            ),
            models.CheckConstraint(
                condition=Q(least_bodies__gte=2),
                name="protocolsetting_two_bodies_at_least",
                violation_error_message="One body alone is no meeting of several: write 2 or more.",
            ),
            models.CheckConstraint(
                condition=Q(least_shift__gte=0),
                name="protocolsetting_least_shift_not_negative",
                violation_error_message="Write £0 or more.",
            ),
            models.CheckConstraint(
                condition=Q(community_kinds__contained_by=ChangeKind.values), name="protocolsetting_kinds_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_days} days"


class Alarm(models.Model):
    """Something that partners should talk about before it is decided: found by the database, never written by hand.

    `key` is the same for as long as it is the same thing. `amount` is what its changes come to in pounds in the years
    in which they meet (what it costs the partner, for a cost shifted), `amount_there` the part of it that falls in
    `area_codes`. The same people may be counted by two bodies, so those affected are between `people_least` and
    `people_most`, null where a body does not know. `decide_by` is the first decision still to come.
    """

    kind = models.CharField(max_length=9, choices=AlarmKind)
    key = models.CharField(max_length=80, unique=True)
    partner = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")
    groups = ArrayField(models.CharField(max_length=14), default=list)
    area_codes = ArrayField(models.CharField(max_length=20), default=list)
    first_year = models.CharField(max_length=7, default="", blank=True)
    last_year = models.CharField(max_length=7, default="", blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    amount_there = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    people_least = models.PositiveIntegerField(null=True)
    people_most = models.PositiveBigIntegerField(null=True)
    decide_by = models.DateField(null=True)
    first_seen_at = models.DateTimeField(db_default=Now())
    cleared_at = models.DateTimeField(null=True)
    changes = models.ManyToManyField(PlannedChange, through="AlarmChange", related_name="alarms")

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-first_seen_at", "-id"]
        indexes = [
            models.Index(fields=["-first_seen_at", "-id"], name="alarm_standing", condition=Q(cleared_at=None)),
        ]
        constraints = [*known("alarm", kind=AlarmKind)]

    def __str__(self) -> str:
        return self.get_kind_display()


class AlarmChange(models.Model):
    """That an alarm is about a planned change."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="links")
    change = models.ForeignKey(PlannedChange, on_delete=models.CASCADE, related_name="alarm_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "change"], name="alarmchange_once")]

    def __str__(self) -> str:
        return f"{self.alarm}: {self.change}"


class Notice(models.Model):
    """That a body was told, once, of a planned change or of an alarm. Its officers' e-mails follow from it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey(PlannedChange, on_delete=models.CASCADE, null=True, related_name="notices")
    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, null=True, related_name="notices")
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(change__isnull=False, alarm__isnull=True) | Q(change__isnull=True, alarm__isnull=False),
                name="notice_of_one_thing",
            ),
            models.UniqueConstraint(fields=["change", "organisation"], name="notice_of_change_once"),
            models.UniqueConstraint(fields=["alarm", "organisation"], name="notice_of_alarm_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} told"
