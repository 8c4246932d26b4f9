"""What is offered to young people: places by strand, level, area and age, what they cost and what is paid for."""

from django.db import models
from django.db.models import F, Q

from neets import choices
from neets.models.agencies import Agency
from neets.models.constraints import known, not_backward, not_negative
from neets.models.people import OfPerson
from totalplace.models import Area
from totalplace.models.base import Versioned, tracked


@tracked()
class Provision(Versioned):
    """One course, scheme or service. Costs are pounds; `places` is how many people at one time, null for not known.

    `area` is where it is held, null for the whole county. `eligibility` says in words what the ages do not.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="provisions")
    strand = models.CharField(max_length=16, choices=choices.Strand)
    level = models.CharField(max_length=8, choices=choices.Level, default=choices.Level.NONE)
    age_from = models.PositiveSmallIntegerField(default=16)
    age_to = models.PositiveSmallIntegerField(default=24)
    eligibility = models.CharField(max_length=300, blank=True, default="")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    places = models.PositiveIntegerField(null=True, blank=True)
    cost = models.DecimalField("cost a year", max_digits=12, decimal_places=2, null=True, blank=True)
    funding_stream = models.CharField(max_length=120, blank=True, default="")
    payment_basis = models.CharField(
        max_length=10, choices=choices.PaymentBasis, default=choices.PaymentBasis.NOT_KNOWN
    )
    payment = models.DecimalField("payment for each", max_digits=10, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, default="")
    is_synthetic = models.BooleanField(default=False)

    class Meta(Versioned.Meta):
        ordering = ["name"]
        constraints = [
            *known("provision", strand=choices.Strand, level=choices.Level, payment_basis=choices.PaymentBasis),
            *not_negative("provision", "cost", "payment"),
            not_backward("provision", "starts_on", "ends_on"),
            models.CheckConstraint(
                condition=Q(age_from__gte=13, age_to__lte=25, age_from__lte=F("age_to")),
                name="provision_ages_13_to_25",
                violation_error_message="Ages run from 13 to 25, the youngest first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(OfPerson):
    """A spell of learning or support. `agency` is who recorded it; `payment` (pounds) what it earned the provider."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT)
    level = models.CharField(max_length=8, choices=choices.Level, default=choices.Level.NONE)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    result = models.CharField(
        max_length=12, choices=choices.EnrolmentResult, default=choices.EnrolmentResult.CONTINUING
    )
    payment = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)

    class Meta:
        default_related_name = "enrolments"
        constraints = [
            *known("enrolment", level=choices.Level, result=choices.EnrolmentResult),
            *not_negative("enrolment", "payment"),
            not_backward("enrolment", "start", "end"),
            models.UniqueConstraint(fields=["person", "provision", "start"], name="enrolment_once"),
        ]


class Destination(OfPerson):
    """Where a spell led, on a day. `sustained_on` is when she was found still there; null while nobody has looked."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, blank=True)
    on = models.DateField()
    outcome = models.CharField(max_length=3, choices=choices.Destination)
    sustained_on = models.DateField(null=True, blank=True)

    class Meta:
        default_related_name = "destinations"
        constraints = [
            *known("destination", outcome=choices.Destination),
            not_backward("destination", "on", "sustained_on"),
        ]
