"""From a batch's file to its staged rows: read, parsed column by column, copied, then checked in sets.

What is staged is derived from the file, its mapping and the officer's corrections, and is made anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa
from django.contrib.gis.db.models import Extent
from django.db import connection

from totalplace.choices import AreaLevel, ImportAction, ImportStatus, Severity
from totalplace.importing.columns import convert, nearest, with_unit
from totalplace.importing.copying import CHUNK_ROWS, Sliced, copy_in, copy_parsed_in, text_column
from totalplace.importing.faults import Faults
from totalplace.importing.loading import Loaded, geometry_of, load
from totalplace.importing.placing import PlacedInTurn
from totalplace.importing.positions import Given, declared_in
from totalplace.importing.targets import POSITION_FIELDS, ImportTarget, Preview, target_for
from totalplace.models import Area, ImportBatch, ImportFault, User

Report = Callable[[str], None]


def stage(batch: ImportBatch, user: User, report: Report = lambda message: None) -> Preview:
    """Make the batch's staged rows and faults again, inside the caller's transaction; leaves the batch saved."""
    target = target_for(batch.kind)
    with target.opened():
        return _stage(batch, user, target, report)


def _stage(batch: ImportBatch, user: User, target: ImportTarget, report: Report) -> Preview:
    report("Reading the file")
    loaded = load(batch, target)
    notes = list(batch.options.get("file", {}).get("notes", []) if target.confidential else loaded.table.notes)
    faults = Faults(loaded.rows)
    notes += target.derive(loaded) if target.derive else []
    report("Reading the columns")
    given = _given_positions(loaded, batch)
    # Shapes are read while the columns are, and while the server takes the rows before: all three leave the interpreter
    # to one another.
    with ThreadPoolExecutor(1, thread_name_prefix="positions") as reader:
        placed = PlacedInTurn(reader, given, Faults(loaded.rows), CHUNK_ROWS) if given else None
        columns = _converted(loaded, target, faults, notes)
        report("Storing the rows")
        _clear(batch, target)
        _fill_incoming(target, loaded, columns | (placed.columns() if placed else {}))
    mapped = frozenset(columns)
    if placed:
        mapped |= _told_of(placed, batch, faults, notes)
    preview = preview_of(batch, user, mapped, loaded.headings)
    _write_faults(batch, faults)
    report("Comparing with the register")
    target.steps.stage(preview)
    report("Checking")
    notes += target.steps.check(preview)
    _settle(batch, target, [loaded.rows[index] for index in loaded.skipped])
    batch.notes = notes
    batch.counts = {**action_counts(batch, target), **target.steps.counts(preview), "rows": len(loaded)}
    batch.options = batch.options | {"mapped": sorted(mapped), "headings": loaded.headings}
    batch.status, batch.error = ImportStatus.STAGED, ""
    batch.save()
    return preview


def preview_of(
    batch: ImportBatch, user: User, mapped: frozenset[str] | None = None, headings: dict[str, str] | None = None
) -> Preview:
    """What the steps need to know; from the staging's own record of it when it was staged before."""
    return Preview(
        batch,
        user,
        frozenset(batch.options.get("mapped", ())) if mapped is None else mapped,
        batch.options.get("headings", {}) if headings is None else headings,
        batch.options.get("blank") == "clear",
    )


def _converted(loaded: Loaded, target: ImportTarget, faults: Faults, notes: list[str]) -> dict[str, pa.Array]:
    """Every staged column but the positions as text."""
    columns: dict[str, pa.Array] = {}
    for name, raw in list(loaded.columns.items()):
        field = target.field(name)
        if not field.staged:
            continue
        converted = convert(with_unit(raw, loaded.headings[name], field), field)
        columns[name] = converted.texts
        heading = loaded.headings[name]
        if converted.cleaned:
            cells = "1 cell" if converted.cleaned == 1 else f"{converted.cleaned:,} cells"
            notes.append(f"{heading}: {cells} cleaned, as {converted.example}")
        for index, refusal in converted.refusals.items():
            value = loaded.cell(name, index)
            offer = nearest(str(value), field.choices)
            faults.error(index, name, heading, value, f"{field.kind}_refused", refusal.reason, refusal.remedy, offer)
        for index, (code, reason, remedy) in converted.doubts.items():
            faults.warning(index, name, heading, loaded.cell(name, index), code, reason, remedy)
    return columns


def _given_positions(loaded: Loaded, batch: ImportBatch) -> Given | None:
    """What the file has of positions; None for nothing."""
    raw = {name: loaded.columns[name] for name in POSITION_FIELDS if name in loaded.columns}
    geometry = geometry_of(loaded.table)
    if geometry is None and not raw and not loaded.shapes:
        return None
    declared = declared_in(raw.pop("crs")) if "crs" in raw else loaded.table.crs
    return Given(
        len(loaded), raw, loaded.headings, geometry, declared, county_bounds(),
        batch.options.get("epsg"), batch.options.get("swapped"), loaded.shapes,
    )  # fmt: skip


