"""Payments that bodies publish: the files they came in, and each payment as it was written."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from spend.models.bodies import Body
from spend.models.suppliers import SupplierName
from spend.querysets.payments import PaymentQuerySet
from totalplace.models import ImportBatch
from totalplace.models.base import Versioned, tracked, version_trigger


@tracked()
class PaymentFile(Versioned):
    """The file that an import of payments read, and whether everybody may see what is in it."""

    batch = models.OneToOneField(ImportBatch, on_delete=models.PROTECT, related_name="payment_file")
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(Versioned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on__isnull=True, published_by__isnull=True)
                | Q(published_on__isnull=False, published_by__isnull=False),
                name="paymentfile_published_by_somebody",
                violation_error_message="A published file says who published it.",
            )
        ]

    def __str__(self) -> str:
        return str(self.batch)


@tracked(unindexed=["body", "name", "batch"], untold=["fingerprint"], exclude=["fingerprint"])
class Payment(Versioned):
    """One payment as a body published it, in pounds with its sign: money that came back is negative.

    `payee` is as written; a person's name that the body struck out is `is_redacted` and has no supplier. `fingerprint`
    is made from reference, day, amount and payee; `occurrence` numbers payments that are alike in all of them.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="payments", db_index=False)
    payee = models.CharField(max_length=200)
    name = models.ForeignKey(SupplierName, on_delete=models.PROTECT, null=True, related_name="payments", db_index=False)
    is_redacted = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    net_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    vat_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    paid_on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    department = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=500, blank=True)
    category = models.CharField(max_length=200, blank=True)
    merchant_category = models.CharField(max_length=200, blank=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.GeneratedField(
        expression=models.Func(
            models.F("reference"), models.F("paid_on"), models.F("amount"), models.F("payee"),
            function="spend_payment_fingerprint", output_field=models.UUIDField(),
        ),
        output_field=models.UUIDField(),
        db_persist=True,
    )  # fmt: skip
    occurrence = models.PositiveIntegerField(default=1)

    objects = PaymentQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["-paid_on", "-id"]
        triggers = [version_trigger(derived=["fingerprint"])]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "fingerprint", "occurrence"],
                name="payment_once",
                violation_error_message="This payment is there already.",
            ),
            models.CheckConstraint(
                condition=~Q(payee=""), name="payment_to_somebody", violation_error_message="A payment names its payee."
            ),
            models.CheckConstraint(
                condition=Q(is_redacted=True, name__isnull=True) | Q(is_redacted=False, name__isnull=False),
                name="payment_redacted_has_no_supplier",
                violation_error_message="A payee that was struck out is nobody's supplier.",
            ),
        ]
        indexes = [
            models.Index(fields=["-paid_on", "-id"], name="payment_latest"),
            models.Index(fields=["body", "-paid_on", "-id"], name="payment_of_body"),
            models.Index(fields=["name", "-paid_on", "-id"], name="payment_of_name"),
            models.Index(fields=["body", "reference"], name="payment_reference", condition=~Q(reference="")),
        ]

    def __str__(self) -> str:
        return f"{self.payee}, £{self.amount:,}"
