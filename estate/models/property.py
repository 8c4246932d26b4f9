"""A property: one building or piece of land for which one body is accountable."""

import pgtrigger
from django.contrib.gis.db import models
from django.contrib.postgres.fields import IntegerRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Q
from django.db.models.expressions import RawSQL

from estate import choices
from estate.models.constraints import in_great_britain
from estate.querysets import PropertyQuerySet, SiteQuerySet
from totalplace.models import Area, Organisation
from totalplace.models.base import Versioned, tracked, version_trigger
from totalplace.models.constraints import known, not_negative

# What people type into the search box, reference and UPRN apart, which have indexes of their own. Words are cut at
# spaces and nowhere else, for every row written pays for it: what a word may be typed like is SearchWord's to know.
SEARCH_WORDS = """array_to_tsvector(array_remove(string_to_array(lower(
    name || ' ' || street_number || ' ' || street || ' ' || locality || ' ' || post_town || ' '
    || replace(postcode, ' ', '') || ' ' || local_reference), ' '), ''))"""

# Carried by the indexes that lists are sorted by, so that a filtered page is found in the index alone.
FILTERED_BY = (
    "organisation",
    "status",
    "is_sensitive",
    "category",
    "use",
    "tenure",
    "rag",
    "district",
    "energy_rating",
    "lease_expiries",
)

# What stands on a property of its costs and leases, each of which has a history of its own.
SUMMED_UP = ("running_cost", "running_cost_year", "lease_expiries")

# A property's reference, from its number alone.
REFERENCE = """(coalesce(nullif(current_setting('totalplace.reference_prefix', true), ''), 'WP')
    || '-' || lpad({id}::text, greatest(6, length({id}::text)), '0'))"""


def derived_area() -> models.ForeignKey:
    """An area that a property lies in."""
    return models.ForeignKey(
        Area,
        on_delete=models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )


@tracked()
class Site(Versioned):
    """A campus, or a building with several users: it groups properties, of one body or several."""

    name = models.CharField(max_length=200)

    objects = SiteQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="site_has_a_name")]

    def __str__(self) -> str:
        return self.name


