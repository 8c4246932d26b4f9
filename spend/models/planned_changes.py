"""Planned changes of budgets: what a body means to do, in which years, where, to whom, and what its partners answer."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from spend.calc.years import PATTERN
from spend.choices import ChangeKind, ChangeStatus, Decision, Group, Position, Service
from spend.querysets.planned_changes import OfPlannedChangeQuerySet, PlannedChangeQuerySet
from totalplace.models import Organisation
from totalplace.models.base import Versioned, tracked, version_trigger
from totalplace.models.constraints import known

REFERENCE = "('BP-' || lpad(NEW.id::text, greatest(6, length(NEW.id::text)), '0'))"


@tracked()
class PlannedChange(Versioned):
    """One change that a body plans. Its pounds a year, places and effects on partners are records of their own.

    `entered_at` is the moment at which partners could first see it: the database writes it, once, and nobody moves it.
    `people_affected` null is not known. A draft may lack anything but a title.
    """

    reference = models.CharField(max_length=20, editable=False, db_default="")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="planned_changes")
    title = models.CharField(max_length=200)
    description = models.TextField("what would change", blank=True, default="")
    service = models.CharField(max_length=14, choices=Service, blank=True, default="")
    kind = models.CharField(max_length=8, choices=ChangeKind, blank=True, default="")
    groups = ArrayField(models.CharField(max_length=14, choices=Group), default=list, blank=True)
    people_affected = models.PositiveIntegerField(null=True, blank=True)
    decision_due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=7, choices=ChangeStatus, default=ChangeStatus.DRAFT)
    entered_at = models.DateTimeField("shown to partners", null=True, editable=False)
    decision = models.CharField(max_length=7, choices=Decision, blank=True, default="")
    decided_on = models.DateField(null=True, blank=True)
    decision_reasons = models.TextField("reasons for the decision", blank=True, default="")
    is_synthetic = models.BooleanField("illustrative", default=False)

    objects = PlannedChangeQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["decision_due_on", "id"], name="plannedchange_by_due"),
            models.Index(fields=["service"], name="plannedchange_by_service"),
        ]
        triggers = [
            version_trigger(),
            pgtrigger.Trigger(
                name="reference",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=f"NEW.reference := {REFERENCE}; RETURN NEW;",
            ),
            # Whoever writes, and whatever he sends: the moment of entering is the database's own to say.
            pgtrigger.Trigger(
                name="entered",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.status = 'draft' THEN NEW.entered_at := NULL;
                    ELSIF TG_OP = 'INSERT' THEN NEW.entered_at := now();
                    ELSE NEW.entered_at := coalesce(OLD.entered_at, now());
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="reference_stays", operation=pgtrigger.Update, condition=pgtrigger.AnyChange("reference", "id")
            ),
            # What partners were told of cannot be made a secret again.
            pgtrigger.Protect(
                name="stays_entered",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status="entered", new__status="draft"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="plannedchange_reference_once"),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^BP-[0-9]{6,}$"), name="plannedchange_reference_form"
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="plannedchange_has_a_title",
                violation_error_message="Say in a few words what is planned.",
            ),
            models.CheckConstraint(condition=Q(groups__contained_by=Group.values), name="plannedchange_groups_known"),
            models.CheckConstraint(
                condition=Q(status=ChangeStatus.DRAFT)
                | (~Q(service="") & ~Q(kind="") & Q(groups__len__gt=0) & Q(entered_at__isnull=False)),
                name="plannedchange_entered_says_what",
                violation_error_message="Partners need to know the service, the kind of change and who is affected.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True, decision_reasons="")
                | (~Q(decision="") & Q(decided_on__isnull=False) & ~Q(decision_reasons="")),
                name="plannedchange_decision_has_day_and_reasons",
                violation_error_message="A decision has its day and its reasons.",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | ~Q(status=ChangeStatus.DRAFT),
                name="plannedchange_draft_is_undecided",
                violation_error_message="Enter the change before you record what was decided.",
            ),
            *known("plannedchange", status=ChangeStatus),
            *known("plannedchange", blank=True, service=Service, kind=ChangeKind, decision=Decision),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class PlannedAmount(models.Model):
    """What a planned change does to its body's net budget in one financial year, in pounds: less is negative."""

    change = models.ForeignKey(PlannedChange, on_delete=models.CASCADE, related_name="amounts")
    year = models.CharField("financial year", max_length=7)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    objects = OfPlannedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["change", "year"]
        constraints = [
            models.UniqueConstraint(fields=["change", "year"], name="plannedamount_once_a_year"),
            models.CheckConstraint(
                condition=Q(year__regex=f"^{PATTERN}$"),
                name="plannedamount_year_form",
                violation_error_message="Write the financial year as 2026/27.",
            ),
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="plannedamount_is_some",
                violation_error_message="An amount of £0 changes nothing: leave the year out.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.amount}"


@tracked()
class PlannedArea(models.Model):
    """A place that a planned change is for: a county, district, ward or small area, known by its code.

    By the code and not by the row, because outlines are replaced by later ones; `name` is the name it then had.
    """

    change = models.ForeignKey(PlannedChange, on_delete=models.CASCADE, related_name="areas")
    area_code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)

    objects = OfPlannedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["change", "name"]
        constraints = [models.UniqueConstraint(fields=["change", "area_code"], name="plannedarea_once")]

    def __str__(self) -> str:
        return self.name


@tracked()
class PartnerEffect(models.Model):
    """What a planned change is expected to do to another body: `cost` in pounds to it, null where not known.

    A saving to the partner is negative.
    """

    change = models.ForeignKey(PlannedChange, on_delete=models.CASCADE, related_name="effects")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    words = models.CharField("how", max_length=300, blank=True, default="")

    objects = OfPlannedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["change", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "organisation"],
                name="partnereffect_once",
                violation_error_message="This body is named twice.",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


@tracked()
class Response(Versioned):
    """What a partner body answers to a planned change: one answer, which it may revise. `cost` in pounds to it."""

    change = models.ForeignKey(PlannedChange, on_delete=models.CASCADE, related_name="responses")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=7, choices=Position)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    words = models.TextField("what we say", blank=True, default="")

    objects = OfPlannedChangeQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["change", "id"]
        constraints = [
            models.UniqueConstraint(fields=["change", "organisation"], name="response_once_a_body"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(position=Position.COST, cost__gt=0),
                name="response_cost_goes_with_its_position",
                violation_error_message="Give a cost, above nought, only where you answer that it costs you money.",
            ),
            *known("response", position=Position),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_position_display()}"


class PlannedReach(models.Model):
    """The wards that a planned change falls in, derived: what share of it each is taken to bear, one in all.

    Kept by spend_protocol_reach (sql). Where no wards are loaded, the district or county itself stands for them.
    """

    change = models.ForeignKey(PlannedChange, on_delete=models.CASCADE, related_name="reach")
    area_code = models.CharField(max_length=20)
    share = models.DecimalField(max_digits=13, decimal_places=12)

    objects = OfPlannedChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "area_code"], name="plannedreach_once")]
        indexes = [models.Index(fields=["area_code"], name="plannedreach_by_area")]

    def __str__(self) -> str:
        return f"{self.area_code}: {self.share}"
