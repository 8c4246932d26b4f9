"""Imports as their pages show them: the file, its faults, what each row would do, what the file leaves out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pyproj
import shapely
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from totalplace.calc.coordinates import BNG, WGS84, CrsDecision, decide_crs
from totalplace.calc.geometry import first_points
from totalplace.calc.values import parse_number
from totalplace.choices import ImportAction, ImportStatus
from totalplace.importing.columns import numbers
from totalplace.importing.loading import geometry_of, read_table
from totalplace.importing.mapping import ColumnSuggestion, headings_digest, suggest_mapping
from totalplace.importing.pages import pages_for
from totalplace.importing.positions import declared_in
from totalplace.importing.readers import Sheet, Table, list_sheets
from totalplace.importing.staging import action_counts, county_bounds
from totalplace.importing.targets import ImportTarget, target_for
from totalplace.models import ImportBatch, ImportFault, ImportMapping, User
from totalplace.permissions import Action, may
from totalplace.selectors.import_words import in_words

PAGE = 50


@dataclass(frozen=True)
class FileSummary:
    """What was found in a file before anything is decided."""

    sheets: list[Sheet]
    columns: list[ColumnSuggestion]
    rows: int
    notes: list[str]
    crs: CrsDecision | None


@dataclass(frozen=True)
class FaultKind:
    """Faults that are alike, and how many there are."""

    severity: str
    code: str
    reason: str
    count: int


@dataclass(frozen=True)
class FieldChange:
    """One field of a row, before and after; None is not known."""

    field: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True)
class StagedRow:
    """One row of the file and what it would do. Geometry is WGS 84 GeoJSON as a dictionary, or None.

    `disputed` are the fields in conflict with how they were when the file was checked; `is_edited` says that somebody
    has changed the record since.
    """

    row: int
    title: str
    action: str
    matched_reference: str
    matched_by: str
    changes: list[FieldChange] = field(default_factory=list)
    faults: list[ImportFault] = field(default_factory=list)
    geometry_old: dict[str, Any] | None = None
    geometry_new: dict[str, Any] | None = None
    disputed: dict[str, Any] = field(default_factory=dict)
    is_edited: bool = False
    matched_id: int | None = None


def describe(batch: ImportBatch) -> FileSummary:
    """Read the batch's file and say what is in it; the mapping shown is the batch's own. Raises UnreadableFile."""
    target = target_for(batch.kind)
    table = read_table(batch)
    sheets = table.sheets or list_sheets(batch.file.path, batch.filename)
    return FileSummary(sheets, _columns(table, target, batch), len(table), table.notes, _system(table, batch))


def _columns(table: Table, target: ImportTarget, batch: ImportBatch) -> list[ColumnSuggestion]:
    digest = headings_digest(column.name for column in table.columns)
    remembered = ImportMapping.objects.filter(
        organisation=batch.organisation_id, kind=batch.kind, headings_digest=digest
    ).first()
    suggested = suggest_mapping(table, target, remembered.mapping if remembered else None)
    chosen = {
        heading: name
        for name, headings in batch.mapping.items()
        for heading in ([headings] if isinstance(headings, str) else headings)
    }
    return [
        each
        if chosen.get(each.column) == each.field
        else ColumnSuggestion(each.column, chosen.get(each.column), 1.0, "as chosen", each.samples)
        for each in suggested
    ]


def _system(table: Table, batch: ImportBatch) -> CrsDecision | None:
    """The coordinate system as the file's numbers say, from the columns that hold positions."""
    geometry = geometry_of(table)
    if geometry is not None:
        given = geometry[[value is not None for value in geometry]][:2000]
        return decide_crs(*first_points(given), table.crs, county_bounds()) if len(given) else None
    names = {column.name for column in table.columns}
    for x, y in (("easting", "northing"), ("longitude", "latitude")):
        headings = [batch.mapping.get(x), batch.mapping.get(y)]
        if all(isinstance(heading, str) and heading in names for heading in headings):
            columns = [table.column(heading) for heading in headings]
            pair = [numbers(c.values if c.arrow is None else c.arrow, parse_number)[0] for c in columns]
            crs = batch.mapping.get("crs")
            declared = (
                declared_in(list(table.column(crs).values)) if isinstance(crs, str) and crs in names else table.crs
            )
            return decide_crs(pair[0], pair[1], declared, county_bounds())
    return None


def counts(batch: ImportBatch, user: User | None = None) -> dict[str, int]:
    """Rows by what they would do, faults, missing: as they stand now while it is open, as they stood once applied.

    Missing are, for a `user` who may not see all of the body's records, those she sees.
    """
    if batch.applied_at:
        return dict(batch.counts)
    target = target_for(batch.kind)
    found = batch.counts | action_counts(batch, target)
    if user is not None and not may(user, Action.VIEW_SENSITIVE, batch.organisation_id):
        found["missing"] = target.steps.missing(batch, user).count()
    return found


def rows_are_gone(batch: ImportBatch) -> bool:
    """Whether the database has lost the rows of a batch that was checked: it does when its server crashes."""
    staged = target_for(batch.kind).staged_model._default_manager.filter(batch=batch)
    return batch.status == ImportStatus.STAGED and batch.counts.get("rows", 0) > 0 and not staged.exists()


