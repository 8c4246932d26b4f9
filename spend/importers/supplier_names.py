"""The suppliers that a file names: those not known yet become known, and likenesses among them are proposed as merges.

Only capitals and spaces are overlooked without asking. Everything else that makes two names one is somebody's decision.
"""

from __future__ import annotations

from typing import Any

from spend.choices import MergeEvidence
from totalplace.choices import ImportAction

# Below this share of common trigrams, names are mostly of two suppliers (measured on the names of the demonstration).
ALIKE = 0.7
# Short names share their trigrams by chance.
SHORTEST = 6
# A name that is like so many others is like all of its trade: the nearest are proposed.
MOST_ALIKE = 3


def know_suppliers(cursor: Any, batch: int) -> None:
    """Add the names of a staged batch that are not known, each as a supplier of its own, and propose merges."""
    cursor.execute("DROP TABLE IF EXISTS coming")
    cursor.execute(
        """CREATE TEMPORARY TABLE coming ON COMMIT DROP AS
           SELECT nextval(pg_get_serial_sequence('spend_supplier', 'id')) AS supplier_id, c.*,
                  spend_plain_name(c.name) AS plain
             FROM (SELECT mode() WITHIN GROUP (ORDER BY payee) AS name,
                          coalesce(max(upper(company_number)), '') AS company
                     FROM spend_stagedpayment
                    WHERE batch_id = %s AND action IN (%s, %s, %s) AND payee IS NOT NULL AND NOT is_redacted
                    GROUP BY upper(payee)) c
            WHERE NOT EXISTS (SELECT FROM spend_suppliername n WHERE n.normal = upper(c.name))
            ORDER BY c.name""",
        [batch, ImportAction.NEW, ImportAction.CHANGED, ImportAction.CONFLICT],
    )
    if not cursor.rowcount:
        return
    cursor.execute(
        """INSERT INTO spend_supplier (id, name, company_number)
           SELECT supplier_id, name, company FROM coming ORDER BY supplier_id"""
    )
    cursor.execute(
        "INSERT INTO spend_suppliername (supplier_id, name) SELECT supplier_id, name FROM coming ORDER BY supplier_id"
    )
    cursor.execute("ANALYZE coming")
    cursor.execute("ANALYZE spend_suppliername")
    propose_merges(cursor)


def propose_merges(cursor: Any) -> None:
    """Propose merges of the suppliers in `coming` with each other and with those there were.

    Each is held against the first supplier of its plain name, and plain names against one another: ten spellings of
    one name make nine proposals, not forty-five.
    """
    cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(ALIKE)])
    cursor.execute("DROP TABLE IF EXISTS plain_names")
    cursor.execute(
        """CREATE TEMPORARY TABLE plain_names ON COMMIT DROP AS
           SELECT n.plain, min(n.supplier_id) AS supplier_id, bool_and(c.supplier_id IS NOT NULL) AS is_new
             FROM spend_suppliername n LEFT JOIN coming c ON c.supplier_id = n.supplier_id
            WHERE n.plain <> '' GROUP BY n.plain"""
    )
    cursor.execute("CREATE INDEX ON plain_names USING gin (plain gin_trgm_ops)")
    cursor.execute("ANALYZE plain_names")
    cursor.execute(
        """WITH pairs (one, other, evidence, likeness, strength) AS (
               SELECT c.supplier_id, s.id, %s, 1.0, 1
                 FROM coming c JOIN spend_supplier s ON s.company_number = c.company AND s.company_number <> ''
                WHERE s.id <> c.supplier_id AND s.merged_into_id IS NULL
               UNION ALL
               SELECT c.supplier_id, n.supplier_id, %s, 1.0, 2
                 FROM coming c JOIN plain_names n ON n.plain = c.plain
                WHERE n.supplier_id <> c.supplier_id
               UNION ALL
               SELECT supplier_id, other, %s, likeness, 3 FROM (
                   SELECT c.supplier_id, n.supplier_id AS other, similarity(n.plain, c.plain) AS likeness,
                          row_number() OVER (PARTITION BY c.supplier_id
                                             ORDER BY similarity(n.plain, c.plain) DESC, n.supplier_id) AS place
                     FROM plain_names c JOIN plain_names n ON n.plain %% c.plain
                    WHERE c.is_new AND length(c.plain) >= %s AND n.plain <> c.plain
                      AND n.supplier_id <> c.supplier_id) near
                WHERE place <= %s)
           INSERT INTO spend_suppliermerge (kept_id, absorbed_id, evidence, likeness, status, moved)
           SELECT DISTINCT ON (least(one, other), greatest(one, other))
                  least(one, other), greatest(one, other), evidence, round(likeness::numeric, 2), 'proposed', '{}'
             FROM pairs ORDER BY least(one, other), greatest(one, other), strength, likeness DESC
               ON CONFLICT DO NOTHING""",
        [MergeEvidence.COMPANY, MergeEvidence.PLAIN, MergeEvidence.ALIKE, SHORTEST, MOST_ALIKE],
    )
