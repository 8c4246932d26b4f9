"""Keeping the ready rows of properties true: written by workers a second after a change, whoever made it."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from estate.models import Property, ReadyRow, ReadyRowDue
from estate.selectors.ready import edition, written

# A class of advisory lock beside those of the core.
LOCK = 84_007
# Properties of one statement.
CHUNK = 5_000

_is_edition_checked = False


def in_worker() -> None:
    """Write what is due; all of it, once, where the rows are those of another release."""
    global _is_edition_checked
    if not _is_edition_checked:
        _is_edition_checked = True
        first = ReadyRow.objects.order_by("pk").values_list("edition", flat=True).first()
        if first is not None and first != edition():
            write_again()
    if ReadyRowDue.objects.exists():
        write_due()


@transaction.atomic
def write_due() -> None:
    """Write the ready rows of all that changed. Does nothing while another worker does it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [LOCK])
        if not cursor.fetchone()[0]:
            return
        # Taken first: what changes while they are written is due again, and every statement below sees the change
        # that made its property due.
        cursor.execute("DELETE FROM estate_readyrowdue RETURNING properties, organisation, site, area")
        ids = _changed(cursor.fetchall())
        for start in range(0, len(ids), CHUNK):
            _write(cursor, ids[start : start + CHUNK])
        cursor.execute(
            """DELETE FROM estate_readyrow r WHERE property_id = ANY (%s)
                  AND NOT EXISTS (SELECT FROM estate_property p WHERE p.id = r.property_id)""",
            [ids],
        )


def write_again() -> None:
    """Have all of them written anew, by the next worker that looks: after rows were stored with triggers off."""
    ReadyRowDue.objects.create(is_wide=True)


def _changed(due: list[tuple[list[int] | None, int | None, int | None, int | None]]) -> list[int]:
    """The numbers of all properties that these rows speak of, those deleted among them, in their order."""
    ids = {each for properties, *_ in due for each in properties or ()}
    wide = [row for row in due if row[0] is None]
    if any(row == (None, None, None, None) for row in wide):
        return sorted({*ids, *_ids(Property.objects.all()), *ReadyRow.objects.values_list("pk", flat=True)})
    if wide:
        organisations, sites, areas = ({row[place] for row in wide} - {None} for place in (1, 2, 3))
        within = Q(district__in=areas) | Q(ward__in=areas) | Q(lsoa__in=areas)
        ids.update(_ids(Property.objects.filter(within | Q(organisation__in=organisations) | Q(site__in=sites))))
    return sorted(ids)


def _ids(properties: QuerySet[Property]) -> list[int]:
    return list(properties.order_by().values_list("pk", flat=True))


def _write(cursor: Any, ids: list[int]) -> None:
    rows = written().filter(pk__in=ids).order_by("pk")
    sql, values = rows.query.sql_with_params()
    cursor.execute(
        f"""INSERT INTO estate_readyrow (property_id, edition, record, geometry)
            SELECT made.id, %s, made.record, made.geometry FROM ({sql}) AS made (id, record, geometry)
                ON CONFLICT (property_id) DO UPDATE SET
                   edition = excluded.edition, record = excluded.record, geometry = excluded.geometry""",
        [edition(), *values],
    )
