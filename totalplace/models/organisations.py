"""Public bodies."""

from django.db import models

from totalplace.choices import OrganisationKind
from totalplace.models.base import Versioned, tracked


@tracked()
class Organisation(Versioned):
    """A public body. Its code is short and stable: it stands in addresses, files and the API."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=160, unique=True)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    sponsor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="sponsored")
    is_partner = models.BooleanField(default=True)
    protocol_signed_on = models.DateField(null=True, blank=True)

    class Meta(Versioned.Meta):
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[A-Z][A-Z0-9]{1,7}$"),
                name="organisation_code_form",
                violation_error_message="A code is two to eight capital letters or digits, beginning with a letter.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
