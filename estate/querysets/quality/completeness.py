"""What is missing."""

from __future__ import annotations

from estate.choices import Dimension, Gravity
from estate.querysets.quality.model import BUILDING, OPEN, RowRule

HIGH, MEDIUM, LOW = Gravity.HIGH, Gravity.MEDIUM, Gravity.LOW
# Public buildings larger than this must show an energy certificate.
CERTIFIED_ABOVE_M2 = 250


def _missing(
    field: str, title: str, gravity: Gravity, part: str, fails: str, remedy: str, applies: str = OPEN
) -> RowRule:
    return RowRule(f"missing-{field}", title, gravity, Dimension.COMPLETENESS, part, remedy, applies, fails)


COMPLETENESS: tuple[RowRule, ...] = (
    _missing("name", "No name", MEDIUM, "identity", "p.name = ''", "Give it the name that people know it by."),
    _missing(
        "uprn", "No UPRN", MEDIUM, "identity", "p.uprn = ''",
        "Find the number in the local land and property gazetteer, by the address.",
    ),
    _missing(
        "street", "No street in the address", LOW, "address", "p.street = '' AND p.locality = ''",
        "Write the street, or the locality where there is none.",
    ),
    _missing(
        "postcode", "No postcode", MEDIUM, "address", "p.postcode = ''",
        "Write the postcode, or that of the nearest building for open land.",
    ),
    _missing(
        "location", "No position", HIGH, "location", "p.location IS NULL",
        "Put the point on the map, or give its easting and northing.",
    ),
    _missing("boundary", "No boundary", MEDIUM, "location", "p.boundary IS NULL", "Draw the outline, or upload it."),
    _missing(
        "floor-area", "No floor area", HIGH, "building", "p.gross_internal_area_m2 IS NULL",
        "Give the gross internal area in square metres.", BUILDING,
    ),
    _missing(
        "site-area", "No site area", LOW, "building", "p.site_area_ha IS NULL", "Give the area of the site in hectares."
    ),
    _missing(
        "condition", "No condition", LOW, "building", "p.condition = ''",
        "Give the grade of the last condition survey, A to D.", BUILDING,
    ),
    _missing(
        "category", "No category", MEDIUM, "use", "p.category = ''", "Choose the category.",
    ),
    _missing("use", "No use", MEDIUM, "use", "p.use = ''", "Say what it is used for today."),
    _missing(
        "energy-rating", "No energy rating", MEDIUM, "energy", "p.energy_rating = ''",
        "Give the rating of the energy certificate and the day that it expires; have one made if there is none.",
        f"{BUILDING} AND p.status = 'operational' AND p.gross_internal_area_m2 > {CERTIFIED_ABOVE_M2}",
    ),
    _missing(
        "energy-expiry", "Energy rating without its expiry", LOW, "energy", "p.energy_rating_expires_on IS NULL",
        "Give the day that the energy certificate expires.", f"{OPEN} AND p.energy_rating <> ''",
    ),
    _missing("tenure", "No tenure", HIGH, "tenure", "p.tenure = ''", "Say by what right it is held."),
    _missing(
        "holding", "How it is held is not known", LOW, "tenure", "p.holding = ''",
        "Say how it is held: occupied, let, sub-let, vacant…",
    ),
    _missing(
        "title", "Freehold without a title", MEDIUM, "titles", "t.titles = 0",
        "Add the Land Registry’s title number; waive this for land that was never registered.",
        f"{OPEN} AND p.tenure = 'freehold'",
    ),
    _missing(
        "lease", "Leasehold without a lease", HIGH, "leases", "l.tenancies = 0", "Add the lease that it is held by.",
        f"{OPEN} AND p.tenure = 'leasehold'",
    ),
    _missing(
        "lease-dates", "Lease without its dates", HIGH, "leases", "l.undated",
        "Give the day that the lease starts and the day that it expires.", f"{OPEN} AND l.tenancies + l.lettings > 0",
    ),
    _missing("rating", "Not rated", HIGH, "rag", "p.rag = ''", "Rate it red, amber or green."),
    _missing(
        "review-date", "Rated without a next review", LOW, "rag", "p.next_review_on IS NULL",
        "Say when the rating is to be looked at again.", f"{OPEN} AND p.rag <> ''",
    ),
    _missing(
        "book-value", "No book value", MEDIUM, "value", "p.book_value IS NULL",
        "Give the value in the asset register, its basis and its date.",
        f"{OPEN} AND p.tenure IN ('', 'freehold', 'leasehold', 'pfi')",
    ),
    _missing(
        "value-date", "Book value without its date", LOW, "value", "p.book_value_date IS NULL",
        "Give the day of the valuation.", f"{OPEN} AND p.book_value IS NOT NULL",
    ),
    _missing(
        "running-cost", "No running cost", LOW, "costs", "p.running_cost IS NULL",
        "Add what it cost to run in the last financial year.", f"{BUILDING} AND p.status = 'operational'",
    ),
)  # fmt: skip