def _told_of(placed: PlacedInTurn, batch: ImportBatch, faults: Faults, notes: list[str]) -> frozenset[str]:
    """Keep what was decided and found of the positions; answers the staged columns that they fill."""
    faults.found += placed.faults.found
    decision, more = placed.decided()
    if decision is not None:
        notes.append(f"Coordinates: {decision.reason}")
        batch.options = batch.options | {"decided_epsg": decision.epsg, "decided_reason": decision.reason}
    notes += more
    return frozenset({"location", "boundary"} if placed.has_outlines() else {"location"})


def county_bounds() -> tuple[float, float, float, float] | None:
    """The bounds in metres of the areas of the county that are loaded, None when there are none."""
    areas = Area.objects.current().filter(level__in=[AreaLevel.COUNTY, AreaLevel.DISTRICT])
    return areas.aggregate(extent=Extent("boundary"))["extent"]


def _clear(batch: ImportBatch, target: ImportTarget) -> None:
    target.staged_model._default_manager.filter(batch=batch)._raw_delete("default")
    ImportFault.objects.filter(batch=batch)._raw_delete("default")


def _fill_incoming(target: ImportTarget, loaded: Loaded, columns: Mapping[str, Sliced]) -> None:
    """The parsed columns in a temporary table with the staged table's columns, gone with the transaction."""
    names = [field.column for field in target.staged_model._meta.concrete_fields if not field.primary_key]
    listed = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        # Every table is looked over by the planner before it is joined: a sample of 3,000 rows tells it enough.
        cursor.execute("SET LOCAL default_statistics_target = 10")
        cursor.execute("DROP TABLE IF EXISTS incoming")
        cursor.execute(
            f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {listed}"
            f' FROM "{target.staged_model._meta.db_table}" WITH NO DATA'
        )
        copy_parsed_in("incoming", {"row": pa.array(loaded.rows, pa.int64()), **columns})
        wanted = ", ".join(name for name in ("row", *target.matched_on) if name in names)
        cursor.execute(f"ANALYZE incoming ({wanted})")


def _write_faults(batch: ImportBatch, faults: Faults) -> None:
    if not len(faults):
        return
    found = list(faults)
    texts = ("field", "column", "value", "severity", "code", "reason", "remedy", "suggestion")
    columns: dict[str, Any] = {
        "batch_id": pa.array([batch.pk] * len(found), pa.int64()),
        "row": pa.array([fault.row for fault in found], pa.int64()),
    }
    columns |= {name: text_column(getattr(fault, name) for fault in found) for name in texts}
    copy_in(ImportFault._meta.db_table, columns)


def _settle(batch: ImportBatch, target: ImportTarget, skipped: list[int]) -> None:
    """A row with an error is refused, and one the officer left out is skipped."""
    table = target.staged_model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE totalplace_importfault (batch_id, row, severity)")
        cursor.execute(
            f"""UPDATE "{table}" SET action = %s
                 WHERE batch_id = %s
                   AND row IN (SELECT row FROM totalplace_importfault WHERE batch_id = %s AND severity = %s)""",
            [ImportAction.REFUSED, batch.pk, batch.pk, Severity.ERROR],
        )
        if skipped:
            cursor.execute(
                f'UPDATE "{table}" SET action = %s WHERE batch_id = %s AND row = ANY(%s)',
                [ImportAction.SKIPPED, batch.pk, skipped],
            )


def action_counts(batch: ImportBatch, target: ImportTarget) -> dict[str, int]:
    """How many staged rows there are of each action, and how many faults, rows with warnings and faults by severity."""
    table = target.staged_model._meta.db_table
    with target.opened(), connection.cursor() as cursor:
        cursor.execute(f'SELECT action, count(*) FROM "{table}" WHERE batch_id = %s GROUP BY action', [batch.pk])
        found = dict(cursor.fetchall())
        cursor.execute(
            "SELECT severity, count(*), count(DISTINCT row) FROM totalplace_importfault WHERE batch_id = %s GROUP BY 1",
            [batch.pk],
        )
        faults = {severity: (count, rows) for severity, count, rows in cursor.fetchall()}
    counts = {action: found.get(action, 0) for action in ImportAction.values}
    counts["errors"] = faults.get("error", (0, 0))[0]
    counts["warnings"], counts["warned"] = faults.get("warning", (0, 0))
    return counts


def rows_are_gone(batch: ImportBatch, target: ImportTarget) -> bool:
    """Whether the staged rows are not all there any more: they are derived, and can be made again."""
    with target.opened():
        return target.staged_model._default_manager.filter(batch=batch).count() != batch.counts.get("rows")
