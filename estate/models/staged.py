"""Rows of a file on their way into the register: typed, checked, not yet part of it."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField

from estate.models.property import Property
from totalplace.choices import ImportAction
from totalplace.models import ImportBatch, Organisation

# The columns of Property that a file can fill; each has a nullable twin here (null: the file says nothing).
IMPORTED = (
    "reference",
    "local_reference",
    "uprn",
    "name",
    "description",
    "street_number",
    "street",
    "locality",
    "post_town",
    "postcode",
    "location",
    "location_source",
    "boundary",
    "category",
    "use",
    "status",
    "closed_on",
    "closed_reason",
    "tenure",
    "holding",
    "reason_for_holding",
    "gross_internal_area_m2",
    "site_area_ha",
    "built_year",
    "condition",
    "functional_suitability",
    "energy_rating",
    "energy_rating_expires_on",
    "required_maintenance",
    "book_value",
    "book_value_basis",
    "book_value_date",
    "book_value_method",
    "is_sensitive",
    "is_community_asset",
    "rag",
    "rag_assessed_on",
    "next_review_on",
    "sharing_potential",
    "sharing_note",
)


class StagedProperty(models.Model):
    """One row of one batch. Derived from the file, the mapping and the corrections: it can be made again.

    The table is unlogged, which spares writing every row twice: a server that crashes leaves it empty, and the batch is
    then staged again (docs/decisions/0003). What says which rows to look at stands first, where it is read fastest.

    `row` is the row in the file as its officer sees it. `changes` is {field: [old, new]} against the matched property
    as it stood at `matched_version`; geometry appears in it as well-known text. Of a row in conflict, `disputed` is
    {field: what it held when the file was checked}, for the fields that somebody changed since.
    """

    # No foreign key is checked by the database here: these rows are written in sets from rows that are there, and
    # 100,000 rows of six keys each would be looked up one by one.
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="staged_properties", db_index=False, db_constraint=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    row = models.PositiveIntegerField()
    action = models.CharField(max_length=9, choices=ImportAction, default=ImportAction.NEW)
    matched_by = models.CharField(max_length=16, blank=True, default="")
    matched = models.ForeignKey(
        Property, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    matched_version = models.BigIntegerField(null=True)
    # Where the row lies, found once while checking and carried into the register.
    district = models.ForeignKey(
        "totalplace.Area", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    ward = models.ForeignKey(
        "totalplace.Area", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    lsoa = models.ForeignKey(
        "totalplace.Area", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    changes = models.JSONField(null=True)
    disputed = models.JSONField(null=True)
    title_numbers = ArrayField(models.CharField(max_length=12), null=True)
    lease_counterparty = models.CharField(max_length=160, null=True)
    lease_starts_on = models.DateField(null=True)
    lease_expires_on = models.DateField(null=True)
    lease_annual_rent = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    running_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    running_cost_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="stagedproperty_once")]

    def __str__(self) -> str:
        return f"Row {self.row}"


def _nullable_twin(field: models.Field) -> models.Field:
    """The same column type without its rules: what breaks a rule must be kept long enough to be shown."""
    _, _, args, kwargs = field.deconstruct()
    for rule in ("unique", "default", "choices", "blank", "db_default", "editable", "verbose_name"):
        kwargs.pop(rule, None)
    return type(field)(*args, **(kwargs | {"null": True}))


for _name in IMPORTED:
    _nullable_twin(Property._meta.get_field(_name)).contribute_to_class(StagedProperty, _name)
