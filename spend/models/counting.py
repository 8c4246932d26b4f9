"""Counts of a place's spending, and their lines."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from spend.choices import Account, Basis, Certainty, Confidence, Control, Direction, Method, Stage
from spend.models.bodies import Body
from spend.models.references import NextReference
from spend.models.sources import Sourced, has_place
from spend.querysets import CountQuerySet, OfCountQuerySet
from totalplace.models import Area, ImportBatch
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known

YEARS = (1990, 2100)


def plausible_year(model: str) -> models.CheckConstraint:
    """The constraint that `year`, in which the financial year begins, is no slip of the pen."""
    return models.CheckConstraint(
        condition=Q(year__range=YEARS),
        name=f"{model}_year",
        violation_error_message=f"A year lies between {YEARS[0]} and {YEARS[1]}.",
    )


@tracked()
class Count(Sourced, Versioned):
    """What was spent in a place in a financial year (2008 is 2008/09): all of it in outline, or one theme in depth.

    `stated_total` (£) is what its source says the lines come to; `population` is the number of people it divides by.
    """

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="spend_counts")
    place_name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.HIGH_LEVEL)
    stated_total = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_words = models.CharField(max_length=200, blank=True)
    published_on = models.DateField(null=True, blank=True)

    objects = CountQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-year", "title"]
        constraints = [
            plausible_year("count"),
            has_place("count"),
            *known("count", stage=Stage),
            models.CheckConstraint(
                condition=Q(population__isnull=True) | Q(population__gt=0),
                name="count_has_people",
                violation_error_message="A population is above nought; leave it empty where it is not known.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Line(Sourced, Versioned):
    """One line of a count: what a body spent, in pounds, in its source's own words.

    Income is negative and expenditure is not, so that lines of either direction add up. A corrected figure changes the
    line: what it was stays in its history, and can be cited by reference and version.
    """

    reference = models.CharField(max_length=12, unique=True, db_default=NextReference("SL"), editable=False)
    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="lines")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="lines")
    label = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    direction = models.CharField(max_length=11, choices=Direction, default=Direction.EXPENDITURE)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.NOT_STATED)
    certainty = models.CharField(max_length=10, choices=Certainty, default=Certainty.NOT_STATED)
    account = models.CharField(max_length=10, choices=Account, default=Account.NOT_STATED)
    method = models.CharField(max_length=10, choices=Method, default=Method.NOT_STATED)
    confidence = models.CharField(max_length=10, choices=Confidence, default=Confidence.NOT_STATED)
    control = models.CharField(max_length=20, choices=Control, default=Control.NOT_STATED)
    funder = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="lines_funded")
    # What tells a body's lines apart in its own files: an import finds a line again by it.
    local_reference = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = OfCountQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-amount", "reference"]
        constraints = [
            has_place("line"),
            models.CheckConstraint(
                condition=Q(direction=Direction.EXPENDITURE, amount__gte=0)
                | Q(direction=Direction.INCOME, amount__lte=0),
                name="line_sign_of_its_direction",
                violation_error_message="Expenditure is nought or more, income nought or less: £ with a minus sign.",
            ),
            models.CheckConstraint(
                condition=~Q(label=""), name="line_has_a_label", violation_error_message="Give the source's own words."
            ),
            models.UniqueConstraint(
                fields=["count", "body", "local_reference"],
                condition=~Q(local_reference=""),
                name="line_once_in_its_file",
                violation_error_message="This body has a line with this reference in the count already.",
            ),
            *known(
                "line", direction=Direction, basis=Basis, certainty=Certainty, account=Account, method=Method,
                confidence=Confidence, control=Control,
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["count", "-amount", "reference"], name="line_by_amount"),
            models.Index(fields=["count", "body"], include=["amount"], name="line_by_body"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.label}"


@tracked()
class SignOff(Versioned):
    """A body's word that its figures in a count are right, as they stood: the total in pounds and the number of lines.

    It stands while the body's lines still come to what was signed; `withdrawn_at` says when it was taken back.
    """

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="sign_offs")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="sign_offs")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    lines = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OfCountQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["count", "body"],
                condition=Q(withdrawn_at__isnull=True),
                name="signoff_stands_once",
                violation_error_message="This body has signed this count off already: take that back first.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}: £{self.amount} in {self.count}"
