"""From `incoming` to the staged rows: placed, matched and compared with the register in one statement."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from estate.importers.changes import SAME_PLACE_M, changes_sql
from estate.importers.matching import match
from estate.models.staged import IMPORTED
from estate.querysets.filed import TENANT_LEASE, TITLE_NUMBERS, YEARS_COST
from totalplace.choices import ImportAction
from totalplace.importing.targets import Preview

EXTRAS = ("title_numbers", "lease_counterparty", "lease_starts_on", "lease_expires_on", "lease_annual_rent")
COSTS = ("running_cost", "running_cost_year")
MATCHED = "SELECT property_id FROM matching"
SAME_POINT = f"ST_DWithin(i.location, p.location, {SAME_PLACE_M})"

# A file's point, else inside its outline, else the postcode's; the register's own better point is left alone.
PLACED = f"""
    SELECT CASE WHEN i.location IS NOT NULL THEN i.location
                WHEN i.boundary IS NOT NULL AND (p.location IS NULL OR p.location_source <> 'given')
                THEN ST_PointOnSurface(i.boundary)
                WHEN p.location IS NULL
                     OR (p.location_source = 'postcode' AND i.postcode <> p.postcode) THEN pc.location END AS location,
           CASE WHEN i.location IS NOT NULL THEN
                    CASE WHEN i.location_source = 'boundary' AND NOT coalesce({SAME_POINT} AND p.boundary IS NOT NULL
                              OR ST_DWithin(i.location, ST_PointOnSurface(i.boundary), {SAME_PLACE_M}), false)
                         THEN 'given'
                         WHEN i.location_source IS NOT NULL THEN i.location_source
                         WHEN {SAME_POINT} THEN p.location_source
                         ELSE 'given' END
                WHEN i.boundary IS NOT NULL AND (p.location IS NULL OR p.location_source <> 'given') THEN 'boundary'
                WHEN pc.location IS NOT NULL AND (p.location IS NULL
                     OR (p.location_source = 'postcode' AND i.postcode <> p.postcode)) THEN 'postcode'
           END AS location_source
"""

# The rule of estate_place(), set by set: a point on a shared edge goes to the area with the least id. Asked for each
# piece in turn, by an index on the points: asked for each point, finding the pieces alone takes three times as long.
AREAS = """
    SELECT l.row,
           min(area_id) FILTER (WHERE level = 'district') AS district_id,
           min(area_id) FILTER (WHERE level = 'ward') AS ward_id,
           min(area_id) FILTER (WHERE level = 'lsoa') AS lsoa_id
      FROM totalplace_areapiece JOIN lying l ON l.property_id IS NULL AND ST_Intersects(piece, l.location)
     GROUP BY l.row
"""


def stage(preview: Preview) -> None:
    """Fill the staged table from `incoming`."""
    with connection.cursor() as cursor:
        _years(cursor, preview)
        match(preview)
        _place(cursor)
        _insert(cursor, preview)
        cursor.execute("SELECT last_value FROM totalplace_version")
        preview.batch.options |= {
            "as_of_version": cursor.fetchone()[0],
            "staged_at": timezone.now().isoformat(),
            "areas": areas_as_they_are(cursor),
        }


def areas_as_they_are(cursor: Any) -> str:
    """A word that changes whenever an area in force does."""
    cursor.execute("SELECT coalesce(max(version), 0) || '/' || count(*) FROM totalplace_area")
    return cursor.fetchone()[0]


def _years(cursor: Any, preview: Preview) -> None:
    """A cost without a year is of the financial year the officer named, else the last that has ended."""
    if "running_cost" not in preview.mapped:
        return
    today = timezone.localdate()
    last = today.year - (1 if (today.month, today.day) >= (4, 1) else 2)
    year = preview.batch.options.get("running_cost_year") or last
    cursor.execute(
        "UPDATE incoming SET running_cost_year = %s WHERE running_cost IS NOT NULL AND running_cost_year IS NULL",
        [year],
    )


def comparison_joins() -> str:
    """The joins that the comparison of `s` with its property `p` needs."""
    return f"""
        LEFT JOIN ({TITLE_NUMBERS.format(properties=MATCHED)}) t ON t.property_id = p.id
        LEFT JOIN ({TENANT_LEASE.format(properties=MATCHED)}) n ON n.property_id = p.id
        LEFT JOIN estate_lease l ON l.id = n.lease_id
        LEFT JOIN ({YEARS_COST.format(properties=MATCHED)}) c ON c.property_id = p.id AND c.year = s.running_cost_year
    """


def _place(cursor: Any) -> None:
    """Fill `lying` (row, location, location_source, property_id, version, matched_by): where each row lies."""
    cursor.execute("DROP TABLE IF EXISTS lying")
    cursor.execute(
        f"""CREATE TEMPORARY TABLE lying ON COMMIT DROP AS
            SELECT i.row, placed.location, placed.location_source, m.property_id, m.version, m.matched_by
              FROM incoming i
              LEFT JOIN matching m ON m.row = i.row
              LEFT JOIN estate_property p ON p.id = m.property_id
              LEFT JOIN totalplace_postcode pc
                     ON pc.postcode = coalesce(i.postcode, p.postcode) AND i.location IS NULL AND i.boundary IS NULL
             CROSS JOIN LATERAL ({PLACED}) placed"""
    )
    cursor.execute("CREATE INDEX ON lying USING gist (location)")
    cursor.execute("ANALYZE lying (row, location, property_id)")


def _insert(cursor: Any, preview: Preview) -> None:
    names = [*(name for name in IMPORTED if not name.startswith("location")), *EXTRAS, *COSTS]
    columns = ", ".join(names)
    cursor.execute("SELECT EXISTS (SELECT FROM matching)")
    (any_matched,) = cursor.fetchone()
    source = f"""
        SELECT i.row, {", ".join(f"i.{name}" for name in names)}, l.location, l.location_source,
               l.property_id, l.version AS matched_version, l.matched_by,
               a.district_id, a.ward_id, a.lsoa_id
          FROM incoming i
          JOIN lying l ON l.row = i.row
          LEFT JOIN ({AREAS}) a ON a.row = i.row
    """
    compared = changes_sql(preview.mapped, clear=preview.clear_blanks) if any_matched else "NULL::jsonb"
    joins = comparison_joins() if any_matched else ""
    cursor.execute(
        f"""INSERT INTO estate_stagedproperty
                   (batch_id, organisation_id, row, {columns}, location, location_source, matched_id, matched_version,
                    matched_by, district_id, ward_id, lsoa_id, changes, action)
            SELECT %s, %s, s.row, {", ".join(f"s.{name}" for name in names)}, s.location, s.location_source,
                   s.property_id, s.matched_version, coalesce(s.matched_by, ''), s.district_id, s.ward_id, s.lsoa_id,
                   d.changes,
                   CASE WHEN p.id IS NULL THEN %s WHEN d.changes = '{{}}'::jsonb THEN %s ELSE %s END
              FROM ({source}) s
              LEFT JOIN estate_property p ON p.id = s.property_id
              {joins}
             CROSS JOIN LATERAL (SELECT CASE WHEN p.id IS NOT NULL THEN {compared} END AS changes) d""",
        [
            preview.batch.pk,
            preview.batch.organisation_id,
            ImportAction.NEW,
            ImportAction.UNCHANGED,
            ImportAction.CHANGED,
        ],
    )
