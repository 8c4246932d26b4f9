"""Writes the staged rows into the register: one statement for each table, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pgtrigger
from django.db import connection

from estate.choices import RagReason, Status
from estate.importers.changes import LEASE_FIELDS, NEVER_CLEARED, NOT_NULL, PLAIN, RAG_FIELDS
from estate.importers.filling import indexes_built_after
from estate.importers.staging import areas_as_they_are
from estate.models import Property
from estate.models.property import REFERENCE
from totalplace.choices import ImportAction
from totalplace.importing.targets import Preview

DEFAULTS = {"status": f"'{Status.OPERATIONAL}'", "is_sensitive": "false"}
# A rating's moment: the day the file gives, at its beginning in the county's own time; else now.
MIDNIGHT = "(s.rag_assessed_on::timestamp AT TIME ZONE 'Europe/London')"
TODAY = "(now() AT TIME ZONE 'Europe/London')::date"
# What a file says of a property that is stored beside it.
BELONGINGS = frozenset({"title_numbers", *LEASE_FIELDS, "running_cost", *RAG_FIELDS})
RAG_STANDS = "estate.RagAssessment:stands"


def apply(preview: Preview, report: Callable[[str], None]) -> dict[str, int]:
    """Write what is new and changed; answers how many of each."""
    with connection.cursor() as cursor:
        report("Adding properties")
        added = _insert(cursor, preview)
        report("Changing properties")
        changed = _update(cursor, preview)
        if preview.mapped & BELONGINGS:
            report("Storing titles, leases and costs")
            _written(cursor, preview)
            _titles(cursor, preview)
            _leases(cursor, preview)
            _costs(cursor, preview)
            _ratings(cursor, preview)
    return {"new": added, "changed": changed}


def _insert(cursor: Any, preview: Preview) -> int:
    """New properties. Their areas were found in sets while staging, by the rule of the trigger that is left out."""
    columns = [*PLAIN, "location", "location_source", "boundary", "rag", "rag_assessed_on", "next_review_on"]
    values = [_new_value(name) for name in columns]
    # No area may come or go between finding where a property lies and storing it.
    cursor.execute("LOCK TABLE totalplace_area IN SHARE MODE")
    as_staged = areas_as_they_are(cursor) == preview.batch.options.get("areas")
    cursor.execute("SELECT set_config('totalplace.placed_in_sets', %s, true)", ["yes" if as_staged else "no"])
    cursor.execute("SELECT pg_get_serial_sequence('estate_property', 'id')")
    (sequence,) = cursor.fetchone()
    insert = f"""
        INSERT INTO estate_property (id, reference, organisation_id, site_id, is_synthetic, {", ".join(columns)},
                                     district_id, ward_id, lsoa_id, running_cost, running_cost_year, lease_expiries)
        SELECT s.property_id, {REFERENCE.format(id="s.property_id")}, s.organisation_id, NULL, false,
               {", ".join(values)},
               s.district_id, s.ward_id, s.lsoa_id, s.running_cost,
               CASE WHEN s.running_cost IS NOT NULL THEN s.running_cost_year END,
               CASE WHEN s.lease_expires_on IS NOT NULL
                    THEN int4range(estate_day(s.lease_expires_on), estate_day(s.lease_expires_on), '[]') END
          FROM (SELECT nextval('{sequence}') AS property_id, r.*
                  FROM (SELECT * FROM estate_stagedproperty WHERE batch_id = %s AND action = %s ORDER BY row) r) s"""
    if preview.mapped & BELONGINGS:
        insert = f"WITH stored AS ({insert} RETURNING id) INSERT INTO added SELECT id FROM stored"
        cursor.execute("DROP TABLE IF EXISTS added")
        cursor.execute("CREATE TEMPORARY TABLE added (property_id bigint) ON COMMIT DROP")
    with indexes_built_after(cursor, preview.batch.counts.get("new", 0)):
        cursor.execute(insert, [preview.batch.pk, ImportAction.NEW])
        added = cursor.rowcount
    cursor.execute("SELECT set_config('totalplace.placed_in_sets', 'no', true)")
    return added


def _new_value(name: str) -> str:
    """What a new property holds where the file says nothing."""
    if name == "rag_assessed_on":
        return f"CASE WHEN s.rag IS NOT NULL THEN coalesce(s.rag_assessed_on, {TODAY}) END"
    return f"coalesce(s.{name}, {DEFAULTS.get(name, chr(39) * 2)})" if name in NOT_NULL else f"s.{name}"


def _update(cursor: Any, preview: Preview) -> int:
    """Changed properties: only what the preview showed as changed is written."""
    clear = preview.clear_blanks
    sets = [f"{name} = {_changed_value(name, clear)}" for name in PLAIN if name in preview.mapped]
    sets += [
        f"{name} = CASE WHEN s.changes ? '{name}' THEN s.{name} ELSE p.{name} END"
        for name in ("location", "location_source", "boundary")
    ]
    sets.append(
        "next_review_on = CASE WHEN s.changes ? 'next_review_on' AND coalesce(s.rag, p.rag) = ''"
        " THEN s.next_review_on ELSE p.next_review_on END"
    )
    cursor.execute(
        f"""UPDATE estate_property p SET {", ".join(sets)}
              FROM estate_stagedproperty s
             WHERE s.batch_id = %s AND s.action = %s AND p.id = s.matched_id""",
        [preview.batch.pk, ImportAction.CHANGED],
    )
    return cursor.rowcount


def _changed_value(name: str, clear: bool) -> str:
    value = f"s.{name}"
    if name in NOT_NULL:
        value = f"coalesce(s.{name}, '')" if clear and name not in NEVER_CLEARED else f"coalesce(s.{name}, p.{name})"
    return f"CASE WHEN s.changes ? '{name}' THEN {value} ELSE p.{name} END"


def _written(cursor: Any, preview: Preview) -> None:
    """The rows that were written and the property of each, for what belongs to a property.

    New properties got their numbers in the order of their rows.
    """
    cursor.execute("DROP TABLE IF EXISTS written")
    cursor.execute(
        """CREATE TEMPORARY TABLE written ON COMMIT DROP AS
           SELECT row, property_id, true AS is_new
             FROM (SELECT row, row_number() OVER (ORDER BY row) AS place FROM estate_stagedproperty
                    WHERE batch_id = %s AND action = %s) r
             JOIN (SELECT property_id, row_number() OVER (ORDER BY property_id) AS place FROM added) a USING (place)
            UNION ALL
           SELECT row, matched_id, false FROM estate_stagedproperty
            WHERE batch_id = %s AND action = %s""",
        [preview.batch.pk, ImportAction.NEW, preview.batch.pk, ImportAction.CHANGED],
    )
    cursor.execute("ANALYZE written")


def _titles(cursor: Any, preview: Preview) -> None:
    if "title_numbers" not in preview.mapped:
        return
    named = """(SELECT w.property_id, unnest(s.title_numbers) AS number
                  FROM written w JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = w.row
                 WHERE s.title_numbers IS NOT NULL AND (w.is_new OR s.changes ? 'title_numbers'))"""
    batch = preview.batch.pk
    cursor.execute(
        f"""INSERT INTO estate_title (number, organisation_id, title_class, estate_interest)
            SELECT DISTINCT n.number, p.organisation_id, '', ''
              FROM {named} n JOIN estate_property p ON p.id = n.property_id ORDER BY 1, 2
                ON CONFLICT (number, organisation_id) DO NOTHING""",
        [batch],
    )
    cursor.execute(
        f"""DELETE FROM estate_propertytitle pt USING estate_title t
             WHERE t.id = pt.title_id AND pt.property_id IN (SELECT property_id FROM {named} n)
               AND (pt.property_id, t.number) NOT IN (SELECT property_id, number FROM {named} n)""",
        [batch, batch],
    )
    cursor.execute(
        f"""INSERT INTO estate_propertytitle (property_id, title_id)
            SELECT n.property_id, t.id
              FROM {named} n JOIN estate_property p ON p.id = n.property_id
              JOIN estate_title t ON (t.number, t.organisation_id) = (n.number, p.organisation_id)
             WHERE (n.property_id, n.number) NOT IN (
                   SELECT h.property_id, k.number FROM estate_propertytitle h JOIN estate_title k ON k.id = h.title_id
                    WHERE h.property_id IN (SELECT property_id FROM {named} m))
                ON CONFLICT (property_id, title_id) DO NOTHING""",
        [batch, batch],
    )


def _leases(cursor: Any, preview: Preview) -> None:
    names = [name for name in LEASE_FIELDS if name in preview.mapped]
    if not names:
        return
    filled = " OR ".join(f"s.{name} IS NOT NULL" for name in names)
    touched = " OR ".join(f"s.changes ? '{name}'" for name in names)
    # What was left to the register is not hers to add.
    added = {name: f"CASE WHEN w.is_new OR s.changes ? '{name}' THEN s.{name} END" for name in LEASE_FIELDS}
    sets = ", ".join(
        f"{LEASE_FIELDS[name]} = CASE WHEN s.changes ? '{name}' THEN s.{name} ELSE l.{LEASE_FIELDS[name]} END"
        for name in names
    )
    cursor.execute(
        f"""UPDATE estate_lease l SET {sets}
              FROM written w JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = w.row
              JOIN leases_meant m ON m.property_id = w.property_id
             WHERE l.id = m.lease_id AND NOT w.is_new AND ({touched})""",
        [preview.batch.pk],
    ) if _leases_meant(cursor) else None
    cursor.execute(
        f"""INSERT INTO estate_lease (property_id, role, counterparty, starts_on, expires_on, annual_rent,
                                      repair_liability, note)
            SELECT w.property_id, 'tenant', coalesce({added["lease_counterparty"]}, ''), {added["lease_starts_on"]},
                   {added["lease_expires_on"]}, {added["lease_annual_rent"]}, '', ''
              FROM written w JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = w.row
             WHERE ((w.is_new AND ({filled})) OR (NOT w.is_new AND ({touched})))
               AND NOT EXISTS (SELECT FROM leases_meant m WHERE m.property_id = w.property_id)
             ORDER BY w.row""",
        [preview.batch.pk],
    )


def _leases_meant(cursor: Any) -> bool:
    """The temporary table `leases_meant`: which lease a row of each written property means."""
    from estate.querysets.filed import TENANT_LEASE

    cursor.execute("DROP TABLE IF EXISTS leases_meant")
    meant = TENANT_LEASE.format(properties="SELECT property_id FROM written WHERE NOT is_new")
    cursor.execute(f"CREATE TEMPORARY TABLE leases_meant ON COMMIT DROP AS {meant}")
    return True


def _costs(cursor: Any, preview: Preview) -> None:
    if "running_cost" not in preview.mapped:
        return
    cursor.execute(
        """INSERT INTO estate_runningcost (property_id, year, heading, amount)
           SELECT w.property_id, s.running_cost_year, 'total', s.running_cost
             FROM written w JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = w.row
            WHERE s.running_cost IS NOT NULL AND (w.is_new OR s.changes ? 'running_cost')
            ORDER BY w.row
               ON CONFLICT (property_id, year, heading) DO UPDATE SET amount = excluded.amount""",
        [preview.batch.pk],
    )


def _ratings(cursor: Any, preview: Preview) -> None:
    """A rating in a file becomes an assessment. New properties were stored with theirs, so it changes nothing there."""
    if not preview.mapped & {"rag", "rag_assessed_on", "next_review_on"}:
        return
    columns = "property_id, rating, reason, note, assessed_by_id, assessed_at, next_review_on, supersedes_id"
    note = f"From the file {preview.batch.filename}"
    given = [RagReason.IMPORTED, note, preview.user.pk, preview.batch.pk]
    with pgtrigger.ignore(RAG_STANDS):
        cursor.execute(
            f"""INSERT INTO estate_ragassessment ({columns})
                SELECT w.property_id, s.rag, %s, %s, %s, coalesce({MIDNIGHT}, now()), s.next_review_on, NULL
                  FROM written w JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = w.row
                 WHERE w.is_new AND s.rag IS NOT NULL ORDER BY w.row""",
            given,
        )
    cursor.execute(
        f"""INSERT INTO estate_ragassessment ({columns})
            SELECT p.id, coalesce(s.rag, p.rag), %s, %s, %s,
                   CASE WHEN s.rag_assessed_on IS NULL THEN greatest(now(), last.assessed_at + interval '1 microsecond')
                        ELSE greatest({MIDNIGHT}, CASE WHEN s.rag_assessed_on = p.rag_assessed_on
                                                       THEN last.assessed_at + interval '1 microsecond' END) END,
                   coalesce(s.next_review_on, CASE WHEN s.changes ? 'rag' THEN NULL ELSE p.next_review_on END), last.id
              FROM written w JOIN estate_stagedproperty s ON s.batch_id = %s AND s.row = w.row
              JOIN estate_property p ON p.id = w.property_id
              LEFT JOIN LATERAL (SELECT id, assessed_at FROM estate_ragassessment a
                                  WHERE a.property_id = p.id
                                    AND NOT EXISTS (SELECT FROM estate_ragwithdrawal x WHERE x.assessment_id = a.id)
                                  ORDER BY assessed_at DESC, id DESC LIMIT 1) last ON true
             WHERE NOT w.is_new AND coalesce(s.rag, p.rag) <> ''
               AND s.changes ?| ARRAY['rag', 'rag_assessed_on', 'next_review_on']
             ORDER BY w.row""",
        given,
    )


def close_missing(preview: Preview, reason: str) -> int:
    """Close what the file leaves out, but for what was added or edited since the preview; answers how many."""
    from estate.importers.conflicts import missing

    gone = missing(preview.batch, preview.user).filter(version__lte=preview.batch.options["as_of_version"])
    ids = list(gone.select_for_update(of=("self",)).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE estate_property SET status = %s, closed_on = coalesce(closed_on, current_date), closed_reason = %s
                WHERE id = ANY (%s)""",
            [Status.CLOSED, reason, ids],
        )
        return cursor.rowcount


def references(ids: list[int]) -> list[str]:
    """The references of properties by id, as people know them."""
    return list(Property.objects.filter(pk__in=ids).order_by("reference").values_list("reference", flat=True))
