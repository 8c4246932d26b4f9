"""Bodies that fund, commission or provide what is spent."""

from django.db import models
from django.db.models import F, Func, Q

from spend.choices import Sector
from spend.querysets import SpendQuerySet
from totalplace.models import Organisation
from totalplace.models.base import Versioned, tracked
from totalplace.models.constraints import known


class PlainName(Func):
    """A body's or supplier's name as it is compared: see spend/sql/0001_before_tables.sql."""

    function = "spend_plain_name"
    output_field = models.TextField()


class BodyQuerySet(SpendQuerySet):
    """Bodies: their names are in published documents, so everybody may know of them."""

    public = Q()


@tracked()
class Body(Versioned):
    """Who spends: wider than the organisations that keep an estate here. `stands_for` bodies are counted as one.

    A body that keeps an estate too points to its organisation. Roles say what it does with money, where known.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=160, unique=True)
    sector = models.CharField(max_length=10, choices=Sector)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="spending_body"
    )
    is_funder = models.BooleanField(null=True, blank=True)
    is_commissioner = models.BooleanField(null=True, blank=True)
    is_provider = models.BooleanField(null=True, blank=True)
    stands_for = models.PositiveSmallIntegerField(default=1)

    objects = BodyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["name"]
        verbose_name_plural = "bodies"
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][A-Z0-9-]{1,11}$"),
                name="body_code_form",
                violation_error_message="A code is two to twelve capitals, digits or hyphens, beginning with a letter.",
            ),
            models.CheckConstraint(
                condition=Q(stands_for__gte=1),
                name="body_stands_for_some",
                violation_error_message="A body stands for at least one.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="body_is_not_its_parent",
                violation_error_message="A body cannot be part of itself.",
            ),
            *known("body", sector=Sector),
        ]

    def __str__(self) -> str:
        return self.name


class BodyNameQuerySet(models.QuerySet):
    """Spellings."""

    def written(self, name: str) -> "BodyNameQuerySet":
        """Those that a name agrees with, however it is written."""
        return self.annotate(plain=PlainName("name")).filter(plain=PlainName(models.Value(name)))


@tracked()
class BodyName(Versioned):
    """Another spelling of a body's name, as files have it. Two bodies never share a spelling."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)

    objects = BodyNameQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                PlainName("name"),
                name="bodyname_once",
                violation_error_message="This spelling already names a body.",
            )
        ]

    def __str__(self) -> str:
        return self.name
