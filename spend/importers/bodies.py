"""Whose rows they are: the body that a row names, however it is spelt, else the body that the file was given for."""

from __future__ import annotations

from typing import Any

from spend.choices import Sector
from spend.models import Body
from totalplace.choices import ImportAction
from totalplace.importing.targets import Preview
from totalplace.models import ImportBatch
from totalplace.permissions import rights_of

FAULTS = """INSERT INTO totalplace_importfault
                   (batch_id, row, field, "column", value, severity, code, reason, remedy, suggestion)"""
# Every name by which bodies are known, as it is compared.
KNOWN = """(SELECT id AS body_id, spend_plain_name(name) AS plain FROM spend_body
             UNION SELECT id, lower(code) FROM spend_body
             UNION SELECT body_id, spend_plain_name(name) FROM spend_bodyname)"""
ALIKE = 0.45


def body_of(batch: ImportBatch) -> int:
    """The spending body of the batch's organisation; it is made when it is not yet among the bodies that spend."""
    organisation = batch.organisation
    found = Body.objects.filter(organisation=organisation).first()
    if found is None:
        # A body of that name or code which nobody has said to be the organisation is taken to be it.
        alike = Body.objects.filter(organisation=None)
        found = alike.filter(code=organisation.code).first() or alike.filter(name=organisation.name).first()
        if found is not None:
            Body.objects.filter(pk=found.pk).update(organisation=organisation)
    if found is None:
        sector = organisation.kind if organisation.kind in Sector.values else Sector.OTHER
        found = Body.objects.create(
            code=_free_code(organisation.code), name=organisation.name[:160], sector=sector, organisation=organisation
        )
    return found.pk


def _free_code(code: str) -> str:
    """The organisation's own code, unless another body has it."""
    return f"{code[:10]}-2" if Body.objects.filter(code=code).exists() else code


def resolve_bodies(cursor: Any, preview: Preview) -> None:
    """Fill `body_id` of `incoming`: every distinct spelling is looked up once."""
    own = body_of(preview.batch)
    if "body_name" not in preview.mapped:
        cursor.execute("UPDATE incoming SET body_id = %s", [own])
        return
    cursor.execute(
        f"""UPDATE incoming i SET body_id = k.body_id
              FROM (SELECT DISTINCT ON (n.body_name) n.body_name, k.body_id
                      FROM (SELECT DISTINCT body_name FROM incoming WHERE body_name IS NOT NULL) n
                      JOIN {KNOWN} k ON k.plain = spend_plain_name(n.body_name)
                     ORDER BY n.body_name, k.body_id) k
             WHERE i.body_name = k.body_name""",
    )
    cursor.execute("UPDATE incoming SET body_id = %s WHERE body_name IS NULL", [own])


def check_bodies(cursor: Any, preview: Preview, staged: str) -> None:
    """Refuse rows of a body that is not known, with the nearest that is, and rows of bodies that are not hers."""
    column = preview.headings.get("body_name", "")[:200]
    batch = preview.batch.pk
    cursor.execute(
        f"""WITH spelt AS (SELECT DISTINCT body_name FROM {staged} WHERE batch_id = %s AND body_id IS NULL),
            near AS (SELECT s.body_name, n.name FROM spelt s
                      LEFT JOIN LATERAL (SELECT b.name FROM {KNOWN} k JOIN spend_body b ON b.id = k.body_id
                                          WHERE similarity(k.plain, spend_plain_name(s.body_name)) > %s
                                          ORDER BY similarity(k.plain, spend_plain_name(s.body_name)) DESC, b.name
                                          LIMIT 1) n ON true)
            {FAULTS}
            SELECT %s, s.row, 'body_name', %s, s.body_name, 'error', 'body_not_known',
                   '“' || s.body_name || '” is none of the bodies whose spending is counted.',
                   'Write the body’s name or code as the list of bodies has it, or have the body added.',
                   coalesce(n.name, '')
              FROM {staged} s JOIN near n ON n.body_name = s.body_name
             WHERE s.batch_id = %s AND s.body_id IS NULL""",
        [batch, ALIKE, batch, column, batch],
    )
    if rights_of(preview.user).edits_spend:
        return
    cursor.execute(
        f"""{FAULTS}
            SELECT %s, s.row, 'body_name', %s, coalesce(s.body_name, ''), 'error', 'another_body',
                   'The row is of ' || b.name || ', and you answer for ' || %s || '.',
                   'Leave the row out, or have the programme team import it.', ''
              FROM {staged} s JOIN spend_body b ON b.id = s.body_id
             WHERE s.batch_id = %s AND s.body_id <> %s""",
        [batch, column, preview.batch.organisation.name, batch, body_of(preview.batch)],
    )


def refuse_others(cursor: Any, preview: Preview, staged: str) -> None:
    """Rows of other bodies that somebody checked who may do more are not applied by one who may not."""
    if not rights_of(preview.user).edits_spend:
        cursor.execute(
            f"UPDATE {staged} SET action = %s WHERE batch_id = %s AND body_id <> %s",
            [ImportAction.REFUSED, preview.batch.pk, body_of(preview.batch)],
        )
