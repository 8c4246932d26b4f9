"""The checks that need several rows at once, or the register: each a query of (row, value, reason)."""

from __future__ import annotations

from estate.importers.checks import ERROR, FAR_M, WARNING, SetCheck

# Two outlines overlap where they share more than this of the smaller one.
OVERLAP_SHARE = 0.1
# Row numbers are shown from a handful at most: "rows 4, 9 and 12".
OTHERS = "array_to_string((array_agg(row ORDER BY row))[1:6], ', ')"

# The staged rows whose value in a column another row has too. The values are counted first: to gather the rows of each
# takes twice as long, and most stand once.
REPEATED = """staged WHERE {0} IN (SELECT {0} FROM staged WHERE {0} IS NOT NULL GROUP BY {0} HAVING count(*) > 1)
             GROUP BY {0}"""

# Another body's property, as those who may see it know it.
THEIRS = """estate_property.reference || ' (' || coalesce(nullif(estate_property.name, ''), 'no name') || ', '
                   || o.name || ')'"""
OVERLAP = "ST_Area(ST_Intersection(s.boundary, estate_property.boundary))"

SET_CHECKS: tuple[SetCheck, ...] = (
    SetCheck(
        "local_reference_twice", ERROR, "local_reference", ("local_reference",),
        f"""SELECT unnest(array_agg(row)), local_reference,
                   'Rows ' || {OTHERS} || ' have the same local reference.'
              FROM {REPEATED.format("local_reference")}""",
        "Give each its own reference, or skip all but one.",
        among="s.local_reference IS NOT NULL",
    ),
    SetCheck(
        "reference_twice", ERROR, "reference", ("reference",),
        f"""SELECT unnest(array_agg(row)), min(reference), 'Rows ' || {OTHERS} || ' have the same reference.'
              FROM staged WHERE reference IS NOT NULL GROUP BY upper(reference) HAVING count(*) > 1""",
        "Keep one of them.",
        among="s.reference IS NOT NULL",
    ),
    SetCheck(
        "property_twice", ERROR, "local_reference", ("reference", "local_reference"),
        f"""SELECT unnest(array_agg(row)), '', 'Rows ' || {OTHERS} || ' are about the same property of the register.'
              FROM staged WHERE matched_id IS NOT NULL GROUP BY matched_id
            HAVING count(*) > 1 AND count(DISTINCT matched_by) > 1""",
        "Keep one of them.",
        among="s.matched_id IS NOT NULL",
    ),
    SetCheck(
        "told_apart_by_nothing", ERROR, "local_reference", (),
        f"""SELECT unnest(array_agg(row)), coalesce(min(uprn), ''),
                   'Rows ' || {OTHERS}
                   || ' cannot be told apart: they have no reference, and the same UPRN, name and address.'
              FROM (SELECT *, {{identity}} AS told_by FROM staged WHERE local_reference IS NULL AND reference IS NULL) s
             WHERE told_by IS NOT NULL GROUP BY told_by HAVING count(*) > 1""",
        "Give each a local reference, or skip all but one.",
        among="s.local_reference IS NULL AND s.reference IS NULL",
    ),
    SetCheck(
        "which_property", ERROR, "local_reference", (),
        """SELECT s.row, '', 'Several properties of the register have this UPRN, name and address: which is meant?'
             FROM (SELECT *, {identity} AS told_by FROM staged
                    WHERE local_reference IS NULL AND reference IS NULL AND matched_id IS NULL) s
             JOIN (SELECT {identity_mine} AS told_by FROM mine m GROUP BY 1 HAVING count(*) > 1) m USING (told_by)""",
        "Give the row the local reference or the register's reference.",
        among="s.local_reference IS NULL AND s.reference IS NULL AND s.matched_id IS NULL",
    ),
    SetCheck(
        "reference_not_free", ERROR, "local_reference", ("local_reference",),
        """SELECT s.row, s.local_reference, 'This local reference is not free for this property.'
             FROM staged s JOIN estate_property q
               ON q.organisation_id = s.organisation_id AND q.local_reference = s.local_reference
            WHERE s.matched_id IS DISTINCT FROM q.id""",
        "Use another local reference, or ask an officer of the body to import the row.",
        among="s.local_reference IS NOT NULL",
    ),
    SetCheck(
        "uprn_repeats", WARNING, "uprn", ("uprn",),
        f"""SELECT unnest(array_agg(row)), uprn, 'Rows ' || {OTHERS} || ' have the same UPRN.'
              FROM {REPEATED.format("uprn")}""",
        "That is right where several assets stand on one property; else correct it.",
        among="s.uprn IS NOT NULL",
    ),
    SetCheck(
        "uprn_of_another_body", WARNING, "uprn", ("uprn",),
        f"""SELECT DISTINCT ON (s.row) s.row, s.uprn, 'This UPRN is also that of ' || {THEIRS} || '.'
              FROM staged s JOIN estate_property ON estate_property.uprn = s.uprn AND estate_property.uprn <> ''
              JOIN totalplace_organisation o ON o.id = estate_property.organisation_id
             WHERE estate_property.organisation_id <> s.organisation_id AND {{visible}}
             ORDER BY s.row, estate_property.id""",
        "Agree with the other body which of you accounts for it.", visible=True,
        among="s.uprn IS NOT NULL",
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
        among="s.boundary IS NOT NULL",
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
        among="s.postcode IS NOT NULL",
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
        among="s.location IS NOT NULL AND s.district_id IS NULL",
    ),
)  # fmt: skip
