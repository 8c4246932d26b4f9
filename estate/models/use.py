"""How a property is used, what it costs and what it is worth over time."""

from django.db import models
from django.db.models import Q

from estate import choices
from estate.models.property import Property
from estate.querysets import OfPropertyQuerySet
from totalplace.models import Organisation
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known, not_negative


@tracked()
class Occupation(Versioned):
    """A body's use of a property: how much (m²), for what, by how many people (full-time equivalents) and desks."""

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="occupations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="occupations")
    use = models.CharField(max_length=16, choices=choices.OccupationUse)
    area_m2 = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    staff_fte = models.DecimalField(max_digits=8, decimal_places=1, null=True, blank=True)
    desks = models.PositiveIntegerField(null=True, blank=True)

    objects = OfPropertyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["organisation__name", "use"]
        constraints = [
            models.UniqueConstraint(fields=["property", "organisation", "use"], name="occupation_once"),
            *not_negative("occupation", "area_m2", "staff_fte"),
            *known("occupation", use=choices.OccupationUse),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.property}"


@tracked()
class RunningCost(Versioned):
    """What a property cost to run in a financial year (2025 is 2025/26), by heading, in pounds."""

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="running_costs")
    year = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=10, choices=choices.CostHeading, default=choices.CostHeading.TOTAL)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    objects = OfPropertyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-year", "heading"]
        constraints = [
            models.UniqueConstraint(fields=["property", "year", "heading"], name="runningcost_once"),
            models.CheckConstraint(condition=Q(year__range=(1990, 2100)), name="runningcost_year"),
            *not_negative("runningcost", "amount"),
            *known("runningcost", heading=choices.CostHeading),
        ]

    def __str__(self) -> str:
        return f"{self.property}, {self.year}: £{self.amount}"


@tracked()
class Valuation(Versioned):
    """A valuation of a property in pounds, at a date, on a basis, by a method."""

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="valuations")
    valued_on = models.DateField()
    basis = models.CharField(max_length=8, choices=choices.ValuationBasis)
    method = models.CharField(max_length=8, choices=choices.ValuationMethod, blank=True, default="")
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    objects = OfPropertyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-valued_on"]
        constraints = [
            models.UniqueConstraint(fields=["property", "valued_on", "basis"], name="valuation_once"),
            *not_negative("valuation", "amount"),
            *known("valuation", basis=choices.ValuationBasis),
            *known("valuation", blank=True, method=choices.ValuationMethod),
        ]

    def __str__(self) -> str:
        return f"{self.property} at {self.valued_on}: £{self.amount}"


@tracked()
class EnergyUse(Versioned):
    """Energy a property used in a financial year, by fuel, in kilowatt-hours."""

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="energy_uses")
    year = models.PositiveSmallIntegerField()
    fuel = models.CharField(max_length=12, choices=choices.Fuel)
    kwh = models.DecimalField(max_digits=14, decimal_places=1)

    objects = OfPropertyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-year", "fuel"]
        constraints = [
            models.UniqueConstraint(fields=["property", "year", "fuel"], name="energyuse_once"),
            *not_negative("energyuse", "kwh"),
            *known("energyuse", fuel=choices.Fuel),
        ]

    def __str__(self) -> str:
        return f"{self.property}, {self.year}: {self.kwh} kWh"
