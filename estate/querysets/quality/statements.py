"""The statements that ask the rules: built from the declarations, run by the check (estate/services/quality.py)."""

from __future__ import annotations

from collections.abc import Sequence

from estate.querysets.quality.model import FACTS, PairRule, RowRule, Rule

# The condition that narrows a statement to the properties it is about.
THESE = "p.id = ANY (%(ids)s)"
LONGEST_DETAIL = 200


def row_faults(rules: Sequence[RowRule], condition: str = THESE) -> str:
    """The faults that properties have by themselves: one pass over them for all rules."""
    codes = ", ".join(f"'{rule.code}'" for rule in rules)
    details = ",\n".join(
        f"CASE WHEN ({rule.applies}) AND ({rule.fails}) THEN coalesce({rule.detail}, '') END" for rule in rules
    )
    # Two arrays, and not VALUES: PostgreSQL would prepare each of its expressions anew for each property.
    return f"""SELECT p.id AS property_id, p.organisation_id, p.is_sensitive, r.rule,
                      left(r.detail, {LONGEST_DETAIL}) AS detail, NULL::bigint AS partner_id, false AS is_hidden
               {FACTS}
               CROSS JOIN LATERAL unnest(ARRAY[{codes}], ARRAY[{details}]) r (rule, detail)
               WHERE {condition} AND r.detail IS NOT NULL"""


def pair_faults(rule: PairRule, condition: str = THESE) -> str:
    """The same of a rule that two properties break together, once a property: with the partner that all may know of,
    if there is one, so that nobody's view hangs on a sensitive site that she does not see."""
    return f"""SELECT DISTINCT ON (property_id) property_id, organisation_id, is_sensitive,
                      '{rule.code}' AS rule, left(detail, {LONGEST_DETAIL}) AS detail, partner_id, is_hidden
               FROM ({rule.query(condition, first=True)}) pairs
               ORDER BY property_id, is_hidden, partner_id, detail"""


def partners(rules: Sequence[PairRule], most: int) -> str:
    """The properties that share something with these, and those that were told so before: at most about `most`."""
    found = " UNION ALL ".join(
        f"(SELECT partner_id AS id FROM ({rule.query(THESE)}) pairs LIMIT {most})" for rule in rules
    )
    return f"""SELECT property_id FROM estate_qualityfinding WHERE partner_id = ANY (%(ids)s)
               UNION SELECT id FROM ({found}) found"""


def check(row_rules: Sequence[RowRule], pair_rules: Sequence[PairRule]) -> str:
    """The statement that puts the findings of these properties right, and the tally by what that changes.

    One statement, so one snapshot: what was found before and what is found now are compared as of one moment. A fault
    shared with a sensitive site alone is waived by that site's own waiver: one on this property would tell of the site.
    """
    faults = " UNION ALL ".join([f"({row_faults(row_rules)})", *(f"({pair_faults(rule)})" for rule in pair_rules)])
    told = "detail, partner_id, organisation_id, is_sensitive, is_hidden, is_waived"
    return f"""
        WITH fault AS MATERIALIZED ({faults}),
        fresh AS MATERIALIZED (
            SELECT f.*, w.id IS NOT NULL AS is_waived
              FROM fault f
              LEFT JOIN estate_qualitywaiver w
                ON w.property_id = CASE WHEN f.is_hidden THEN f.partner_id ELSE f.property_id END
               AND w.rule = f.rule AND w.withdrawn_at IS NULL
               AND (w.until IS NULL OR w.until >= %(today)s)),
        before AS MATERIALIZED (SELECT * FROM estate_qualityfinding WHERE property_id = ANY (%(ids)s)),
        mended AS (
            DELETE FROM estate_qualityfinding WHERE id IN (
                SELECT b.id FROM before b LEFT JOIN fresh f USING (property_id, rule) WHERE f.rule IS NULL)),
        written AS (
            INSERT INTO estate_qualityfinding (property_id, rule, {told})
            SELECT f.property_id, f.rule, {", ".join(f"f.{name}" for name in told.split(", "))}
              FROM fresh f LEFT JOIN before b USING (property_id, rule)
             WHERE b.id IS NULL
                OR ({", ".join(f"f.{name}" for name in told.split(", "))})
                   IS DISTINCT FROM ({", ".join(f"b.{name}" for name in told.split(", "))})
            ON CONFLICT (property_id, rule) DO UPDATE
               SET {", ".join(f"{name} = EXCLUDED.{name}" for name in told.split(", "))})
        INSERT INTO estate_qualitytally (organisation_id, rule, is_sensitive, is_hidden, applicable, failing, waived)
        SELECT organisation_id, rule, is_sensitive, is_hidden, 0,
               coalesce(sum(sign) FILTER (WHERE NOT is_waived), 0), coalesce(sum(sign) FILTER (WHERE is_waived), 0)
          FROM (SELECT 1 AS sign, organisation_id, rule, is_sensitive, is_hidden, is_waived FROM fresh
                UNION ALL
                SELECT -1, organisation_id, rule, is_sensitive, is_hidden, is_waived FROM before) moved
         GROUP BY organisation_id, rule, is_sensitive, is_hidden
        HAVING coalesce(sum(sign) FILTER (WHERE NOT is_waived), 0) <> 0
            OR coalesce(sum(sign) FILTER (WHERE is_waived), 0) <> 0"""


def applicable(rules: Sequence[Rule]) -> str:
    """How many properties of each body, sensitive or not, each rule is asked of: rows for the tally."""
    counts = ", ".join(f"count(*) FILTER (WHERE {rule.applies})" for rule in rules)
    codes = ", ".join(f"'{rule.code}'" for rule in rules)
    return f"""SELECT organisation_id, rule, is_sensitive, applicable
                 FROM (SELECT p.organisation_id, p.is_sensitive, ARRAY[{counts}] AS counts
                       {FACTS} GROUP BY p.organisation_id, p.is_sensitive) of_body,
                      unnest(ARRAY[{codes}], counts) AS asked (rule, applicable)
                WHERE applicable > 0"""


def asked_of_one(rules: Sequence[Rule]) -> str:
    """The codes of the rules that are asked of one property, as an array."""
    codes = ", ".join(f"CASE WHEN {rule.applies} THEN '{rule.code}' END" for rule in rules)
    return f"SELECT array_remove(ARRAY[{codes}], NULL) {FACTS} WHERE {THESE}"
