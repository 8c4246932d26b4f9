"""The set-based steps that files of young people share: whose row it is, what is wrong with it, later changes.

Rows of the register change by files alone, so nothing is ever in conflict: what another import brought since the check
is compared again just before applying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from neets.importers.marks import FLAGS
from neets.importers.people import find_people
from neets.models import Agency, YoungPerson
from neets.querysets import vault
from totalplace.choices import ImportAction
from totalplace.importing.targets import Decided, Found, Preview
from totalplace.models import ImportBatch, User

FAULTS = """INSERT INTO totalplace_importfault
                   (batch_id, row, field, "column", value, severity, code, reason, remedy, suggestion)"""
# Any number that no other lock of ours is: one file of young people is applied after the other.
_LOCK = 7_304_034
# (code, severity, field, condition on the staged row `s` of a person `p`, reason, remedy)
Check = tuple[str, str, str, str, str, str]
OF_EVERY_ROW: tuple[Check, ...] = (
    (
        "not_known", "error", "birth_month", "s.person_id IS NULL AND s.birth_month IS NULL AND s.key IS NOT NULL",
        "The register does not know her yet, and there is no birth date to enter her with.",
        "Give her birth date in your file, or load the caseload extract first.",
    ),
    (
        "another_birth_month", "error", "birth_month", "p.birth_month <> s.birth_month",
        "The register has another month of birth under this key: it may stand for two people.",
        "Check who the key stands for; correct the key or the birth date in your file.",
    ),
    (
        "missing_agency", "error", "agency_code", "s.agency_id IS NULL",
        "It is not said which agency this is of.", "Choose the agency beside the columns, or name it in the row.",
    ),
)  # fmt: skip


def age_checks(day: str, born: str = "coalesce(p.birth_month, s.birth_month)") -> tuple[Check, ...]:
    """What is wrong with a day in somebody's life: before her birth, before 13, after 25."""
    return (
        (
            "before_birth", "error", day, f"s.{day} < {born}", "This day is before she was born.",
            "Correct the day or the birth date.",
        ),
        (
            "age_13_to_25", "error", day,
            f"""s."{day}" >= {born} AND (s."{day}" < {born} + interval '13 years'
                OR s."{day}" >= {born} + interval '26 years 1 month')""",
            "On this day she was younger than 13 or older than 25.", "Correct the day or the birth date.",
        ),
        (
            f"missing_{day}", "error", day, f's."{day}" IS NULL', "There is no day.", "Write the day as 31/03/2027.",
        ),
        (
            "in_future", "error", day, f's."{day}" > current_date', "This day is in the future.", "Correct the day.",
        ),
    )  # fmt: skip