def fault_kinds(batch: ImportBatch) -> list[FaultKind]:
    """Faults by kind, errors first, the most frequent first. Where reasons differ the first stands for all."""
    found = (
        ImportFault.objects.filter(batch=batch)
        .order_by()
        .values("severity", "code")
        .annotate(count=Count("id"))
        .order_by("severity", "-count", "code")
    )
    kinds = []
    for each in found:
        first = (
            ImportFault.objects.filter(batch=batch, severity=each["severity"], code=each["code"])
            .order_by("row")
            .first()
        )
        kinds.append(FaultKind(each["severity"], each["code"], first.reason if first else "", each["count"]))
    return kinds


def faults(
    batch: ImportBatch, *, severity: str | None = None, code: str | None = None, row: int | None = None, page: int = 1
) -> Page[ImportFault]:
    """A page of faults in the order of the file."""
    found = ImportFault.objects.filter(batch=batch)
    if severity:
        found = found.filter(severity=severity)
    if code:
        found = found.filter(code=code)
    if row is not None:
        found = found.filter(row=row)
    return Paginator(found.order_by("row", "severity", "field", "id"), PAGE).get_page(page)


def rows(batch: ImportBatch, *, user: User, action: str, page: int = 1) -> Page[StagedRow]:
    """A page of staged rows of one action, with what each changes and what was found in it.

    Of a row that somebody else's checking matched with a record hidden from `user`, she gets the file's own part.
    """
    target = target_for(batch.kind)
    staged = target.staged_model._default_manager.filter(batch=batch, action=action)
    found = Paginator(staged.order_by("row"), PAGE).get_page(page)
    here = list(found.object_list)
    _match(here, target, user)
    by_row: dict[int, list[ImportFault]] = {each.row: [] for each in here}
    for fault in ImportFault.objects.filter(batch=batch, row__in=list(by_row)).order_by("severity", "id"):
        by_row[fault.row].append(fault)
    found.object_list = [_staged_row(each, target, batch, by_row[each.row]) for each in here]
    return found


def _match(staged: list[Any], target: ImportTarget, user: User) -> None:
    """Give each row the record it matched, of those that `user` may see; of confidential ones nobody sees any."""
    if target.confidential:
        for each in staged:
            each.matched = None
        return
    records = target.staged_model._meta.get_field("matched").related_model._default_manager
    seen = records.visible_to(user).in_bulk([each.matched_id for each in staged if each.matched_id])
    for each in staged:
        each.matched = seen.get(each.matched_id)


def _staged_row(staged: Any, target: ImportTarget, batch: ImportBatch, found: list[ImportFault]) -> StagedRow:
    matched = staged.matched if staged.action != ImportAction.NEW else None
    if matched is not None or (target.confidential and staged.changes):
        changed = [_field_change(target, name, *values) for name, values in (staged.changes or {}).items()]
    else:
        changed = [_field_change(target, name, None, value) for name, value in _filled(staged, target, batch)]
    changes = staged.changes or {}
    point = "location" in changes and "boundary" not in changes
    return StagedRow(
        staged.row, target.steps.title(staged) or (str(matched) if matched else ""), staged.action,
        matched.reference if matched else "", staged.matched_by, changed, found,
        _geojson(matched, point=point), _geojson(staged, behind=matched, point=point),
        _disputed(staged, target) if matched is not None else {},
        matched is not None and matched.version != staged.matched_version,
        matched.pk if matched is not None else None,
    )  # fmt: skip


def _disputed(staged: Any, target: ImportTarget) -> dict[str, Any]:
    return {name: in_words(was, target.by_name.get(name)) for name, was in (staged.disputed or {}).items()}


def _filled(staged: Any, target: ImportTarget, batch: ImportBatch) -> Iterable[tuple[str, Any]]:
    for name in batch.options.get("mapped", ()):
        value = getattr(staged, name, None)
        if name in target.by_name and name not in ("location", "boundary", "location_source") and value is not None:
            yield name, value


def _field_change(target: ImportTarget, name: str, old: Any, new: Any) -> FieldChange:
    known = target.by_name.get(name)
    label = known.label if known else name.replace("_", " ").capitalize()
    return FieldChange(name, label, in_words(old, known), in_words(new, known))


def _geojson(record: Any, behind: Any = None, *, point: bool = False) -> dict[str, Any] | None:
    """The outline, else the point, of a record; where a file's row is silent, that of the record behind it.

    `point` asks for the point alone: where that is what moves, the outline would show no difference.
    """
    if record is None:
        return None
    names = ("location",) if point else ("boundary", "location")
    held = (getattr(each, name, None) for name in names for each in (record, behind) if each is not None)
    shape = next((each for each in held if each), None)
    if shape is None:
        return None
    there = shapely.transform(shapely.from_wkb(bytes(shape.wkb)), _to_degrees().transform, interleaved=False)
    return json.loads(shapely.to_geojson(there))


@lru_cache(maxsize=1)
def _to_degrees() -> pyproj.Transformer:
    """Made once: finding the way from one system to another takes longer than a page of rows along it."""
    return pyproj.Transformer.from_crs(BNG, WGS84, always_xy=True, allow_ballpark=False)


def missing(batch: ImportBatch, *, user: User, page: int = 1) -> Page[Any]:
    """A page of the body's records that the file leaves out, of those this person sees."""
    left_out: QuerySet[Any] = target_for(batch.kind).steps.missing(batch, user)
    return Paginator(left_out.order_by(*pages_for(batch.kind).missing_order), PAGE).get_page(page)
