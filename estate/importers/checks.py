"""Every check that needs the register or more than one cell: one list, each with its severity, reason and remedy.

A row check is a condition on the staged row `s`, its property `p` where it is matched, its body `o`, and the fields
`e` that hold an error already. A set check is a query of
(row, value, reason). Both run over the whole batch at once. `needs` names the fields of which the file must fill one.
"""

from __future__ import annotations

from dataclasses import dataclass

from totalplace.choices import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
FAR_M = 2000
UNLIKELY_AREA_M2 = 200_000
OVERLAP_SHARE = 0.1
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
    """A fault that other rows or other properties show. `query` answers row, value, reason."""

    code: str
    severity: str
    field: str
    needs: tuple[str, ...]
    query: str
    remedy: str
    visible: bool = False


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

# Row numbers are shown from a handful at most: "rows 4, 9 and 12".
OTHERS = "array_to_string((array_agg(row ORDER BY row))[1:6], ', ')"

# Another body's property, as those who may see it know it.
THEIRS = """estate_property.reference || ' (' || coalesce(nullif(estate_property.name, ''), 'no name') || ', '
                   || o.name || ')'"""
OVERLAP = "ST_Area(ST_Intersection(s.boundary, estate_property.boundary))"

SET_CHECKS: tuple[SetCheck, ...] = (
    SetCheck(
        "local_reference_twice", ERROR, "local_reference", ("local_reference",),
        f"""SELECT unnest(array_agg(row)), local_reference,
                   'Rows ' || {OTHERS} || ' have the same local reference.'
              FROM staged WHERE local_reference IS NOT NULL GROUP BY local_reference HAVING count(*) > 1""",
        "Give each its own reference, or skip all but one.",
    ),
    SetCheck(
        "reference_twice", ERROR, "reference", ("reference",),
        f"""SELECT unnest(array_agg(row)), min(reference), 'Rows ' || {OTHERS} || ' have the same reference.'
              FROM staged WHERE reference IS NOT NULL GROUP BY upper(reference) HAVING count(*) > 1""",
        "Keep one of them.",
    ),
    SetCheck(
        "property_twice", ERROR, "local_reference", ("reference", "local_reference"),
        f"""SELECT unnest(array_agg(row)), '', 'Rows ' || {OTHERS} || ' are about the same property of the register.'
              FROM staged WHERE matched_id IS NOT NULL GROUP BY matched_id
            HAVING count(*) > 1 AND count(DISTINCT matched_by) > 1""",
        "Keep one of them.",
    ),
    SetCheck(
        "told_apart_by_nothing", ERROR, "local_reference", (),
        f"""SELECT unnest(array_agg(row)), coalesce(min(uprn), ''),
                   'Rows ' || {OTHERS}
                   || ' cannot be told apart: they have no reference, and the same UPRN, name and address.'
              FROM (SELECT *, {{identity}} AS told_by FROM staged WHERE local_reference IS NULL AND reference IS NULL) s
             WHERE told_by IS NOT NULL GROUP BY told_by HAVING count(*) > 1""",
        "Give each a local reference, or skip all but one.",
    ),
    SetCheck(
        "which_property", ERROR, "local_reference", (),
        """SELECT s.row, '', 'Several properties of the register have this UPRN, name and address: which is meant?'
             FROM (SELECT *, {identity} AS told_by FROM staged
                    WHERE local_reference IS NULL AND reference IS NULL AND matched_id IS NULL) s
             JOIN (SELECT {identity_mine} AS told_by FROM mine m GROUP BY 1 HAVING count(*) > 1) m USING (told_by)""",
        "Give the row the local reference or the register's reference.",
    ),
    SetCheck(
        "reference_not_free", ERROR, "local_reference", ("local_reference",),
        """SELECT s.row, s.local_reference, 'This local reference is not free for this property.'
             FROM staged s JOIN estate_property q
               ON q.organisation_id = s.organisation_id AND q.local_reference = s.local_reference
            WHERE s.matched_id IS DISTINCT FROM q.id""",
        "Use another local reference, or ask an officer of the body to import the row.",
    ),
    SetCheck(
        "uprn_repeats", WARNING, "uprn", ("uprn",),
        f"""SELECT unnest(array_agg(row)), uprn, 'Rows ' || {OTHERS} || ' have the same UPRN.'
              FROM staged WHERE uprn IS NOT NULL GROUP BY uprn HAVING count(*) > 1""",
        "That is right where several assets stand on one property; else correct it.",
    ),
    SetCheck(
        "uprn_of_another_body", WARNING, "uprn", ("uprn",),
        f"""SELECT DISTINCT ON (s.row) s.row, s.uprn, 'This UPRN is also that of ' || {THEIRS} || '.'
              FROM staged s JOIN estate_property ON estate_property.uprn = s.uprn AND estate_property.uprn <> ''
              JOIN totalplace_organisation o ON o.id = estate_property.organisation_id
             WHERE estate_property.organisation_id <> s.organisation_id AND {{visible}}
             ORDER BY s.row, estate_property.id""",
        "Agree with the other body which of you accounts for it.", visible=True,
    ),
    SetCheck(
        "title_of_another_body", WARNING, "title_numbers", ("title_numbers",),
        f"""SELECT DISTINCT ON (s.row) s.row, t.number, 'Title ' || t.number || ' is also on ' || {THEIRS} || '.'
              FROM staged s JOIN estate_title t ON t.number = ANY (s.title_numbers)
              JOIN estate_propertytitle pt ON pt.title_id = t.id
              JOIN estate_property ON estate_property.id = pt.property_id
              JOIN totalplace_organisation o ON o.id = estate_property.organisation_id
             WHERE estate_property.organisation_id <> s.organisation_id AND {{visible}}
             ORDER BY s.row, t.number, estate_property.id""",
        "Agree with the other body which of you holds the title.", visible=True,
    ),
    SetCheck(
        "overlaps_another_body", WARNING, "boundary", ("boundary",),
        f"""SELECT DISTINCT ON (s.row) s.row, '', 'The boundary overlaps that of ' || {THEIRS} || ' by '
                   || round(({OVERLAP} / 10000)::numeric, 2) || ' ha.'
              FROM staged s JOIN estate_property ON ST_Intersects(s.boundary, estate_property.boundary)
              JOIN totalplace_organisation o ON o.id = estate_property.organisation_id
             WHERE estate_property.organisation_id <> s.organisation_id AND {{visible}}
               AND {OVERLAP} > {OVERLAP_SHARE} * least(ST_Area(s.boundary), ST_Area(estate_property.boundary))
             ORDER BY s.row, estate_property.id""",
        "Check the boundary, or agree it with the other body.", visible=True,
    ),
    SetCheck(
        "far_from_postcode", WARNING, "location", ("postcode", "location", "boundary"),
        f"""SELECT s.row, s.postcode, 'The point is ' || round((ST_Distance(s.location, c.location) / 1000)::numeric, 1)
                   || ' km from the postcode ' || c.postcode || '.'
              FROM (SELECT s.row, s.location, coalesce(s.postcode, p.postcode) AS postcode
                      FROM staged s LEFT JOIN estate_property p ON p.id = s.matched_id) s
              JOIN totalplace_postcode c ON c.postcode = s.postcode
             WHERE ST_Distance(s.location, c.location) > {FAR_M}""",
        "Check the coordinates and the postcode.",
    ),
    SetCheck(
        "postcode_not_known", WARNING, "postcode", ("postcode",),
        """SELECT s.row, s.postcode, 'The postcode ' || s.postcode || ' is not among those that are loaded here.'
             FROM staged s
            WHERE position(' ' IN s.postcode) > 0
              AND split_part(s.postcode, ' ', 1) IN (SELECT DISTINCT split_part(postcode, ' ', 1)
                                                       FROM totalplace_postcode)
              AND NOT EXISTS (SELECT FROM totalplace_postcode c WHERE c.postcode = s.postcode)""",
        "Check it: it may be mistyped, new, or no longer in use.",
    ),
    SetCheck(
        "outside_the_county", WARNING, "location", ("location", "boundary", "postcode"),
        """SELECT s.row, round(ST_X(s.location)) || ', ' || round(ST_Y(s.location)),
                  'The point lies outside the county.'
             FROM staged s
            WHERE s.location IS NOT NULL AND s.district_id IS NULL
              AND EXISTS (SELECT FROM totalplace_areapiece WHERE level IN ('county', 'district'))
              AND NOT EXISTS (SELECT FROM totalplace_areapiece a
                               WHERE a.level IN ('county', 'district') AND ST_Intersects(a.piece, s.location))""",
        "Check the coordinates; a property over the border is right as it is.",
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