class LoadSteps:
    """Steps over one staged table. A kind says how a row finds its like in the register, and how it is written."""

    staged: str
    model: type[Model]
    carried: tuple[str, ...]
    checks: tuple[Check, ...] = ()

    # --- What each kind says itself -----------------------------------------------------------------------

    def fill(self, cursor: Any, preview: Preview) -> None:
        """Work out in the staged rows what follows from others."""

    def compare(self, cursor: Any, batch: int) -> None:
        """Set action, matched_id and changes of the staged rows."""
        raise NotImplementedError

    def write(self, cursor: Any, batch: int, report: Callable[[str], None]) -> dict[str, int]:
        """Write what is new or changed; answers what was done, counted."""
        raise NotImplementedError

    def check_further(self, cursor: Any, preview: Preview) -> list[str]:
        """Faults that only several rows show; answers notes."""
        return []

    # --- Checking ------------------------------------------------------------------------------------------

    def stage(self, preview: Preview) -> None:
        """Fill the staged table from `incoming`, each row compared with what it matches."""
        batch = preview.batch
        columns = ", ".join(f'"{name}"' for name in self.carried)
        values = ", ".join(f'i."{name}"' for name in self.carried)
        chosen = batch.options.get("agency", "")
        agency = Agency.objects.filter(code=chosen).first() if chosen else None
        if agency is None:
            of_body = list(Agency.objects.filter(organisation=batch.organisation_id)[:2])
            agency = of_body[0] if len(of_body) == 1 else None
        with connection.cursor() as cursor:
            cursor.execute(
                f"""INSERT INTO {self.staged} (batch_id, row, action, matched_by, agency_id, {columns})
                    SELECT %s, i.row, %s, '', %s, {values} FROM incoming i""",
                [batch.pk, ImportAction.NEW, agency and agency.pk],
            )
            self._find(cursor, batch.pk)
            self.fill(cursor, preview)
            cursor.execute(f"ANALYZE {self.staged}")
            self.compare(cursor, batch.pk)
        batch.options |= {"staged_at": timezone.now().isoformat()}

    def _find(self, cursor: Any, batch: int) -> None:
        """Whom the register has for each row's key already."""
        cursor.execute(
            f"""UPDATE {self.staged} s SET person_id = k.person_id, matched_by = 'key'
                  FROM neets_personkey k WHERE s.batch_id = %s AND k.key = s.key""",
            [batch],
        )
        found = find_people(batch)
        cursor.execute(
            f"""UPDATE {self.staged} s SET person_id = f.person, matched_by = 'identity'
                  FROM unnest(%s::text[], %s::bigint[]) f (key, person)
                 WHERE s.batch_id = %s AND s.key = f.key AND s.person_id IS NULL""",
            [list(found.known), list(found.known.values()), batch],
        )

    def check(self, preview: Preview) -> list[str]:
        """Add the faults that the door flagged, and those that the register and other rows show."""
        batch = preview.batch.pk
        with connection.cursor() as cursor:
            for flag, (severity, field, reason, remedy) in FLAGS.items():
                flagged = "%s = ANY (string_to_array(s.flags, ' '))"
                self.fault(cursor, preview, flag, severity, field, reason, remedy, flagged, flag)
            for code, severity, field, condition, reason, remedy in (*OF_EVERY_ROW, *self.checks):
                self.fault(cursor, preview, code, severity, field, reason, remedy, condition)
            notes = self.check_further(cursor, preview)
            notes += self._matched(cursor, batch)
        return notes

    def fault(
        self, cursor: Any, preview: Preview, code: str, severity: str, field: str, reason: str, remedy: str,
        condition: str, *values: Any,
    ) -> None:  # fmt: skip
        """One fault on every staged row `s` (of a person `p`) that meets a condition, unless its field is refused."""
        cursor.execute(
            f"""{FAULTS}
                SELECT s.batch_id, s.row, %s, %s, '', %s, %s, %s, %s, ''
                  FROM {self.staged} s LEFT JOIN neets_youngperson p ON p.id = s.person_id
                 WHERE s.batch_id = %s AND ({condition})
                   AND NOT EXISTS (SELECT FROM totalplace_importfault e WHERE e.batch_id = s.batch_id
                                      AND e.row = s.row AND e.field = %s AND e.severity = 'error')""",
            [field, preview.headings.get(field, "")[:200], severity, code, reason, remedy, preview.batch.pk, *values,
             field],
        )  # fmt: skip

    def _matched(self, cursor: Any, batch: int) -> list[str]:
        cursor.execute(
            f"""SELECT count(DISTINCT key) FILTER (WHERE person_id IS NULL),
                       count(DISTINCT key) FILTER (WHERE matched_by = 'key'),
                       count(DISTINCT key) FILTER (WHERE matched_by = 'identity')
                  FROM {self.staged} WHERE batch_id = %s AND key IS NOT NULL""",
            [batch],
        )
        new, by_key, by_identity = cursor.fetchone()
        notes = [
            f"{new:,} young people are new, {by_key:,} known by their key, {by_identity:,} known from another sender"
        ]
        found = find_people(batch)
        if found.twice:
            notes.append(f"{found.twice:,} young people stand in the file under more than one key: each becomes one")
        if found.doubtful:
            notes.append(f"{len(found.doubtful):,} pairs may be one person: a steward decides once this is applied")
        return notes

    def counts(self, preview: Preview) -> dict[str, int]:
        """A month's file leaves nobody out: who is not in it is with another agency, or older."""
        return {"missing": 0}

    # --- Applying ------------------------------------------------------------------------------------------

    def conflicts(self, preview: Preview) -> Found:
        """Compare again under lock: what another import brought since is not added twice. Nothing is to be decided."""
        batch = preview.batch.pk
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            self._find(cursor, batch)
            cursor.execute(
                f"SELECT row, action FROM {self.staged} WHERE batch_id = %s AND action IN (%s, %s)",
                [batch, ImportAction.REFUSED, ImportAction.SKIPPED],
            )
            left_out = cursor.fetchall()
            self.compare(cursor, batch)
            cursor.execute(
                f"""UPDATE {self.staged} s SET action = l.action FROM unnest(%s::int[], %s::text[]) l (row, action)
                     WHERE s.batch_id = %s AND s.row = l.row""",
                [[row for row, _ in left_out], [action for _, action in left_out], batch],
            )
        return Found(0, 0)

    def before(self, preview: Preview) -> None:
        """Nothing stays of an import that is taken back."""

    def apply(self, preview: Preview, report: Callable[[str], None]) -> dict[str, int]:
        """Enter whom the register does not know yet, then write the rows."""
        batch = preview.batch.pk
        with connection.cursor() as cursor:
            report("Matching young people")
            people = find_people(batch).enter(cursor, self.staged, batch)
            report("Writing rows")
            return {"people": people} | self.write(cursor, batch, report)

    def settle(self, preview: Preview, choices: Mapping[int, Mapping[str, str]]) -> Decided:
        """Nothing is in conflict, so nothing is settled."""
        return {}

    def settle_all(self, preview: Preview, stands: str) -> Decided:
        """The same."""
        return {}

    def overwrite(self, preview: Preview, row: int) -> None:
        """No row is in conflict."""
        raise ValidationError(f"Row {row:,} is not in conflict.")

    def missing(self, batch: ImportBatch, user: User) -> QuerySet[Any]:
        """Nobody: see `counts`."""
        return YoungPerson.objects.none()

    def close_missing(self, preview: Preview, reason: str) -> int:
        """Nobody is missing."""
        return 0

    def references(self, model: type[Model], ids: Iterable[int]) -> list[str]:
        """Young people have no reference that is shown."""
        return []

    def title(self, staged: Any) -> str:
        """A row's own number alone."""
        return f"Row {staged.row}"


def abandoned(batch: ImportBatch) -> None:
    """Take out of the vault what this import brought."""
    vault.let_go_of_import(batch.pk)
