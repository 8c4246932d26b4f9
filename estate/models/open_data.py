"""Open data: which bodies publish their estate, and the files made for the public."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from estate.choices import OpenDataForm
from totalplace.models import Organisation
from totalplace.models.base import Versioned, tracked

# An e-mail address or a web address: it becomes a link on a public page.
CONTACT_FORM = r"^([^@\s<>]+@[^@\s<>]+\.[^@\s<>]+|https?://[^\s<>]+)?$"
ADDRESS_FORM = r"^(https?://[^\s<>]+)?$"


@tracked()
class OpenDataPublication(Versioned):
    """Whether a body publishes the Transparency Code's land and building file, always under the Open Government
    Licence v3.0. Without a row it does not, and never did.

    `contact` is an e-mail or web address for questions about the data; `organisation_uri` the body's own address in a
    public list of bodies. Both may be empty.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="open_data")
    is_published = models.BooleanField("published as open data", default=False)
    contact = models.CharField("contact about the data", max_length=200, blank=True, default="")
    organisation_uri = models.CharField("address in a public list", max_length=200, blank=True, default="")

    class Meta(Versioned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__regex=CONTACT_FORM),
                name="opendatapublication_contact_form",
                violation_error_message="Give an e-mail address, or a web address that begins with https://.",
            ),
            models.CheckConstraint(
                condition=Q(organisation_uri__regex=ADDRESS_FORM),
                name="opendatapublication_uri_form",
                violation_error_message="Give a web address that begins with https:// or http://.",
            ),
        ]

    def __str__(self) -> str:
        return f"Open data of {self.organisation}"


class OpenDataFile(models.Model):
    """A file for the public as it was last made: of a body as it stands (`day` null), or an edition of a past day.

    Derived. The file itself lies gzipped in the storage, under a name that tells nothing. `changed_at` and
    `effective_on` are of the moment its bytes last changed, however often it was made again since. `source` names the
    versions of the body and of its publication, whose names stand in it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(null=True)
    form = models.CharField(max_length=8, choices=OpenDataForm)
    path = models.CharField(max_length=200)
    rows = models.BigIntegerField()
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    effective_on = models.DateField()
    changed_at = models.DateTimeField()
    made_at = models.DateTimeField()
    source = models.CharField(max_length=60)
    is_synthetic = models.BooleanField()
    is_stale = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "day", "form"], name="opendatafile_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(form__in=OpenDataForm.values), name="opendatafile_form_known"),
            models.CheckConstraint(condition=Q(rows__gte=0, size_bytes__gte=0), name="opendatafile_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.organisation_id}, {self.day or 'now'}"


class OpenDataStale(models.Model):
    """A mark that something of a body's estate that the public may see has changed. Written by triggers alone, in the
    transaction of the change itself, so that it is there from the moment that the change is."""

    organisation = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.organisation_id} at {self.marked_at}"
