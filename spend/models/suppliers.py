"""Who is paid: suppliers, the names by which payment files know them, and proposals that two of them are one."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Upper

from spend.choices import MergeEvidence, MergeStatus
from spend.models.bodies import Body, PlainName
from spend.querysets.payments import SupplierQuerySet
from totalplace.models.base import Versioned, tracked, version_trigger
from totalplace.models.constraints import known


@tracked()
class Supplier(Versioned):
    """One who is paid, whatever payment files call it. `merged_into` says under which supplier its names now stand."""

    name = models.CharField(max_length=200)
    company_number = models.CharField(max_length=12, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")

    objects = SupplierQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""), name="supplier_named", violation_error_message="A supplier needs a name."
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")),
                name="supplier_not_into_itself",
                violation_error_message="A supplier cannot be merged into itself.",
            ),
        ]
        indexes = [models.Index(fields=["company_number"], name="supplier_company", condition=~Q(company_number=""))]

    def __str__(self) -> str:
        return self.name


GENERATED = ["normal", "plain"]


@tracked(untold=GENERATED, exclude=GENERATED)
class SupplierName(Versioned):
    """A name as a file writes it, whatever its capitals. `plain` leaves out what says little: Ltd, and, the, stops."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=200)
    normal = models.GeneratedField(expression=Upper("name"), output_field=models.TextField(), db_persist=True)
    plain = models.GeneratedField(expression=PlainName(F("name")), output_field=models.TextField(), db_persist=True)

    class Meta(Versioned.Meta):
        ordering = ["name"]
        triggers = [version_trigger(derived=GENERATED)]
        constraints = [
            models.UniqueConstraint(
                fields=["normal"],
                name="suppliername_once",
                violation_error_message="This name is known already.",
            )
        ]
        indexes = [
            models.Index(fields=["plain"], name="suppliername_plain"),
            GinIndex(OpClass("plain", name="gin_trgm_ops"), name="suppliername_alike"),
            GinIndex(OpClass("normal", name="gin_trgm_ops"), name="suppliername_sought"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class SupplierMerge(Versioned):
    """A proposal that two suppliers are one, and what somebody decided. Accepted, `absorbed`'s names go to `kept`.

    `moved` are the names that went, so that taking it back moves those and no others. `likeness` is from 0 to 1.
    """

    kept = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="merges_kept")
    absorbed = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="merges_absorbed")
    evidence = models.CharField(max_length=7, choices=MergeEvidence)
    likeness = models.DecimalField(max_digits=3, decimal_places=2)
    status = models.CharField(max_length=8, choices=MergeStatus, default=MergeStatus.PROPOSED)
    moved = ArrayField(models.BigIntegerField(), default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(Versioned.Meta):
        ordering = ["-likeness", "id"]
        constraints = [
            *known("suppliermerge", evidence=MergeEvidence, status=MergeStatus),
            models.CheckConstraint(
                condition=~Q(kept=F("absorbed")),
                name="suppliermerge_of_two",
                violation_error_message="A merge is of two suppliers.",
            ),
            models.UniqueConstraint(
                Least("kept", "absorbed"),
                Greatest("kept", "absorbed"),
                name="suppliermerge_once",
                violation_error_message="These two suppliers have been proposed already.",
            ),
            models.CheckConstraint(
                condition=Q(status=MergeStatus.PROPOSED) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="suppliermerge_decided_by_somebody",
                violation_error_message="What is decided says who decided and when.",
            ),
        ]
        indexes = [models.Index(fields=["status", "evidence", "-likeness", "id"], name="suppliermerge_to_review")]

    def __str__(self) -> str:
        return f"{self.kept} and {self.absorbed}"


class SupplierTally(models.Model):
    """How many payments a body made to a name, and what they come to (£). Kept by the database with every payment."""

    name = models.ForeignKey(SupplierName, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+")
    is_published = models.BooleanField()
    payments = models.IntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "body", "is_published"], name="suppliertally_once")]

    def __str__(self) -> str:
        return f"{self.payments} payments"


class MonthTally(models.Model):
    """How many payments a body made in a month, and what they come to (£). Kept by the database with every payment."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()
    is_published = models.BooleanField()
    payments = models.IntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "month", "is_published"], name="monthtally_once")]

    def __str__(self) -> str:
        return f"{self.month}: {self.payments} payments"
