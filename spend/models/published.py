"""Figures that documents state beside the count: of neighbourhoods, peers, overheads and costly cases; and prices."""

from django.db import models
from django.db.models import F, Q

from spend.choices import Comparator, Method, OverheadKind, Unit
from spend.models.counting import Count, plausible_year
from spend.models.sources import Sourced, has_place
from spend.querysets import SpendQuerySet
from totalplace.models import Area
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known


class Stated(Sourced, Versioned):
    """A figure as a document states it: between `low` and `high`, which are one where it gives one figure.

    Both are empty where the document has the figure nowhere: it is then said to be not published. `words` are its own.
    """

    low = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    comparator = models.CharField(max_length=10, choices=Comparator, default=Comparator.EXACTLY)
    words = models.CharField(max_length=300, blank=True)

    objects = SpendQuerySet.as_manager()

    class Meta(Versioned.Meta):
        abstract = True


def of_stated(model: str) -> list[models.CheckConstraint]:
    """What holds of every stated figure."""
    return [
        has_place(model),
        models.CheckConstraint(
            condition=Q(low__isnull=True, high__isnull=True) | Q(low__lte=F("high")),
            name=f"{model}_low_to_high",
            violation_error_message="Give both ends, the lower first, or neither where it is not published.",
        ),
        *known(model, comparator=Comparator),
    ]


@tracked()
class NeighbourhoodEstimate(Stated):
    """What was spent in a neighbourhood in a financial year, in pounds, and how it was worked out.

    `heading` is "" for the whole. People and households are the document's own numbers.
    """

    name = models.CharField(max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    county = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="neighbourhoods")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    heading = models.CharField(max_length=120, blank=True)
    method = models.CharField(max_length=10, choices=Method, default=Method.NOT_STATED)
    population = models.PositiveIntegerField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    # By how much a head there the document says it exceeds the county's average, in per cent.
    stated_excess = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta(Stated.Meta):
        ordering = ["name", "heading"]
        constraints = [
            *of_stated("neighbourhoodestimate"),
            models.UniqueConstraint(fields=["county", "name", "heading"], name="neighbourhoodestimate_once"),
            *known("neighbourhoodestimate", method=Method),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.heading or 'all spending'}"


@tracked()
class Overhead(Stated):
    """What it costs some place to run, inspect or report on services: in pounds a year, or per cent of spending."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=OverheadKind)
    unit = models.CharField(max_length=10, choices=Unit)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Stated.Meta):
        ordering = ["name", "kind"]
        constraints = [*of_stated("overhead"), *known("overhead", kind=OverheadKind, unit=Unit)]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display()}"


@tracked()
class PeerFigure(Stated):
    """Another place's spending as published: its total (£) or £ per head. Compared only where scope and year agree.

    `scope` says in one word what was counted ("all-public", "not-stated"): two figures with other words do not compare.
    """

    name = models.CharField(max_length=160)
    unit = models.CharField(max_length=10, choices=Unit)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    scope = models.SlugField(max_length=40, default="not-stated")

    class Meta(Stated.Meta):
        ordering = ["name", "unit"]
        constraints = [
            *of_stated("peerfigure"),
            models.UniqueConstraint(fields=["name", "unit", "year"], nulls_distinct=False, name="peerfigure_once"),
            *known("peerfigure", unit=Unit),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_unit_display()}"


@tracked()
class Typology(Stated):
    """A kind of case that costs much: how many there are, what they cost together in a year (£), and if it repeats."""

    theme = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    cases = models.PositiveIntegerField(null=True, blank=True)
    repeats = models.CharField(max_length=200, blank=True)
    repeat_share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    repeat_years = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Stated.Meta):
        ordering = ["theme", "-low"]
        verbose_name_plural = "typologies"
        constraints = [
            *of_stated("typology"),
            models.UniqueConstraint(fields=["theme", "name"], name="typology_once"),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.name}"


@tracked()
class Deflator(Sourced, Versioned):
    """The price level of a financial year as an index, in one publication (`vintage`): for figures in real terms."""

    vintage = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    index = models.DecimalField(max_digits=10, decimal_places=4)

    objects = SpendQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["vintage", "year"]
        constraints = [
            has_place("deflator"),
            plausible_year("deflator"),
            models.UniqueConstraint(fields=["vintage", "year"], name="deflator_once"),
            models.CheckConstraint(
                condition=Q(index__gt=0),
                name="deflator_index",
                violation_error_message="A price level is above nought: pounds are divided by it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.index} ({self.vintage})"
