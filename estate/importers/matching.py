"""Which property a row is: by the register's reference, the body's own, the UPRN, or else name and address.

Only properties of the body that the importing person may see are matched. The result is the temporary table
`matching` (row, property_id, version, matched_by).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection

from estate.models import Property
from totalplace.importing.targets import Preview
from totalplace.models import User

KEPT = (
    "id",
    "version",
    "reference",
    "local_reference",
    "uprn",
    "name",
    "street_number",
    "street",
    "post_town",
    "postcode",
)
# What a row without any reference is told by. "" when it says nothing at all.
IDENTITY = """nullif(upper(concat_ws('|', nullif({0}.uprn, ''), nullif({0}.name, ''), nullif({0}.street_number, ''),
    nullif({0}.street, ''), nullif({0}.post_town, ''), nullif({0}.postcode, ''))), '')"""

MATCHED_BY = {
    "reference": "this register's reference",
    "local_reference": "local reference",
    "uprn": "UPRN",
    "address": "name and address",
}


def visible_condition(user: User) -> tuple[str, tuple[Any, ...]]:
    """The condition under which a person may see a row of estate_property (by that name), as SQL and its values."""
    guarded = Property.objects.visible_to(user)
    try:
        condition, values = guarded.query.get_compiler("default").compile(guarded.query.where)
    except EmptyResultSet:
        return "false", ()
    except FullResultSet:
        return "true", ()
    return condition, tuple(values)


def match(preview: Preview) -> None:
    """Fill `matching` for the rows of `incoming`. Each step leaves alone what an earlier one matched."""
    mine, values = (
        Property.objects.visible_to(preview.user)
        .filter(organisation=preview.batch.organisation_id)
        .order_by()
        .values(*KEPT)
        .query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS mine, matching")
        cursor.execute(
            "CREATE TEMPORARY TABLE matching (row int PRIMARY KEY, property_id bigint, version bigint, matched_by text)"
            " ON COMMIT DROP"
        )
        cursor.execute(f"CREATE TEMPORARY TABLE mine ON COMMIT DROP AS {mine}", values)
        cursor.execute("SELECT EXISTS (SELECT FROM mine)")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("CREATE INDEX ON mine (local_reference)")
        cursor.execute("ANALYZE mine")
        _by_references(cursor, preview)
        _by_uprn(cursor)
        _by_address(cursor)
        cursor.execute("ANALYZE matching")


def _add(cursor: Any, by: str, pairs: str) -> None:
    """Keep the pairs whose row and property are both still free."""
    cursor.execute(
        f"""INSERT INTO matching
            SELECT DISTINCT ON (found.row) found.row, found.id, found.version, '{by}'
              FROM ({pairs}) AS found
             WHERE NOT EXISTS (SELECT FROM matching m WHERE m.row = found.row)
             ORDER BY found.row"""
    )


def _by_references(cursor: Any, preview: Preview) -> None:
    if "reference" in preview.mapped:
        _add(
            cursor,
            "reference",
            "SELECT i.row, m.id, m.version FROM incoming i JOIN mine m ON m.reference = upper(i.reference)",
        )
    if "local_reference" in preview.mapped:
        _add(
            cursor,
            "local_reference",
            """SELECT i.row, m.id, m.version FROM incoming i
                 JOIN mine m ON m.local_reference = i.local_reference AND m.local_reference <> ''
                WHERE i.reference IS NULL""",
        )


# Rows with no reference of their own, or whose own reference the property does not have yet.
FREE = """i.reference IS NULL AND NOT EXISTS (SELECT FROM matching x WHERE x.row = i.row)"""
TAKEN = "EXISTS (SELECT FROM matching x WHERE x.property_id = m.id)"
AGREES = "(i.local_reference IS NULL OR m.local_reference = '')"


def _by_uprn(cursor: Any) -> None:
    """A UPRN tells a property only where it stands once in the body's register and once in the file."""
    _add(
        cursor,
        "uprn",
        f"""SELECT i.row, m.id, m.version
              FROM (SELECT *, count(*) OVER (PARTITION BY uprn) AS times FROM incoming WHERE uprn IS NOT NULL) i
              JOIN (SELECT *, count(*) OVER (PARTITION BY uprn) AS times FROM mine WHERE uprn <> '') m USING (uprn)
             WHERE i.times = 1 AND m.times = 1 AND {FREE} AND NOT {TAKEN} AND {AGREES}""",
    )


def _by_address(cursor: Any) -> None:
    """What has no reference is known again by everything that names it, where that is one row and one property."""
    _add(
        cursor,
        "address",
        f"""SELECT i.row, m.id, m.version
              FROM (SELECT *, count(*) OVER (PARTITION BY told_by) AS times
                      FROM (SELECT *, {IDENTITY.format("r")} AS told_by FROM incoming r
                             WHERE local_reference IS NULL) r) i
              JOIN (SELECT *, count(*) OVER (PARTITION BY told_by) AS times
                      FROM (SELECT *, {IDENTITY.format("r")} AS told_by FROM mine r
                             WHERE local_reference = '') r) m USING (told_by)
             WHERE i.times = 1 AND m.times = 1 AND {FREE} AND NOT {TAKEN}""",
    )
