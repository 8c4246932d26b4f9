"""Properties as text, ready to be sent: derived, so that a long list is not written anew for each who asks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from estate.models.property import Property


class ReadyRow(models.Model):
    """A property as the API writes it: its row in JSON, and its outline or point as GeoJSON in EPSG:4326.

    Derived: written by `estate.services.ready` alone. `edition` tells which columns and way of writing it was made by.
    Only `estate.selectors.ready` knows whether it is true.
    """

    property = models.OneToOneField(
        Property, on_delete=models.DO_NOTHING, primary_key=True, related_name="ready", db_constraint=False
    )
    edition = models.BigIntegerField()
    record = models.TextField()
    geometry = models.TextField(null=True)  # noqa: DJ001 - null is a property without a place

    def __str__(self) -> str:
        return f"The ready row of property {self.property_id}"


class ReadyRowDue(models.Model):
    """Properties changed by one statement, whose ready rows are not true any more.

    Derived: written by triggers, whoever writes, in the same transaction; taken away when the rows are written anew.
    `is_wide`: too many to look through, so that no ready row counts until they are written. Without `properties`, it is
    those of one body, site or area, whose code or name changed, or all of them.
    """

    properties = ArrayField(models.BigIntegerField(), null=True)
    is_wide = models.BooleanField(db_default=False)
    organisation = models.BigIntegerField(null=True)
    site = models.BigIntegerField(null=True)
    area = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return "Many ready rows are due" if self.is_wide else f"{len(self.properties or ())} ready rows are due"