@tracked(
    exclude=["search_words", *SUMMED_UP],
    unindexed=["organisation", "site", "district", "ward", "lsoa"],
    # Moved alone when a cost or a lease is summed up anew, which has an event of its own.
    untold=["updated_at"],
    # What may have been removed from somebody's sight, by when: few among all events.
    meta={
        "indexes": [
            models.Index(
                fields=["pgh_created_at"],
                name="propertyevent_removal",
                condition=Q(pgh_label="delete") | Q(is_sensitive=True),
            )
        ]
    },
)
class Property(Versioned):
    """One building or piece of land. Text "" and other fields null mean not known, never nought.

    `reference` is made by the database from the row's number, which no other row ever gets again. `district`, `ward`
    and `lsoa` follow the location, `rag` the latest assessment, `running_cost` the running costs of the latest year
    there are any of, and `lease_expiries` (first to last, in days) the leases, by trigger. Areas in m² or hectares and
    money in pounds, as named; geometry in EPSG:27700.
    """

    reference = models.CharField(max_length=20, editable=False, db_default="")
    # Kept true set by set, as the areas below are (sql/0029_body_keys.sql): a foreign key looks up the same body for
    # every row of an import.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="properties", db_index=False, db_constraint=False
    )
    local_reference = models.CharField(max_length=60, blank=True, default="")
    uprn = models.CharField("UPRN", max_length=12, blank=True, default="")
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="properties", db_index=False
    )
    name = models.CharField(max_length=200, blank=True, default="")
    description = models.TextField(blank=True, default="")
    street_number = models.CharField(max_length=60, blank=True, default="")
    street = models.CharField(max_length=120, blank=True, default="")
    locality = models.CharField(max_length=120, blank=True, default="")
    post_town = models.CharField(max_length=60, blank=True, default="")
    postcode = models.CharField(max_length=8, blank=True, default="")
    location = models.PointField(srid=27700, null=True, blank=True, spatial_index=False)
    location_source = models.CharField(max_length=10, choices=choices.LocationSource, blank=True, default="")
    boundary = models.MultiPolygonField(srid=27700, null=True, blank=True, spatial_index=False)
    # Kept true by triggers on both tables (sql/0018_area_keys.sql), which serve for a foreign key, set by set.
    district = derived_area()
    ward = derived_area()
    lsoa = derived_area()
    category = models.CharField(max_length=16, choices=choices.Category, blank=True, default="")
    use = models.CharField(max_length=16, choices=choices.Use, blank=True, default="")
    status = models.CharField(max_length=16, choices=choices.Status, default=choices.Status.OPERATIONAL)
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True, default="")
    tenure = models.CharField(max_length=16, choices=choices.Tenure, blank=True, default="")
    holding = models.CharField("how it is held", max_length=16, choices=choices.Holding, blank=True, default="")
    reason_for_holding = models.CharField(max_length=200, blank=True, default="")
    gross_internal_area_m2 = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    site_area_ha = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    built_year = models.SmallIntegerField(null=True, blank=True)
    condition = models.CharField(max_length=1, choices=choices.Condition, blank=True, default="")
    functional_suitability = models.CharField(max_length=16, choices=choices.Suitability, blank=True, default="")
    energy_rating = models.CharField(max_length=2, choices=choices.EnergyRating, blank=True, default="")
    energy_rating_expires_on = models.DateField(null=True, blank=True)
    required_maintenance = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    book_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    book_value_basis = models.CharField(max_length=8, choices=choices.ValuationBasis, blank=True, default="")
    book_value_date = models.DateField(null=True, blank=True)
    book_value_method = models.CharField(max_length=8, choices=choices.ValuationMethod, blank=True, default="")
    running_cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, editable=False)
    running_cost_year = models.PositiveSmallIntegerField(null=True, editable=False)
    # From the first day on which one of its leases expires to the last: of one size, however many there are. As numbers
    # of days from the year 1, as date.toordinal() counts, for Python knows no day after the last of the year 9999.
    lease_expiries = IntegerRangeField(null=True, editable=False)
    is_sensitive = models.BooleanField(default=False)
    is_community_asset = models.BooleanField(null=True, blank=True)
    rag = models.CharField("RAG rating", max_length=5, choices=choices.Rag, blank=True, default="")
    rag_assessed_on = models.DateField("RAG assessed on", null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    sharing_potential = models.CharField(max_length=8, choices=choices.SharingPotential, blank=True, default="")
    sharing_note = models.TextField(blank=True, default="")
    is_synthetic = models.BooleanField(default=False)
    search_words = models.GeneratedField(
        expression=RawSQL(SEARCH_WORDS, ()), output_field=SearchVectorField(), db_persist=True
    )

    objects = PropertyQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["name", "id"]
        verbose_name_plural = "properties"
        indexes = [
            # Many rows share an entry, so the whole of it is read in moments, whichever of its fields are asked for.
            models.Index(fields=["organisation", "district", "use", "category", "rag"], name="property_by_kind"),
            models.Index(fields=["name", "id"], name="property_by_name", include=FILTERED_BY),
            models.Index(fields=["updated_at", "id"], name="property_by_change"),
            models.Index(fields=["uprn"], name="property_by_uprn", condition=~Q(uprn="")),
            models.Index(fields=["site"], name="property_of_site", condition=Q(site__isnull=False)),
            GinIndex(fields=["search_words"], name="property_search"),
            models.Index(fields=["book_value", "id"], name="property_by_book_value", include=FILTERED_BY),
            models.Index(fields=["gross_internal_area_m2", "id"], name="property_by_floor_area", include=FILTERED_BY),
            models.Index(fields=["running_cost", "id"], name="property_by_running_cost", include=FILTERED_BY),
            GistIndex(
                fields=["lease_expiries"], name="property_by_lease_expiry", condition=Q(lease_expiries__isnull=False)
            ),
            # The gap that is asked for most, and that no other index tells of in the order of a list.
            models.Index(
                fields=["name", "id"],
                name="property_without_boundary",
                include=FILTERED_BY,
                condition=Q(boundary__isnull=True),
            ),
            models.Index(
                fields=["organisation", "next_review_on"],
                name="property_by_review",
                condition=Q(next_review_on__isnull=False),
            ),
        ]
        triggers = [
            version_trigger(derived=["search_words", "district", "ward", "lsoa", *SUMMED_UP, "updated_at"]),
            # What is derived moves no version, but whoever follows the register is to learn of it. This runs before the
            # trigger above, in the order of their names, which is why `updated_at` alone moves no version either.
            pgtrigger.Trigger(
                name="derived_moved",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("district", "ward", "lsoa", *SUMMED_UP),
                func="NEW.updated_at := now(); RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="reference",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # Whoever inserts in bulk gives this very reference; a function call a row is then spared.
                condition=pgtrigger.Condition(f"NEW.reference IS DISTINCT FROM {REFERENCE.format(id='NEW.id')}"),
                func=f"NEW.reference := {REFERENCE.format(id='NEW.id')}; RETURN NEW;",
            ),
            pgtrigger.Protect(
                name="reference_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("reference", "id"),
            ),
            # A point where there is none: inside the boundary. Then the areas that point lies in.
            pgtrigger.Trigger(
                name="place_insert",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                # An import finds its rows' areas in sets, by the same rule, and says so for the one statement.
                condition=pgtrigger.Condition(
                    "current_setting('totalplace.placed_in_sets', true) IS DISTINCT FROM 'yes'"
                ),
                func="NEW := estate_place(NEW); RETURN NEW;",
            ),
            pgtrigger.Trigger(
                name="place_update",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("location", "boundary", "district", "ward", "lsoa"),
                func="NEW := estate_place(NEW); RETURN NEW;",
            ),
            # What was closed when it was split or merged is the same ground, and would tell where this one is.
            pgtrigger.Trigger(
                name="hides_what_it_was",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_sensitive=False, new__is_sensitive=True),
                func="""
                    UPDATE estate_property p SET is_sensitive = true
                      FROM estate_propertysuccession s
                     WHERE s.successor_id = NEW.id AND p.id = s.predecessor_id AND NOT p.is_sensitive
                       AND p.status IN ('sold', 'lease_ended', 'demolished', 'closed');
                    RETURN NULL;
                """,
            ),
        ]
        constraints = [
            # Not unique=True, which would add a second index that only LIKE on this column uses; nothing asks that.
            models.UniqueConstraint(fields=["reference"], name="property_reference_once"),
            models.UniqueConstraint(
                fields=["organisation", "local_reference"],
                condition=~Q(local_reference=""),
                name="property_local_reference_once_a_body",
                violation_error_message="This body already has a property with this local reference.",
            ),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[A-Z]{1,6}-[0-9]{6,}$"), name="property_reference_form"
            ),
            models.CheckConstraint(
                condition=Q(uprn__regex=r"^([1-9][0-9]{0,11})?$"),
                name="property_uprn_form",
                violation_error_message="A UPRN is 1 to 12 digits.",
            ),
            models.CheckConstraint(
                condition=Q(postcode__regex=r"^([A-Z]{1,2}[0-9][A-Z0-9]?( [0-9][A-Z]{2})?)?$"),
                name="property_postcode_form",
                violation_error_message="A postcode looks like WR5 2NP; its first half alone, WR5, is allowed.",
            ),
            models.CheckConstraint(condition=in_great_britain("location"), name="property_location_in_great_britain"),
            models.CheckConstraint(
                condition=in_great_britain("boundary", area=True), name="property_boundary_valid_in_great_britain"
            ),
            models.CheckConstraint(
                condition=Q(location__isnull=True, location_source="")
                | Q(location__isnull=False, location_source__in=choices.LocationSource.values),
                name="property_location_says_its_source",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=choices.CLOSED_STATUSES) | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="property_closed_needs_date_and_reason",
                violation_error_message="A closed property needs the day it closed and the reason.",
            ),
            models.CheckConstraint(
                condition=Q(built_year__isnull=True) | Q(built_year__range=(1000, 2100)), name="property_built_year"
            ),
            models.CheckConstraint(
                condition=Q(rag="", rag_assessed_on__isnull=True)
                | Q(rag__in=choices.Rag.values, rag_assessed_on__isnull=False),
                name="property_rag_has_a_date",
            ),
            *not_negative("property", "gross_internal_area_m2", "site_area_ha", "required_maintenance", "book_value"),
            *known(
                "property",
                blank=True,
                category=choices.Category,
                use=choices.Use,
                tenure=choices.Tenure,
                holding=choices.Holding,
                condition=choices.Condition,
                functional_suitability=choices.Suitability,
                energy_rating=choices.EnergyRating,
                book_value_basis=choices.ValuationBasis,
                book_value_method=choices.ValuationMethod,
                sharing_potential=choices.SharingPotential,
            ),
            *known("property", status=choices.Status),
        ]

    def __str__(self) -> str:
        return self.name or self.reference

    @property
    def is_in_use(self) -> bool:
        """Whether somebody is there, as far as status and holding tell."""
        return self.status in choices.IN_USE_STATUSES and self.holding != choices.Holding.VACANT
