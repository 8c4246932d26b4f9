"""How the pages of an import speak of properties, and where they lead."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from estate.importers.changes import TOGETHER
from estate.selectors.imported import touched_by
from totalplace.importing.pages import ImportPages, Touched
from totalplace.models import ImportBatch, User

# Enough to look at a few; the list has them all.
SHOWN = 20
MATCHED_BY = {
    "reference": "the register’s reference",
    "local_reference": "the body’s own reference",
    "uprn": "its UPRN",
    "address": "its name and address",
}
FAULTS = {
    "built_in_future": "Built in the future",
    "closed_without_date": "Closed without a date",
    "closed_without_reason": "Closed without a reason",
    "energy_rating_too_long": "An energy rating valid for too long",
    "far_from_postcode": "Far from the postcode",
    "half_a_postcode": "Half a postcode",
    "lease_ends_before_it_starts": "A lease that ends before it starts",
    "local_reference_twice": "One local reference in several rows",
    "not_a_reference_of_the_body": "Not a reference of this body",
    "not_land": "Probably not land or buildings",
    "nothing_names_it": "Nothing names the property",
    "overlaps_another_body": "An outline that overlaps another body's",
    "point_off_its_boundary": "A point off its own outline",
    "postcode_not_known": "A postcode that is not known",
    "postcodes_point": "Placed by the postcode only",
    "property_twice": "Several rows for one property",
    "rag_date_alone": "A rating's date without a rating",
    "rag_in_future": "Rated in the future",
    "rag_older": "A rating older than the register's",
    "reference_not_free": "A local reference that is in use",
    "reference_twice": "One reference in several rows",
    "several_leases": "A lease that cannot be told from others",
    "title_of_another_body": "A title that another body has too",
    "told_apart_by_nothing": "Rows that nothing tells apart",
    "unlikely_floor_area": "An unlikely floor area",
    "unlikely_rent": "An unlikely rent",
    "unlikely_site_area": "An unlikely site area",
    "unlikely_value": "An unlikely value",
    "uprn_of_another_body": "A UPRN that another body has too",
    "uprn_repeats": "One UPRN in several rows",
    "which_property": "Could be several properties",
}


def record_url(reference: str) -> str:
    """The address of the property of that reference; "" for what has no page of its own."""
    try:
        return reverse("property", args=[reference])
    except NoReverseMatch:
        return ""


def touched(batch: ImportBatch, user: User) -> list[Touched]:
    """The first of the properties that an import added or changed."""
    return [Touched(str(each), each.reference, record_url(each.reference)) for each in touched_by(batch, user)[:SHOWN]]


PAGES = ImportPages(
    prefix="import",
    crumb=("Estate", "property_list"),
    title="Import properties from a file",
    lead="Upload the spreadsheet or map file that you keep now.",
    noun="property,properties",
    whose="Whose properties are in the file.",
    list_words="See the properties of",
    list_url=lambda batch: reverse("organisation", args=[batch.organisation.code]),
    record_url=record_url,
    touched=touched,
    touched_url=lambda batch: f"{reverse('property_list')}?from_import={batch.pk}&status=all",
    together=TOGETHER,
    faults=FAULTS,
    matched_by=MATCHED_BY,
)
