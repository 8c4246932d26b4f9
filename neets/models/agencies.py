"""The bodies that deal with young people. The pilot counted at least 24 and listed few: the register is the answer."""

from django.db import models
from django.db.models import Q

from neets.choices import AgencyKind, Audience
from neets.models.constraints import known
from totalplace.models import Organisation
from totalplace.models.base import Versioned, tracked


@tracked()
class Agency(Versioned):
    """One agency. Its caseworkers are those of `organisation`; without one, nobody signs in for it.

    `sends_data` says whether it has agreed to send what it knows, which the page of data gaps asks.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=16, choices=AgencyKind)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.ALL)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies"
    )
    sends_data = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    class Meta(Versioned.Meta):
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][A-Z0-9]{1,11}$"),
                name="agency_code_form",
                violation_error_message="A code is two to twelve capital letters or digits, beginning with a letter.",
            ),
            *known("agency", kind=AgencyKind, audience=Audience),
        ]

    def __str__(self) -> str:
        return self.name
