"""The monthly caseload extract: one status a row, with where the young person lives and what her circumstances are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from neets.choices import CodeList
from neets.importers.entering import NCCIS_2020_FROM
from neets.importers.steps import Check, LoadSteps, age_checks
from neets.models import StatusSpell
from totalplace.choices import ImportAction
from totalplace.importing.targets import Preview

DATES = ("end", "ascertained_on", "verified_on", "due_to_lapse_on")
CHECKS: tuple[Check, ...] = (
    *age_checks("start"),
    ("missing_code", "error", "code", "s.code IS NULL", "There is no activity.", "Write a code, as 619."),
    (
        "backward_spell", "error", "end", 's."end" <= s.start', "The status ends before it starts, or on the same day.",
        "Correct one of the two days: the end is the day after.",
    ),
    (
        "verified_before", "error", "verified_on", "s.verified_on < s.ascertained_on",
        "It was verified before it was ascertained.", "Correct one of the two days.",
    ),
    (
        "home_not_known", "warning", "home_code", "s.home_code IS NOT NULL AND s.home_id IS NULL",
        "No small area has this code.", "Correct it, or leave it empty.",
    ),
    (
        "overlapping_rows", "error", "start",
        """s.key IS NOT NULL AND EXISTS (SELECT FROM neets_stagedcaseload o
            WHERE o.batch_id = s.batch_id AND o.row <> s.row AND o.key = s.key AND o.agency_id = s.agency_id
              AND s."end" IS DISTINCT FROM s.start AND coalesce(o."end", 'infinity') > o.start
              AND coalesce(s."end", 'infinity') > s.start
              AND daterange(o.start, o."end") && daterange(s.start, s."end"))""",
        "Another row of this file gives her a status for some of the same days.",
        "Give the earlier one the day on which it ended, or leave one of the rows out.",
    ),
    (
        "overlapping_spells", "error", "start",
        """s.person_id IS NOT NULL AND coalesce(s."end", 'infinity') > s.start
           AND EXISTS (SELECT FROM neets_statusspell r
            WHERE r.person_id = s.person_id AND r.agency_id = s.agency_id AND r.start <> s.start
              AND daterange(r.start, r."end") && daterange(s.start, s."end")
              AND NOT (r."end" IS NULL AND r.start < s.start))""",
        "The register has a status from this agency for some of the same days.",
        "Correct the days. A status that began before another that is in the register needs its end.",
    ),
)  # fmt: skip


class CaseloadSteps(LoadSteps):
    """A status is known again by whose it is, which agency says it, and when it began."""

    staged = "neets_stagedcaseload"
    model = StatusSpell
    carried = (
        "key", "birth_month", "flags", "sex", "home_code", "need", "code", "code_list", "start", *DATES,
        "characteristics",
    )  # fmt: skip
    checks = CHECKS

    def fill(self, cursor: Any, preview: Preview) -> None:
        """The small area of its code, and the list that the activity's code is of by its day."""
        cursor.execute(
            """UPDATE neets_stagedcaseload s
                  SET home_id = (SELECT a.id FROM totalplace_area a
                                  WHERE a.code = s.home_code AND a.level = 'lsoa' AND a.valid_to IS NULL),
                      code_list = CASE WHEN s.code_list IS NOT NULL THEN s.code_list
                                       WHEN s.code = '720' OR s.start < %s THEN %s ELSE %s END
                WHERE s.batch_id = %s""",
            [NCCIS_2020_FROM, CodeList.NCCIS_2010, CodeList.NCCIS_2020, preview.batch.pk],
        )

    def compare(self, cursor: Any, batch: int) -> None:
        """What the register says of the same status, and of her home, sex and need; empty cells say nothing."""
        changes = " || ".join(
            f"""CASE WHEN s."{name}" IS NOT NULL AND s."{name}" IS DISTINCT FROM {held}
                     THEN jsonb_build_object('{name}', jsonb_build_array({held}, s."{name}")) ELSE '{{}}' END"""
            for name, held in (
                ("code", "r.code"), *((name, f'r."{name}"') for name in DATES), ("sex", "p.sex"), ("need", "p.need"),
                ("home_code", "h.code"),
            )
        )  # fmt: skip
        cursor.execute(
            f"""UPDATE neets_stagedcaseload s
                   SET matched_id = c.id, changes = c.changes,
                       action = CASE WHEN c.id IS NULL THEN %s
                                     WHEN c.changes = '{{}}' AND NOT c.more THEN %s ELSE %s END
                  FROM (SELECT s.row, r.id, CASE WHEN r.id IS NOT NULL THEN {changes} END AS changes,
                               EXISTS (SELECT FROM unnest(string_to_array(s.characteristics, ' ')) code
                                        WHERE NOT EXISTS (SELECT FROM neets_characteristic k
                                              WHERE k.person_id = s.person_id AND k.agency_id = s.agency_id
                                                AND k.code = code)) AS more
                          FROM neets_stagedcaseload s
                          LEFT JOIN neets_statusspell r ON r.person_id = s.person_id AND r.agency_id = s.agency_id
                                AND r.start = s.start
                          LEFT JOIN neets_youngperson p ON p.id = s.person_id
                          LEFT JOIN totalplace_area h ON h.id = p.home_id
                         WHERE s.batch_id = %s) c
                 WHERE s.batch_id = %s AND s.row = c.row""",
            [ImportAction.NEW, ImportAction.UNCHANGED, ImportAction.CHANGED, batch, batch],
        )

    def write(self, cursor: Any, batch: int, report: Callable[[str], None]) -> dict[str, int]:
        """Her latest home, sex and need; statuses, ending what was open before; that she is a client; circumstances."""
        values = {"batch": batch, "new": ImportAction.NEW, "changed": ImportAction.CHANGED}
        counts = {}
        for name, sql in WRITING:
            cursor.execute(_logged(*sql), values)
            counts[name] = cursor.rowcount
        return {"new": counts["new"], "changed": counts["changed"]}


