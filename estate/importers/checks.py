"""The checks of one row at a time, each with its severity, reason and remedy, and the form that all checks have.

A row check is a condition on the staged row `s`, its property `p` where it is matched, its body `o`, and the fields
`e` that hold an error already. A set check (see set_checks) is a query of (row, value, reason). Both run over the whole
batch at once. `needs` names the fields of which the file must fill one.
"""

from __future__ import annotations

from dataclasses import dataclass

from totalplace.choices import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
FAR_M = 2000
UNLIKELY_AREA_M2 = 200_000
IF_UNKNOWN = "Add it if you know it; the row can be imported without."


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A fault of one row. `value` is SQL for what is shown as its value; `reason` is words, or SQL when `computed`."""

    code: str
    severity: str
    field: str
    needs: tuple[str, ...]
    when: str
    value: str
    reason: str
    remedy: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class SetCheck:
    """A fault that other rows or other properties show. `query` answers row, value, reason.

    `among` is the condition on the staged row `s` of those that can show it: a file with none is not asked.
    """

    code: str
    severity: str
    field: str
    needs: tuple[str, ...]
    query: str
    remedy: str
    visible: bool = False
    among: str = "true"


def _not_refused(*fields: str) -> str:
    """The cell is empty, not refused: a refused one is told of already."""
    names = ", ".join(f"'{field}'" for field in fields)
    return f"NOT coalesce(e.fields && ARRAY[{names}], false)"


def _missing(field: str, words: str) -> RowCheck:
    return RowCheck(
        f"missing_{field}", WARNING, field, (field,),
        f"s.{field} IS NULL AND coalesce(p.{field}, '') = '' AND {_not_refused(field)}", "''",
        f"The {words} is missing.", IF_UNKNOWN,
    )  # fmt: skip


def _either(field: str) -> str:
    """The value as it would stand afterwards."""
    return f"coalesce(s.{field}, p.{field})"


CLOSED = "('sold', 'lease_ended', 'demolished', 'closed')"

ROW_CHECKS: tuple[RowCheck, ...] = (
    _missing("name", "name"),
    _missing("postcode", "postcode"),
    _missing("tenure", "tenure"),
    _missing("category", "category"),
    RowCheck(
        "missing_position", WARNING, "location", ("location", "boundary"),
        "s.location IS NULL AND p.location IS NULL AND "
        + _not_refused("easting", "northing", "longitude", "latitude", "grid_reference", "wkt", "boundary"), "''",
        "The position is missing.", IF_UNKNOWN,
    ),
    RowCheck(
        "postcodes_point", WARNING, "location", ("postcode",),
        "s.location_source = 'postcode' AND p.id IS NULL", "s.postcode",
        "There are no coordinates, so the postcode's own point stands for the building's and is marked as such.",
        "Give the building's coordinates if you know them.",
    ),
    RowCheck(
        "nothing_names_it", ERROR, "local_reference", (),
        """coalesce(s.reference, s.local_reference, s.uprn, s.name, s.street_number, s.street, s.post_town, s.postcode)
           IS NULL""", "''",
        "Nothing in this row says which property it is: no reference, UPRN, name or address.",
        "Give it a local reference, or skip the row.",
    ),
    RowCheck(
        "not_a_reference_of_the_body", ERROR, "reference", ("reference",),
        "s.reference IS NOT NULL AND s.matched_by <> 'reference'", "s.reference",
        "'“' || s.reference || '” is not a reference of a property of ' || o.name || '.'",
        "Leave the reference empty for a property that is new, or correct it.", computed=True,
    ),
    RowCheck(
        "closed_without_date", ERROR, "closed_on", ("status",),
        f"{_either('status')} IN {CLOSED} AND {_either('closed_on')} IS NULL", "s.status",
        "A closed property needs the day it closed.", "Write the day, or give the row another status.",
    ),
    RowCheck(
        "closed_without_reason", ERROR, "closed_reason", ("status",),
        f"{_either('status')} IN {CLOSED} AND coalesce(s.closed_reason, p.closed_reason, '') = ''", "s.status",
        "A closed property needs the reason for closing.", "Write the reason, or give the row another status.",
    ),
    RowCheck(
        "lease_ends_before_it_starts", ERROR, "lease_expires_on", ("lease_starts_on", "lease_expires_on"),
        "s.lease_expires_on <= s.lease_starts_on", "to_char(s.lease_expires_on, 'DD/MM/YYYY')",
        "The lease ends on or before the day it starts.", "Check both dates.",
    ),
    RowCheck(
        "rag_in_future", ERROR, "rag_assessed_on", ("rag_assessed_on",),
        "s.rag_assessed_on > current_date", "to_char(s.rag_assessed_on, 'DD/MM/YYYY')",
        "The rating is dated in the future, so no later rating could stand until then.", "Check the date.",
    ),
    RowCheck(
        "rag_date_alone", WARNING, "rag_assessed_on", ("rag_assessed_on",),
        "s.rag_assessed_on IS NOT NULL AND coalesce(s.rag, p.rag, '') = ''", "to_char(s.rag_assessed_on, 'DD/MM/YYYY')",
        "There is a date of a rating but no rating: the date is not stored.", "Give the rating too.",
    ),
    RowCheck(
        "rag_older", WARNING, "rag", ("rag",),
        "s.rag <> p.rag AND s.rag_assessed_on < p.rag_assessed_on", "s.rag",
        "The register has a later rating, which stays.", "Rate the property again if the file is right.",
    ),
    RowCheck(
        "several_leases", WARNING, "lease_expires_on",
        ("lease_counterparty", "lease_starts_on", "lease_expires_on", "lease_annual_rent"),
        """coalesce(s.lease_counterparty, s.lease_starts_on::text, s.lease_expires_on::text, s.lease_annual_rent::text)
            IS NOT NULL
            AND (SELECT count(*) FROM estate_lease l WHERE l.property_id = p.id AND l.role = 'tenant') > 1
            AND (SELECT count(*) FROM estate_lease l WHERE l.property_id = p.id AND l.role = 'tenant'
                    AND (l.expires_on IS NULL OR l.expires_on >= current_date)) <> 1""", "''",
        "The property has several leases and the row cannot say which it means: none of them is changed.",
        "Edit the lease on the property's page.",
    ),
    RowCheck(
        "built_in_future", WARNING, "built_year", ("built_year",),
        f"s.built_year > extract(year FROM current_date) AND {_either('status')} IS DISTINCT FROM 'construction'",
        "s.built_year::text", "The year built lies in the future.", "Check the year.",
    ),
    RowCheck(
        "unlikely_floor_area", WARNING, "gross_internal_area_m2", ("gross_internal_area_m2",),
        f"s.gross_internal_area_m2 > {UNLIKELY_AREA_M2}", "s.gross_internal_area_m2::text",
        "The floor area is larger than almost any public building.", "Check the number and its unit.",
    ),
    RowCheck(
        "unlikely_value", WARNING, "book_value", ("book_value",),
        "s.book_value > 0 AND s.gross_internal_area_m2 > 0 AND"
        " NOT s.book_value / s.gross_internal_area_m2 BETWEEN 0.5 AND 50000",
        "s.book_value::text",
        "'The value is £' || to_char(s.book_value / s.gross_internal_area_m2, 'FM999,999,990.00')"
        " || ' a square metre.'",
        "Check the value and the floor area.", computed=True,
    ),
    RowCheck(
        "unlikely_site_area", WARNING, "site_area_ha", ("site_area_ha", "boundary"),
        "s.site_area_ha > 0.05 AND s.boundary IS NOT NULL AND"
        " (ST_Area(s.boundary) / 10000 / s.site_area_ha > 5 OR ST_Area(s.boundary) / 10000 / s.site_area_ha < 0.2)",
        "s.site_area_ha::text",
        "'The site area is ' || s.site_area_ha || ' ha, but the boundary holds '"
        " || round((ST_Area(s.boundary) / 10000)::numeric, 2) || ' ha.'",
        "Check the site area and its unit.", computed=True,
    ),
    RowCheck(
        "energy_rating_too_long", WARNING, "energy_rating_expires_on", ("energy_rating_expires_on",),
        "s.energy_rating_expires_on > current_date + interval '10 years 1 month'",
        "to_char(s.energy_rating_expires_on, 'DD/MM/YYYY')",
        "An energy certificate lasts ten years, and this one would last longer.", "Check the date.",
    ),
    RowCheck(
        "unlikely_rent", WARNING, "lease_annual_rent", ("lease_annual_rent",),
        "s.lease_annual_rent > 5000000", "s.lease_annual_rent::text",
        "The rent is above £5m a year.", "Check the amount and that it is for one year.",
    ),
    RowCheck(
        "half_a_postcode", WARNING, "postcode", ("postcode",),
        "s.postcode IS NOT NULL AND position(' ' IN s.postcode) = 0", "s.postcode",
        "Only the first half of the postcode is given.", "Write the whole postcode if you know it.",
    ),
    RowCheck(
        "point_off_its_boundary", WARNING, "location", ("boundary",),
        "s.location IS NOT NULL AND s.boundary IS NOT NULL AND s.location_source = 'given'"
        " AND NOT ST_DWithin(s.location, s.boundary, 500)", "''",
        "The point lies more than 500 m from the boundary.", "Check both.",
    ),
)  # fmt: skip

# Fields of which every property should have a value: a file without such a column gets one note, not a fault a row.
ESSENTIAL = {
    "name": ("name",),
    "position": ("location", "boundary"),
    "postcode": ("postcode",),
    "tenure": ("tenure",),
    "category": ("category",),
}
