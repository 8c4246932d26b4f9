"""What the officer decides about single rows: another value for a cell, a row left out, which value stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from totalplace.calc.parsed import Refused
from totalplace.choices import ImportAction, ImportStatus, Severity
from totalplace.importing import staging
from totalplace.importing.columns import stored_text
from totalplace.importing.loading import SHAPE_FIELDS
from totalplace.importing.targets import Decided, ImportField, target_for
from totalplace.models import ImportBatch, ImportCorrection, ImportFault, User
from totalplace.permissions import require
from totalplace.services.imports.running import STAGE, start_step

# A larger file takes seconds to check: too long for a page to wait, so a job checks it again.
CHECKED_AT_ONCE = 5_000
# Whose value stands in a conflict.
FILE, REGISTER = "file", "register"
STANDS = (FILE, REGISTER)


@dataclass(frozen=True)
class CellOutcome:
    """What became of a corrected cell: `ok` when no error of that cell is left; the row's faults as they are now.

    `is_checked` is false where a job is still to tell: `ok` is false then, and there are no faults.
    """

    ok: bool
    faults: list[ImportFault] = field(default_factory=list)
    is_checked: bool = True


def correct_cell(*, user: User, batch: ImportBatch, row: int, field: str, value: str) -> CellOutcome:
    """Put a value in place of a cell's, as if the file had held it, and check it all again: a large file in a job."""
    target = target_for(batch.kind)
    if field not in target.by_name and field not in SHAPE_FIELDS:
        raise ValidationError(f"“{field}” is no field that a file can fill.")
    if target.confidential:
        value = _fit_to_keep(target.field(field), value)
    with transaction.atomic():
        held = _open(user, batch, [row])
        ImportCorrection.objects.update_or_create(
            batch=held,
            row=row,
            field=field,
            defaults={"value": value.replace("\0", ""), "made_by": user, "skip": False},
        )
        checked = _check_again(held, user)
    if not checked:
        _refresh(batch, held)
        return CellOutcome(ok=False, is_checked=False)
    faults = list(ImportFault.objects.filter(batch=held, row=row))
    _refresh(batch, held)
    same = {"boundary", "wkt"} if field in SHAPE_FIELDS else {field}
    return CellOutcome(not any(f.severity == Severity.ERROR and f.field in same for f in faults), faults)


def _fit_to_keep(field: ImportField, value: str) -> str:
    """A correction as it is stored, where nothing may be stored that is not what its field holds."""
    try:
        return stored_text(field.parser(value).value) or ""
    except Refused as refusal:
        raise ValidationError(f"What you wrote was not kept. {refusal.remedy}") from None


def skip_rows(*, user: User, batch: ImportBatch, rows: Iterable[int], skip: bool = True) -> ImportBatch:
    """Leave rows out of the import, or take them in again; a large file is then "staging", by a job."""
    wanted = sorted(set(rows))
    with transaction.atomic():
        held = _open(user, batch, wanted)
        ImportCorrection.objects.filter(batch=held, row__in=wanted, field="").delete()
        if skip:
            ImportCorrection.objects.bulk_create(
                ImportCorrection(batch=held, row=row, field="", skip=True, made_by=user) for row in wanted
            )
        _check_again(held, user)
    _refresh(batch, held)
    return batch


def resolve_conflicts(*, user: User, batch: ImportBatch, choices: Mapping[int, Mapping[str, str]]) -> ImportBatch:
    """Say whose value stands, "file" or "register", in fields of rows in conflict: {row: {field: whose}}.

    Of a row whose record is gone or out of reach, the field is "": the file adds it again, or the row is left out.
    What is decided already, or is no conflict, stays as it is. ValidationError for a row that cannot be.
    """
    with transaction.atomic():
        held = _open(user, batch, sorted(choices))
        _decide(held, user, {row: _of_two(fields) for row, fields in choices.items()})
        _count_again(held)
    _refresh(batch, held)
    return batch


def resolve_all(*, user: User, batch: ImportBatch, stands: str) -> ImportBatch:
    """Let "file" or "register" stand in every conflict. Rows that the file cannot have are left to be decided."""
    with transaction.atomic():
        held = _open(user, batch, [])
        target = target_for(held.kind)
        if stands not in STANDS:
            raise ValidationError("Choose whether the register’s values stand or the file’s.")
        _keep(held, target.steps.settle_all(staging.preview_of(held, user), stands))
        whole = target.staged_model._default_manager.filter(batch=held, action=ImportAction.CONFLICT)
        for row in list(whole.values_list("row", flat=True)):
            with suppress(ValidationError):
                _decide(held, user, {row: {"": stands}})
        _count_again(held)
    _refresh(batch, held)
    return batch


def _of_two(fields: Mapping[str, str]) -> dict[str, str]:
    return {field: stands for field, stands in fields.items() if stands in STANDS}


def _decide(held: ImportBatch, user: User, choices: Mapping[int, Mapping[str, str]]) -> None:
    target, preview = target_for(held.kind), staging.preview_of(held, user)
    _keep(held, target.steps.settle(preview, choices))
    whole = {row: fields[""] for row, fields in choices.items() if "" in fields}
    staged = target.staged_model._default_manager.filter(batch=held, row__in=whole, action=ImportAction.CONFLICT)
    for row in staged.values_list("row", flat=True):
        if whole[row] == FILE:
            target.steps.overwrite(preview, row)
        else:
            staged.filter(row=row).update(action=ImportAction.SKIPPED, disputed=None)
            ImportCorrection.objects.update_or_create(
                batch=held, row=row, field="", defaults={"skip": True, "made_by": user}
            )


def _keep(held: ImportBatch, decided: Decided) -> None:
    """Remember what was left to the register, for when the file is checked again."""
    kept = dict(held.options.get("stands", {}))
    for row, (fields, left) in decided.items():
        others = {name: now for name, now in kept.get(str(row), {}).items() if name not in fields}
        kept[str(row)] = others | left
    held.options = held.options | {"stands": {row: fields for row, fields in kept.items() if fields}}


def _count_again(held: ImportBatch) -> None:
    held.counts = held.counts | staging.action_counts(held, target_for(held.kind))
    held.error = "" if not held.counts[ImportAction.CONFLICT] else held.error
    held.save(update_fields=["options", "counts", "error"])


def _check_again(held: ImportBatch, user: User) -> bool:
    """Check the file with its corrections: here and now (True), or in a job where it is large (False)."""
    if held.counts.get("rows", 0) > CHECKED_AT_ONCE:
        start_step(held, STAGE, user, ImportStatus.STAGING)
        return False
    staging.stage(held, user)
    return True


def _open(user: User, batch: ImportBatch, rows: list[int]) -> ImportBatch:
    """The batch, locked, if this person may change it, it is staged, and these rows are in it."""
    held = (
        ImportBatch.objects.visible_to(user)
        .select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=batch.pk)
    )
    require(user, target_for(held.kind).right, held.organisation_id)
    if held.status != ImportStatus.STAGED:
        raise ValidationError(f"This import is {held.get_status_display().lower()}: its rows cannot be changed now.")
    staged = target_for(held.kind).staged_model._default_manager
    there = set(staged.filter(batch=held, row__in=rows).values_list("row", flat=True))
    if gone := [row for row in rows if row not in there]:
        raise ValidationError(f"The file has no row {gone[0]:,}.")
    return held


def _refresh(batch: ImportBatch, held: ImportBatch) -> None:
    if batch is not held:
        batch.refresh_from_db()
