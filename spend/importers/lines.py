"""Lines of budgets and outturns as something that files bring in.

A line is known again in its count and body by the body's own reference, or else by its words; a corrected figure
changes the line, and what it was stays in its history under the version that it had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model

from spend.choices import Stage
from spend.importers.bodies import check_bodies, refuse_others, resolve_bodies
from spend.importers.line_checks import check_lines
from spend.importers.line_fields import FIELDS, unit_of
from spend.importers.plain import PlainSteps
from spend.models import Count, Line, Source, StagedLine
from totalplace.choices import ImportAction
from totalplace.importing.targets import ImportOption, ImportTarget, Preview
from totalplace.permissions import Action

KIND = "spend-lines"
TOTAL = r"^\s*(grand|overall|sub|net|gross)?[\s-]*totals?\M"
COMPARED = ("label", "amount", "direction", "basis", "certainty", "account", "local_reference", "note")
NOT_STATED = ("basis", "certainty", "account")
# As many counts as a list can offer; the latest years come first.
MOST_COUNTS = 200


class LineSteps(PlainSteps):
    """The set-based steps of an import of lines."""

    staged, register, model = "spend_stagedline", "spend_line", Line
    carried = ("body_id", "body_name", "count_id", "year", "is_total", *COMPARED)
    compared = COMPARED

    def fill(self, cursor: Any, preview: Preview) -> None:
        """Amounts become pounds with the sign of their direction; each line gets its body and its count."""
        resolve_bodies(cursor, preview)
        times, _ = self._unit(preview)
        cursor.execute(
            """UPDATE incoming
                  SET is_total = label ~* %s,
                      amount = CASE WHEN direction = 'income' THEN -abs(amount) ELSE amount END * %s,
                      direction = CASE WHEN label ~* %s THEN direction WHEN direction IS NOT NULL THEN direction
                                       WHEN amount < 0 THEN 'income' ELSE 'expenditure' END""",
            [TOTAL, times, TOTAL],
        )
        chosen = preview.batch.options.get("count")
        if chosen:
            cursor.execute("UPDATE incoming SET count_id = (SELECT id FROM spend_count WHERE key = %s)", [chosen])
            return
        cursor.execute(
            """UPDATE incoming i SET count_id = c.id
                 FROM (SELECT year, min(id) AS id FROM spend_count WHERE stage = %s GROUP BY year
                       HAVING count(*) = 1) c
                WHERE c.year = left(i.year, 4)::int""",
            [Stage.HIGH_LEVEL],
        )

    @staticmethod
    def _unit(preview: Preview) -> tuple[Decimal, str]:
        """The unit that was chosen, else the one that the heading of the amounts names."""
        chosen = {"1": "£", "1000": "£000", "1000000": "£m"}.get(preview.batch.options.get("unit", ""))
        return unit_of(chosen or preview.headings.get("amount", ""))

    def match(self, cursor: Any, preview: Preview, rows: str) -> None:
        """By the body's own reference where the file has one, else by words; each line once."""
        cursor.execute("DROP TABLE IF EXISTS matching")
        cursor.execute(
            f"""CREATE TEMPORARY TABLE matching ON COMMIT DROP AS
                SELECT i.row, l.id AS matched_id, 'reference'::text AS matched_by
                  FROM {rows} i JOIN spend_line l ON l.count_id = i.count_id AND l.body_id = i.body_id
                   AND l.local_reference = i.local_reference
                 WHERE i.local_reference IS NOT NULL AND NOT coalesce(i.is_total, false)"""
        )
        place = "row_number() OVER (PARTITION BY count_id, body_id, lower(label) ORDER BY {})"
        cursor.execute(
            f"""INSERT INTO matching
                SELECT i.row, l.id, 'words'
                  FROM (SELECT row, count_id, body_id, lower(label) AS label, {place.format("row")} AS place
                          FROM {rows} WHERE NOT coalesce(is_total, false)
                           AND row NOT IN (SELECT row FROM matching)) i
                  JOIN (SELECT id, count_id, body_id, lower(label) AS label, {place.format("id")} AS place
                          FROM spend_line WHERE count_id IN (SELECT count_id FROM {rows})
                           AND id NOT IN (SELECT matched_id FROM matching)) l
                 USING (count_id, body_id, label, place)"""
        )

    def stage(self, preview: Preview) -> None:
        """The file's own totals are compared, not stored."""
        super().stage(preview)
        StagedLine.objects.filter(batch=preview.batch, is_total=True).update(action=ImportAction.SKIPPED)

    def check(self, preview: Preview) -> list[str]:
        times, unit = self._unit(preview)
        with connection.cursor() as cursor:
            check_bodies(cursor, preview, self.staged)
            notes = check_lines(cursor, preview, times)
        return [f"Amounts are read as {unit}", *notes]

    def before(self, preview: Preview) -> None:
        """The file as a source, which outlives an import that is taken back; rows of bodies not hers go no further."""
        named = {"title": preview.batch.filename, "publisher": preview.batch.organisation.name[:160]}
        Source.objects.get_or_create(key=_key(preview), defaults=named)
        with connection.cursor() as cursor:
            refuse_others(cursor, preview, self.staged)

    def apply(self, preview: Preview, report: Callable[[str], None]) -> dict[str, int]:
        report("Storing the lines")
        source = Source.objects.get(key=_key(preview))
        with connection.cursor() as cursor:
            changed = self.change(cursor, preview, f"source_id = {source.pk}", "place = 'row ' || s.row")
            return {"new": self._add(cursor, preview, source.pk), "changed": changed}

    def _add(self, cursor: Any, preview: Preview, source: int) -> int:
        stated = ", ".join(f"coalesce(s.{name}, 'not_stated')" for name in NOT_STATED)
        cursor.execute(
            f"""INSERT INTO spend_line (count_id, body_id, label, amount, direction, {", ".join(NOT_STATED)}, method,
                                        confidence, control, local_reference, note, batch_id, source_id, place)
                SELECT s.count_id, s.body_id, s.label, s.amount, s.direction, {stated}, 'not_stated', 'not_stated',
                       'not_stated', coalesce(s.local_reference, ''), coalesce(s.note, ''), s.batch_id, %s,
                       'row ' || s.row
                  FROM spend_stagedline s WHERE s.batch_id = %s AND s.action = %s ORDER BY s.row""",
            [source, preview.batch.pk, ImportAction.NEW],
        )
        return cursor.rowcount

    def references(self, model: type[Model], ids: Iterable[int]) -> list[str]:
        """The references by which lines are cited."""
        return list(Line.objects.filter(pk__in=ids).values_list("reference", flat=True)) if model is Line else []

    def title(self, staged: StagedLine) -> str:
        return staged.label or f"Row {staged.row}"


def _key(preview: Preview) -> str:
    """The key of the file as a source of figures."""
    return f"file-{preview.batch.pk}"


def counts() -> list[tuple[str, str]]:
    """The counts that a file's lines may belong to, the latest year first."""
    known = Count.objects.order_by("-year", "title").values_list("key", "title")[:MOST_COUNTS]
    return [("", "The only high-level count of each line’s year"), *known]


OPTIONS = (
    ImportOption("count", "What the lines belong to", counts),
    ImportOption(
        "unit", "Amounts are in",
        (("", "As the heading says, else pounds"), ("1", "Pounds"), ("1000", "Thousands"), ("1000000", "Millions")),
    ),
)  # fmt: skip
TARGET = ImportTarget(
    KIND, "Lines of a budget or outturn", FIELDS, StagedLine, LineSteps(), right=Action.ANSWER_FOR_SPEND,
    options=OPTIONS,
)  # fmt: skip
