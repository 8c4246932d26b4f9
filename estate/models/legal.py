"""Titles and leases: by what right a property is held."""

from django.db import models
from django.db.models import F, Q

from estate import choices
from estate.models.property import Property
from estate.querysets import LeaseQuerySet, OfPropertyQuerySet
from totalplace.db.functions import MonthsBefore
from totalplace.models import Organisation
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known, not_negative


@tracked(exclude=["organisation"], untold=["organisation"])
class Title(Versioned):
    """A title at the Land Registry, as one body knows it. It may cover several of its properties, and a property hold
    several titles.

    Each body has a record of its own: from a shared one it would read that another has the title, be it of a site that
    it may not know of.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=12)
    title_class = models.CharField(max_length=16, choices=choices.TitleClass, blank=True, default="")
    estate_interest = models.CharField(max_length=12, choices=choices.EstateInterest, blank=True, default="")
    properties = models.ManyToManyField(Property, through="PropertyTitle", related_name="titles")

    class Meta(Versioned.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["number", "organisation"], name="title_once_a_body"),
            models.CheckConstraint(
                condition=Q(number__regex=r"^[A-Z]{0,4}[0-9]{1,8}[A-Z]?$"),
                name="title_number_form",
                violation_error_message="A title number is up to four letters and up to eight digits, such as WR12345.",
            ),
            *known("title", blank=True, title_class=choices.TitleClass, estate_interest=choices.EstateInterest),
        ]

    def __str__(self) -> str:
        return self.number


@tracked()
class PropertyTitle(models.Model):
    """That a title covers a property."""

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="property_titles")
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="property_titles")

    objects = OfPropertyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["property", "title"], name="propertytitle_once")]

    def __str__(self) -> str:
        return f"{self.title} of {self.property}"


@tracked()
class Lease(Versioned):
    """A lease in which the property's body is tenant or landlord. Rent in pounds a year."""

    property = models.ForeignKey(Property, on_delete=models.CASCADE, related_name="leases")
    role = models.CharField("our role", max_length=10, choices=choices.LeaseRole, default=choices.LeaseRole.TENANT)
    counterparty = models.CharField(max_length=160, blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    annual_rent = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    repair_liability = models.CharField(max_length=10, choices=choices.RepairLiability, blank=True, default="")
    inside_1954_act = models.BooleanField(null=True, blank=True)
    note = models.TextField(blank=True, default="")

    objects = LeaseQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["expires_on", "id"]
        indexes = [
            models.Index(fields=["expires_on"], name="lease_by_expiry"),
            # For the diary's notice windows and tenancies held over, which only a lease inside the Act has.
            models.Index(fields=["expires_on"], name="lease_in_act_by_expiry", condition=Q(inside_1954_act=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gt=F("starts_on")),
                name="lease_ends_after_it_starts",
                violation_error_message="A lease ends after it starts: check both dates.",
            ),
            *not_negative("lease", "annual_rent"),
            *known("lease", role=choices.LeaseRole),
            *known("lease", blank=True, repair_liability=choices.RepairLiability),
        ]

    def __str__(self) -> str:
        return f"Lease of {self.property} until {self.expires_on}"


@tracked()
class LeaseBreak(Versioned):
    """A date on which a lease may be ended early, and the notice that takes, in months."""

    lease = models.ForeignKey(Lease, on_delete=models.CASCADE, related_name="breaks")
    on = models.DateField()
    notice_months = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.CharField(max_length=10, choices=choices.LeaseRole, blank=True, default="")

    class Meta(Versioned.Meta):
        ordering = ["on"]
        indexes = [
            models.Index(fields=["on"], name="leasebreak_by_day"),
            models.Index(
                MonthsBefore("on", "notice_months"), name="leasebreak_by_deadline", condition=Q(notice_months__gt=0)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["lease", "on", "by"], name="leasebreak_once"),
            models.CheckConstraint(
                condition=Q(notice_months__isnull=True) | Q(notice_months__lte=60),
                name="leasebreak_notice_within_5_years",
            ),
            *known("leasebreak", blank=True, by=choices.LeaseRole),
        ]

    def __str__(self) -> str:
        return f"Break on {self.on}"


@tracked()
class LeaseReview(Versioned):
    """A date on which the rent is reviewed."""

    lease = models.ForeignKey(Lease, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()

    class Meta(Versioned.Meta):
        ordering = ["on"]
        indexes = [models.Index(fields=["on"], name="leasereview_by_day")]
        constraints = [models.UniqueConstraint(fields=["lease", "on"], name="leasereview_once")]

    def __str__(self) -> str:
        return f"Rent review on {self.on}"
