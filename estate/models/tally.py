"""Totals of the register kept ready, so that the sums above a list cost the same at a thousand sites and a million."""

from django.db import models

from totalplace.models import Area, Organisation

# What a tally can be asked by. The database groups by the sets in estate/sql/0041_tally_of_wards.sql.
DIMENSIONS = ("ward", "category", "use", "tenure", "rag", "district", "energy_rating")


class Tally(models.Model):
    """How many properties share these values, and their sums. Derived: kept by triggers on Property alone.

    Each property is counted once in every cube. `cube` is PostgreSQL's GROUPING() over DIMENSIONS: a bit is set where
    that dimension is not told apart, and its column is then empty. Several rows may hold one key, and a row may
    subtract: their sum is the truth. Sums in m², hectares and pounds; `…_known` counts the properties behind each.
    `costed` is the pounds and `costed_m2` the m² of those of which both running cost and size are known.
    """

    cube = models.SmallIntegerField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    status = models.CharField(max_length=16)
    is_sensitive = models.BooleanField()
    category = models.CharField(max_length=16)
    use = models.CharField(max_length=16)
    tenure = models.CharField(max_length=16)
    rag = models.CharField(max_length=5)
    district = models.ForeignKey(
        Area, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    energy_rating = models.CharField(max_length=2)
    ward = models.ForeignKey(
        Area, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    properties = models.BigIntegerField()
    gross_internal_area_m2 = models.DecimalField(max_digits=20, decimal_places=2)
    gross_internal_area_m2_known = models.BigIntegerField()
    site_area_ha = models.DecimalField(max_digits=20, decimal_places=4)
    site_area_ha_known = models.BigIntegerField()
    book_value = models.DecimalField(max_digits=22, decimal_places=2)
    book_value_known = models.BigIntegerField()
    running_cost = models.DecimalField(max_digits=22, decimal_places=2)
    running_cost_known = models.BigIntegerField()
    costed = models.DecimalField(max_digits=22, decimal_places=2)
    costed_m2 = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        indexes = [
            models.Index(fields=["cube", "organisation", "status", "use", "category", "rag"], name="tally_key"),
        ]

    def __str__(self) -> str:
        return f"{self.properties} properties of {self.organisation_id}"
