"""What each kind of fault is called where many of its faults stand together."""

from __future__ import annotations

from totalplace.importing.targets import ImportTarget
from totalplace.selectors.imports import FaultKind

WORDS = {
    "built_in_future": "Built in the future",
    "closed_without_date": "Closed without a date",
    "closed_without_reason": "Closed without a reason",
    "coarse_position": "A coarse position",
    "coordinates_swapped": "Coordinates the other way round",
    "energy_rating_too_long": "An energy rating valid for too long",
    "far_from_postcode": "Far from the postcode",
    "half_a_position": "One coordinate without the other",
    "half_a_postcode": "Half a postcode",
    "invalid_polygon": "An outline that is not valid",
    "lease_ends_before_it_starts": "A lease that ends before it starts",
    "local_reference_twice": "One local reference in several rows",
    "not_a_grid_reference": "Not a grid reference",
    "not_a_number": "A coordinate that is no number",
    "not_a_reference_of_the_body": "Not a reference of this body",
    "not_a_shape": "Not an outline or point",
    "not_land": "Probably not land or buildings",
    "nothing_names_it": "Nothing names the property",
    "outside_great_britain": "Outside Great Britain",
    "outside_the_county": "Outside the county",
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
    "wrong_geometry": "A shape that cannot be stored",
}
REFUSED, MISSING = "_refused", "missing_"
CELLS = {
    "choice": "A word that is not on the list",
    "money": "Not an amount",
    "area": "Not an area",
    "hectares": "Not an area",
    "year": "Not a year",
    "date": "Not a date",
    "boolean": "Neither yes nor no",
    "uprn": "Not a UPRN",
    "postcode": "Not a whole postcode",
}


def kind_words(kind: FaultKind, target: ImportTarget) -> str:
    """The name of a kind of fault; the first fault's own words for one that has none."""
    if kind.code in WORDS:
        return WORDS[kind.code]
    if kind.code.endswith(REFUSED):
        return CELLS.get(kind.code.removesuffix(REFUSED), "A value that cannot be read")
    if kind.code.startswith(MISSING):
        name = kind.code.removeprefix(MISSING)
        return f"No {target.field(name).label}" if name in target.by_name else f"No {name.replace('_', ' ')}"
    return kind.reason
