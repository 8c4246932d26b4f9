"""Where money comes from and goes to, and what is taken out so that no pound counts twice."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from spend.choices import Ringfence
from spend.models.bodies import Body
from spend.models.counting import Count, Line
from spend.models.sources import Sourced, has_place
from spend.querysets import OfCountQuerySet, SpendQuerySet
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known


@tracked()
class Stream(Sourced, Versioned):
    """Money given for a purpose: by whom, for whom, from when until when, how tightly tied and on what conditions."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    funder = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="streams")
    purpose = models.CharField(max_length=300, blank=True)
    target_group = models.CharField(max_length=120, blank=True)
    ringfence = models.CharField(max_length=10, choices=Ringfence, default=Ringfence.NOT_STATED)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(blank=True)
    is_illustrative = models.BooleanField(default=False)

    objects = SpendQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["name"]
        constraints = [
            has_place("stream"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="stream_ends_after_it_begins",
                violation_error_message="Its last day cannot lie before its first.",
            ),
            *known("stream", ringfence=Ringfence),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Flow(Sourced, Versioned):
    """Pounds that one body passes to another in a count, by a stream where known. Money never flows in a circle."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="flows")
    payer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="flows_out")
    payee = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="flows_in")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, null=True, blank=True, related_name="flows")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    is_illustrative = models.BooleanField(default=False)

    objects = OfCountQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-amount"]
        triggers = [
            *Versioned.Meta.triggers,
            pgtrigger.Trigger(
                name="no_circle",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("payer_id", "payee_id", "count_id"),
                timing=pgtrigger.Deferred,
                func="PERFORM spend_check_circle(NEW.count_id, NEW.payer_id, NEW.payee_id); RETURN NULL;",
            ),
        ]
        constraints = [
            has_place("flow"),
            models.UniqueConstraint(
                fields=["count", "payer", "payee", "stream"],
                name="flow_once",
                nulls_distinct=False,
                violation_error_message="This flow is in the count already: change its amount instead.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="flow_amount",
                violation_error_message="A flow is above £0. What runs the other way is a flow from the other body.",
            ),
            models.CheckConstraint(
                condition=~Q(payer=F("payee")),
                name="flow_leaves_its_body",
                violation_error_message="A body cannot pay itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} to {self.payee}: £{self.amount}"


@tracked()
class Elimination(Sourced, Versioned):
    """Pounds that stand in two lines of a count and are taken out of one of them, so that they count once.

    `counted_in` keeps them; from `removed_from` they are taken. No more is taken from a line than is in it.
    """

    counted_in = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="eliminations_kept")
    removed_from = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="eliminations")
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    reason = models.CharField(max_length=300)

    class Meta(Versioned.Meta):
        ordering = ["-amount"]
        triggers = [
            *Versioned.Meta.triggers,
            pgtrigger.Trigger(
                name="within_the_line",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("amount", "removed_from_id", "counted_in_id"),
                timing=pgtrigger.Deferred,
                func="PERFORM spend_check_eliminations(NEW.removed_from_id); RETURN NULL;",
            ),
        ]
        constraints = [
            has_place("elimination"),
            models.UniqueConstraint(
                fields=["counted_in", "removed_from"],
                name="elimination_once",
                violation_error_message="These two lines have an elimination already: change its amount instead.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="elimination_amount",
                violation_error_message="What is taken out is above £0.",
            ),
            models.CheckConstraint(
                condition=~Q(counted_in=F("removed_from")), name="elimination_of_two_lines",
                violation_error_message="A line cannot count twice with itself: name the other line.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="elimination_has_a_reason", violation_error_message="Say why."
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"£{self.amount} of {self.removed_from_id}, counted in {self.counted_in_id}"
