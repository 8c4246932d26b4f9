"""An agency's event log: contacts, assessments and referrals, one a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from neets.choices import ContactKind
from neets.importers.caseload import _logged
from neets.importers.steps import Check, LoadSteps, age_checks
from neets.models import Contact
from totalplace.choices import ImportAction
from totalplace.importing.targets import Preview

CONTACTS = ", ".join(f"'{kind}'" for kind in ContactKind.values)
CHECKS: tuple[Check, ...] = (
    *age_checks("on"),
    (
        "missing_event", "error", "event", "s.event IS NULL", "It is not said what happened.",
        "Write a kind of contact, assessment or referral.",
    ),
    (
        "missing_domains", "error", "domains", "s.event = 'assessment' AND s.domains IS NULL",
        "It is not said what was assessed.", "Write at least one domain, as learning.",
    ),
    (
        "missing_to_agency", "error", "to_agency_code",
        "s.event = 'referral' AND (s.to_agency_id IS NULL OR s.to_agency_id = s.agency_id)",
        "A referral needs another agency that it goes to.", "Write the other agency's code.",
    ),
    (
        "twice", "warning", "event",
        """s.key IS NOT NULL AND EXISTS (SELECT FROM neets_stagedevent o
            WHERE o.batch_id = s.batch_id AND o.row < s.row AND o.key = s.key AND o."on" = s."on" AND o.event = s.event
              AND o.agency_id = s.agency_id AND o.domains IS NOT DISTINCT FROM s.domains
              AND o.to_agency_id IS NOT DISTINCT FROM s.to_agency_id)""",
        "Another row says the same of the same day: it is kept once.", "Nothing is to be done if both are one.",
    ),
)  # fmt: skip
_SAME = {
    "neets_contact": """t."on" = s."on" AND t.kind = s.event""",
    "neets_assessment": """t."on" = s."on" AND s.event = 'assessment'
                           AND t.domains::text[] @> string_to_array(s.domains, ' ')
                           AND t.domains::text[] <@ string_to_array(s.domains, ' ')""",
    "neets_referral": """t."on" = s."on" AND s.event = 'referral' AND t.to_agency_id = s.to_agency_id""",
}


class EventSteps(LoadSteps):
    """An event is known again by whose it is, which agency's, the day, and what it was."""

    staged = "neets_stagedevent"
    model = Contact
    carried = (
        "key",
        "birth_month",
        "flags",
        "on",
        "event",
        "agency_code",
        "to_agency_code",
        "domains",
        "result",
        "minutes",
    )
    checks = CHECKS

    def fill(self, cursor: Any, preview: Preview) -> None:
        """The agencies of the codes; the file's own where a row names none."""
        cursor.execute(
            """UPDATE neets_stagedevent s
                  SET agency_id = CASE WHEN s.agency_code IS NULL THEN s.agency_id
                                       ELSE (SELECT id FROM neets_agency WHERE code = s.agency_code) END,
                      to_agency_id = (SELECT id FROM neets_agency WHERE code = s.to_agency_code)
                WHERE s.batch_id = %s""",
            [preview.batch.pk],
        )

    def compare(self, cursor: Any, batch: int) -> None:
        """An event that the register has, or that an earlier row tells, is there already."""
        there = " UNION ALL ".join(
            f"SELECT min(t.id) FROM {table} t WHERE t.person_id = s.person_id AND t.agency_id = s.agency_id AND {same}"
            for table, same in _SAME.items()
        )
        cursor.execute(
            f"""UPDATE neets_stagedevent s
                   SET matched_id = c.id, action = CASE WHEN c.id IS NULL AND c.place = 1 THEN %s ELSE %s END
                  FROM (SELECT s.row, (SELECT min(min) FROM ({there}) u) AS id,
                               row_number() OVER (PARTITION BY s.key, s.agency_id, s."on", s.event, s.domains,
                                                               s.to_agency_id ORDER BY s.row) AS place
                          FROM neets_stagedevent s WHERE s.batch_id = %s) c
                 WHERE s.batch_id = %s AND s.row = c.row""",
            [ImportAction.NEW, ImportAction.UNCHANGED, batch, batch],
        )

    def write(self, cursor: Any, batch: int, report: Callable[[str], None]) -> dict[str, int]:
        """Contacts, assessments and referrals, each into its table; the agency's clients."""
        added = 0
        for table, doing in WRITING:
            cursor.execute(_logged(table, "", doing), {"batch": batch, "new": ImportAction.NEW})
            added += cursor.rowcount if table != "neets_client" else 0
        return {"new": added, "changed": 0}


_ROWS = "neets_stagedevent s WHERE s.batch_id = %(batch)s AND s.action = %(new)s"
WRITING = (
    (
        "neets_contact",
        f"""INSERT INTO neets_contact AS t (person_id, agency_id, "on", kind, result, minutes)
            SELECT s.person_id, s.agency_id, s."on", s.event, coalesce(s.result, 'reached'), s.minutes
              FROM {_ROWS} AND s.event IN ({CONTACTS}) ORDER BY s.row""",
    ),
    (
        "neets_assessment",
        f"""INSERT INTO neets_assessment AS t (person_id, agency_id, "on", tool, domains, minutes, is_shared)
            SELECT s.person_id, s.agency_id, s."on", '', string_to_array(s.domains, ' '), s.minutes, false
              FROM {_ROWS} AND s.event = 'assessment' ORDER BY s.row""",
    ),
    (
        "neets_referral",
        f"""INSERT INTO neets_referral AS t (person_id, agency_id, to_agency_id, "on", status)
            SELECT s.person_id, s.agency_id, s.to_agency_id, s."on", 'sent'
              FROM {_ROWS} AND s.event = 'referral' ORDER BY s.row""",
    ),
    (
        "neets_client",
        f"""INSERT INTO neets_client AS t (person_id, agency_id, start)
            SELECT s.person_id, s.agency_id, min(s."on") FROM {_ROWS}
               AND NOT EXISTS (SELECT FROM neets_client c WHERE c.person_id = s.person_id
                                  AND c.agency_id = s.agency_id AND c."end" IS NULL) GROUP BY 1, 2""",
    ),
)
