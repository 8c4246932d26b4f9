"""What the programme costs, what a young person out of work costs, and the definitions that figures follow, as data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from neets import choices
from neets.choices.records import AgeBasis
from neets.models.agencies import Agency
from neets.models.constraints import known, not_backward, not_negative
from totalplace.models.base import Versioned, tracked


@tracked()
class StrandSpend(Versioned):
    """Pounds spent on one strand in a financial year (2008 is 2008/9). `agency` null: no agency is published."""

    year = models.PositiveSmallIntegerField()
    strand = models.CharField(max_length=16, choices=choices.Strand, blank=True, default="")
    kind = models.CharField(max_length=14, choices=choices.SpendKind, default=choices.SpendKind.PROGRAMME)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="spend")
    funding_stream = models.CharField(max_length=120, blank=True, default="")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    source = models.CharField(max_length=200)
    is_synthetic = models.BooleanField(default=False)

    class Meta(Versioned.Meta):
        ordering = ["-year", "kind", "strand"]
        constraints = [
            *known("strandspend", kind=choices.SpendKind),
            *known("strandspend", blank=True, strand=choices.Strand),
            *not_negative("strandspend", "amount"),
            models.UniqueConstraint(
                fields=["year", "strand", "kind", "agency", "funding_stream"],
                name="strandspend_once",
                nulls_distinct=False,
                violation_error_message="This strand's spend is there already for that year, agency and stream.",
            ),
        ]


@tracked()
class CostModel(Versioned):
    """A unit cost of one person NEET, as its source has it. Figures of different kinds are never added.

    `unit_cost` in pounds of `price_year`; `years` over which, null for one year or a lifetime as `period` says.
    """

    code = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=160)
    unit_cost = models.DecimalField(max_digits=12, decimal_places=2)
    period = models.CharField(max_length=60)
    price_year = models.CharField(max_length=7, blank=True, default="")
    kind = models.CharField(max_length=10, choices=choices.CostKind)
    bearer = models.CharField(max_length=120, blank=True, default="")
    discount_rate = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    excludes = models.CharField(max_length=200, blank=True, default="")
    confidence = models.CharField(max_length=120, blank=True, default="")
    source = models.CharField(max_length=300)

    class Meta(Versioned.Meta):
        ordering = ["title"]
        constraints = [*known("costmodel", kind=choices.CostKind), *not_negative("costmodel", "unit_cost")]

    def __str__(self) -> str:
        return self.title


@tracked()
class Segment(Versioned):
    """A group made by a rule that everybody can read, in one version of it. Rules, not a score of anybody's risk."""

    code = models.CharField(max_length=30)
    edition = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120)
    rule = models.JSONField()
    order = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta(Versioned.Meta):
        ordering = ["order", "code", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="segment_once"),
            not_backward("segment", "valid_from", "valid_to", may_equal=False),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class MetricDefinition(Versioned):
    """One published way of counting, dated: who is in the cohort, which codes count, over which months.

    Ages are inclusive, by `age_basis`. `months` are numbered from January and averaged; empty for a single month.
    `left_out` codes leave the cohort; `not_known` codes are the doubt between the two bounds.
    """

    code = models.CharField(max_length=30)
    title = models.CharField(max_length=160)
    age_basis = models.CharField(max_length=8, choices=AgeBasis)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    months = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    neet = ArrayField(models.CharField(max_length=3))
    not_known = ArrayField(models.CharField(max_length=3))
    left_out = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta(Versioned.Meta):
        ordering = ["code", "-valid_from"]
        constraints = [
            *known("metricdefinition", age_basis=AgeBasis),
            models.UniqueConstraint(fields=["code", "valid_from"], name="metricdefinition_once"),
            not_backward("metricdefinition", "valid_from", "valid_to", may_equal=False),
            models.CheckConstraint(
                condition=Q(age_from__gte=13, age_to__lte=25, age_from__lte=F("age_to")),
                name="metricdefinition_ages_13_to_25",
                violation_error_message="Ages run from 13 to 25, the youngest first.",
            ),
            models.CheckConstraint(
                condition=Q(months__contained_by=list(range(1, 13))),
                name="metricdefinition_months_of_the_year",
                violation_error_message="Months are numbered from 1, January, to 12.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