def _logged(table: str, before: str, doing: str) -> str:
    """A statement that writes rows of a table and keeps what each was and is. `before` names rows that it changes."""
    held = (
        f"was AS MATERIALIZED (SELECT t.id, to_jsonb(t) AS row FROM {table} t WHERE t.id IN ({before})),"
        if before
        else "was AS (SELECT NULL::bigint AS id, NULL::jsonb AS row WHERE false),"
    )
    person = "done.id" if table == "neets_youngperson" else "done.person_id"
    return f"""WITH {held} done AS ({doing} RETURNING t.*)
        INSERT INTO neets_loadedrow AS l (batch_id, person_id, "table", record, before, after)
        SELECT %(batch)s, {person}, '{table}', done.id, was.row, to_jsonb(done) FROM done LEFT JOIN was USING (id)
        ON CONFLICT (batch_id, "table", record) DO UPDATE SET after = excluded.after"""


_ROWS = "neets_stagedcaseload s WHERE s.batch_id = %(batch)s AND s.action"
_LATEST = f"""(SELECT DISTINCT ON (s.person_id) s.* FROM {_ROWS} IN (%(new)s, %(changed)s)
               ORDER BY s.person_id, s.start DESC, s.row DESC)"""
_ENDING = """SELECT t.id, min(s.start) AS day FROM neets_statusspell t
                JOIN neets_stagedcaseload s ON s.person_id = t.person_id AND s.agency_id = t.agency_id
                 AND s.batch_id = %(batch)s AND s.action = %(new)s AND s.start > t.start
               WHERE t."end" IS NULL GROUP BY t.id"""
WRITING: tuple[tuple[str, tuple[str, str, str]], ...] = (
    ("people", ("neets_youngperson", f"SELECT person_id FROM {_LATEST} s",
        f"""UPDATE neets_youngperson t SET sex = coalesce(s.sex, t.sex), need = coalesce(s.need, t.need),
                   home_id = coalesce(s.home_id, t.home_id)
              FROM {_LATEST} s WHERE t.id = s.person_id
               AND (t.sex, t.need, t.home_id) IS DISTINCT FROM
                   (coalesce(s.sex, t.sex), coalesce(s.need, t.need), coalesce(s.home_id, t.home_id))""")),
    ("ended", ("neets_statusspell", f"SELECT e.id FROM ({_ENDING}) e",
        f'UPDATE neets_statusspell t SET "end" = e.day FROM ({_ENDING}) e WHERE e.id = t.id')),
    ("changed", ("neets_statusspell", f"SELECT s.matched_id FROM {_ROWS} = %(changed)s",
        f"""UPDATE neets_statusspell t SET code = coalesce(s.code, t.code),
                   code_list = CASE WHEN s.code <> t.code THEN s.code_list ELSE t.code_list END,
                   {", ".join(f'"{name}" = coalesce(s."{name}", t."{name}")' for name in DATES)}
              FROM {_ROWS} = %(changed)s AND t.id = s.matched_id""")),
    ("new", ("neets_statusspell", "",
        f"""INSERT INTO neets_statusspell AS t (person_id, agency_id, code, code_list, start,
                   {", ".join(f'"{name}"' for name in DATES)})
            SELECT s.person_id, s.agency_id, s.code, s.code_list, s.start, {", ".join(f's."{name}"' for name in DATES)}
              FROM {_ROWS} = %(new)s""")),
    ("clients", ("neets_client", "",
        f"""INSERT INTO neets_client AS t (person_id, agency_id, start)
            SELECT s.person_id, s.agency_id, min(s.start) FROM {_ROWS} = %(new)s
               AND NOT EXISTS (SELECT FROM neets_client c WHERE c.person_id = s.person_id
                                  AND c.agency_id = s.agency_id AND c."end" IS NULL) GROUP BY 1, 2""")),
    ("characteristics", ("neets_characteristic", "",
        """INSERT INTO neets_characteristic AS t (person_id, agency_id, code, start)
            SELECT s.person_id, s.agency_id, c.code, min(s.start)
              FROM neets_stagedcaseload s CROSS JOIN LATERAL unnest(string_to_array(s.characteristics, ' ')) c (code)
             WHERE s.batch_id = %(batch)s AND s.action IN (%(new)s, %(changed)s)
               AND NOT EXISTS (SELECT FROM neets_characteristic k WHERE k.person_id = s.person_id
                                  AND k.agency_id = s.agency_id AND k.code = c.code) GROUP BY 1, 2, 3""")),
)  # fmt: skip
