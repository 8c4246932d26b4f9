"""Taking back what a file did to young people's records, from what was kept of each row it wrote."""

from __future__ import annotations

from django.db import connection

from neets.choices.records import Purpose
from neets.querysets import vault
from neets.querysets.row_security import opened
from totalplace.models import ImportBatch

# In the order in which rows can go; the young person herself is the last.
TABLES = (
    "neets_characteristic", "neets_client", "neets_contact", "neets_assessment", "neets_referral", "neets_statusspell",
    "neets_youngperson",
)  # fmt: skip
# Whatever else may stand on a young person that an import entered.
STANDING = (
    "neets_statusspell", "neets_characteristic", "neets_client", "neets_contact", "neets_assessment", "neets_referral",
    "neets_plan", "neets_offer", "neets_enrolment", "neets_destination", "neets_optout", "neets_personkey",
)  # fmt: skip
_MOVING = "'{version,updated_at}'::text[]"


def later(batch: ImportBatch) -> list[str]:
    """What was done since on rows that the import wrote: how many of each table, never whose."""
    found = []
    with opened(Purpose.LOADING), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"""SELECT count(*) FROM neets_loadedrow l LEFT JOIN {table} t ON t.id = l.record
                     WHERE l.batch_id = %s AND l."table" = %s
                       AND (to_jsonb(t) - {_MOVING}) IS DISTINCT FROM (l.after - {_MOVING})""",
                [batch.pk, table],
            )
            (count,) = cursor.fetchone()
            if count:
                found.append(f"{count:,} of {table.removeprefix('neets_')}")
        own = " OR ".join(
            f"""EXISTS (SELECT FROM {table} o WHERE o.person_id = l.record AND NOT EXISTS (
                    SELECT FROM neets_loadedrow x WHERE x.batch_id = l.batch_id AND x."table" = '{table}'
                       AND x.record = o.id))"""
            for table in STANDING[:-1]
        )
        cursor.execute(
            f"""SELECT count(*) FROM neets_loadedrow l WHERE l.batch_id = %s AND l."table" = 'neets_youngperson'
                   AND l.before IS NULL AND ({own} OR EXISTS (SELECT FROM neets_personkey k
                       WHERE k.person_id = l.record AND k.batch_id <> l.batch_id))""",
            [batch.pk],
        )
        (count,) = cursor.fetchone()
        if count:
            found.append(f"{count:,} young people of whom more was recorded since")
    return found


def take_back(batch: ImportBatch) -> None:
    """Give back what rows were, take out what was added, and what the vault has of this import."""
    with opened(Purpose.LOADING), connection.cursor() as cursor:
        # Statuses that were ended are opened again only when those that ended them are gone.
        for table in TABLES[:-1]:
            cursor.execute(_ADDED.format(table=table), [batch.pk, table])
        for table in ("neets_statusspell", "neets_youngperson"):
            cursor.execute(
                """SELECT string_agg(format('%%I = b.%%I', column_name, column_name), ', ')
                     FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s
                      AND column_name <> 'id'""",
                [table],
            )
            (sets,) = cursor.fetchone()
            cursor.execute(
                f"""UPDATE {table} t SET {sets}
                      FROM neets_loadedrow l CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, l.before) b
                     WHERE l.batch_id = %s AND l."table" = %s AND l.before IS NOT NULL AND t.id = l.record""",
                [batch.pk, table],
            )
        cursor.execute(
            """DELETE FROM neets_match WHERE status = 'open' AND EXISTS (SELECT FROM neets_loadedrow l
                WHERE l.batch_id = %s AND l."table" = 'neets_youngperson' AND l.before IS NULL
                  AND l.record IN (kept, merged))""",
            [batch.pk],
        )
        cursor.execute("DELETE FROM neets_personkey WHERE batch_id = %s", [batch.pk])
        cursor.execute(
            """WITH gone AS (DELETE FROM neets_loadedrow WHERE batch_id = %s RETURNING "table", record, before)
               SELECT array_agg(record) FILTER (WHERE "table" = 'neets_youngperson' AND before IS NULL) FROM gone""",
            [batch.pk],
        )
        (people,) = cursor.fetchone()
        cursor.execute("DELETE FROM neets_youngperson WHERE id = ANY (%s)", [people or []])
    vault.let_go_of_import(batch.pk)


_ADDED = """DELETE FROM {table} t USING neets_loadedrow l
             WHERE l.batch_id = %s AND l."table" = %s AND l.before IS NULL AND t.id = l.record"""
