"""The file comes in, and what its columns are is said."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from totalplace.choices import ImportStatus
from totalplace.importing import staging
from totalplace.importing.mapping import headings_digest, mapping_of, suggest_mapping
from totalplace.importing.readers import Table, UnreadableFile, read
from totalplace.importing.targets import Admitted, ImportTarget, target_for
from totalplace.models import ImportBatch, ImportMapping, Job, Organisation, User
from totalplace.permissions import require
from totalplace.services.imports.running import STAGE, start_step

# A batch in one of these is still to be decided on.
OPEN = (ImportStatus.UPLOADED, ImportStatus.STAGED, ImportStatus.FAILED)
CHUNK = 1024 * 1024
# What the engine notes for itself among the officer's choices; a new mapping forgets it.
CHOSEN = ("epsg", "swapped", "blank", "running_cost_year")


def start_import(*, user: User, organisation: Organisation, kind: str, file: IO[bytes], filename: str) -> ImportBatch:
    """Keep an uploaded file of a body as a batch, with a mapping suggested. UnreadableFile: nothing was kept."""
    target = target_for(kind)
    require(user, target.right, organisation.pk)
    with _let_in(target, organisation, file, filename) as (path, digest, filename, admitted):
        table = read(path, filename, max_bytes=settings.MAX_IMPORT_BYTES)
        batch = ImportBatch(
            kind=kind, organisation=organisation, created_by=user, filename=filename[-200:], sha256=digest,
            sheet=table.sheet or "", mapping=suggested(table, target, organisation),
            notes=admitted.notes if admitted else table.notes,
            counts={"rows": len(table)}, options={"file": found_in(table, admitted)},
        )  # fmt: skip
        with transaction.atomic(), path.open("rb") as kept:
            batch.file.save(filename, _Spooled(kept), save=False)
            batch.save()
            if admitted:
                admitted.keep(batch)
    return batch


def replace_file(*, user: User, batch: ImportBatch, file: IO[bytes], filename: str) -> ImportBatch:
    """A corrected file in place of the first, under the same mapping; corrections made here are dropped with it.

    It is checked at once where its headings are the mapped ones; else the batch waits for its columns to be named.
    """
    held = _held(user, batch)
    target = target_for(held.kind)
    with _let_in(target, held.organisation, file, filename) as (path, digest, filename, admitted):
        table = read(path, filename, sheet=None, max_bytes=settings.MAX_IMPORT_BYTES)
        names = {column.name for column in table.columns}
        kept_mapping = {field: heading for field, heading in held.mapping.items() if _all_there(heading, names)}
        same = bool(kept_mapping) and len(kept_mapping) == len(held.mapping)
        before = held.file.name
        with transaction.atomic(), path.open("rb") as kept:
            held.file.save(filename, _Spooled(kept), save=False)
            held.filename, held.sha256, held.sheet = filename[-200:], digest, table.sheet or ""
            held.header_row, held.counts = None, {"rows": len(table)}
            held.notes = admitted.notes if admitted else table.notes
            held.mapping = kept_mapping or suggested(table, target_for(held.kind), held.organisation)
            held.status, held.error = ImportStatus.UPLOADED, ""
            held.options = _chosen(held.options, target) | {"file": found_in(table, admitted)}
            held.save()
            held.corrections.all().delete()
            if admitted and target.confidential:
                target.confidential.abandoned(held)
                admitted.keep(held)
            transaction.on_commit(lambda: held.file.storage.delete(str(before)))
    if same:
        start_step(held, STAGE, user, ImportStatus.STAGING)
    _refresh(batch, held)
    return batch


def choose_sheet(*, user: User, batch: ImportBatch, sheet: str, header_row: int | None = None) -> ImportBatch:
    """Read another sheet, or take another row for the headings; the mapping is suggested anew."""
    held = _held(user, batch)
    if target_for(held.kind).confidential:
        raise ValidationError("This file was written anew as it came in, and has one sheet with one row of headings.")
    table = read(held.file.path, held.filename, sheet=sheet or None, header_row=header_row)
    held.sheet, held.header_row = table.sheet or "", header_row
    held.mapping = suggested(table, target_for(held.kind), held.organisation)
    held.notes, held.counts, held.status = table.notes, {"rows": len(table)}, ImportStatus.UPLOADED
    held.options = _chosen(held.options, target_for(held.kind)) | {"file": found_in(table)}
    held.save()
    held.corrections.all().delete()
    _refresh(batch, held)
    return batch


def confirm_mapping(
    *,
    user: User,
    batch: ImportBatch,
    mapping: dict[str, Any],
    options: dict[str, Any] | None = None,
    inline: bool = False,
) -> Job:
    """Say what the columns are, and begin staging. The body's next file with these headings is offered the same."""
    held = _held(user, batch)
    target = target_for(held.kind)
    found = held.options["file"]
    _check_mapping(mapping, target, found)
    chosen = _chosen(options or {}, target)
    with transaction.atomic():
        held.mapping, held.options = mapping, chosen | {"file": found}
        held.save()
        ImportMapping.objects.update_or_create(
            organisation=held.organisation, kind=held.kind, headings_digest=headings_digest(found["headings"]),
            defaults={"mapping": mapping, "options": chosen},
        )  # fmt: skip
    job = start_step(held, STAGE, user, ImportStatus.STAGING, inline=inline)
    _refresh(batch, held)
    return job


def try_mapping(
    *, user: User, batch: ImportBatch, mapping: dict[str, Any], options: dict[str, Any] | None = None
) -> ImportBatch:
    """Check a file here and now, with no job and nothing remembered: for a dry run inside the caller's transaction."""
    held = _held(user, batch)
    _check_mapping(mapping, target_for(held.kind), held.options["file"])
    chosen = _chosen(options or {}, target_for(held.kind))
    held.mapping, held.options = mapping, chosen | {"file": held.options["file"]}
    staging.stage(held, user)
    _refresh(batch, held)
    return batch


def abandon_import(*, user: User, batch: ImportBatch) -> ImportBatch:
    """Let go of an import that was not applied: its staged rows and its file go."""
    held = _held(user, batch)
    target = target_for(held.kind)
    with transaction.atomic():
        with target.opened():
            target.staged_model._default_manager.filter(batch=held).delete()
        if target.confidential:
            target.confidential.abandoned(held)
        held.faults.all().delete()
        held.status = ImportStatus.ABANDONED
        held.save()
        transaction.on_commit(lambda: held.file.storage.delete(str(held.file.name)))
    _refresh(batch, held)
    return batch


def suggested(table: Table, target: ImportTarget, organisation: Organisation) -> dict[str, Any]:
    """The mapping the body chose for these headings before, else the guess."""
    remembered = ImportMapping.objects.filter(
        organisation=organisation,
        kind=target.kind,
        headings_digest=headings_digest(column.name for column in table.columns),
    ).first()
    return remembered.mapping if remembered else mapping_of(suggest_mapping(table, target))


def _held(user: User, batch: ImportBatch) -> ImportBatch:
    """The batch as it stands in the database, if this person may change it and it is still open."""
    held = ImportBatch.objects.visible_to(user).select_related("organisation").get(pk=batch.pk)
    require(user, target_for(held.kind).right, held.organisation_id)
    if held.status not in OPEN:
        raise ValidationError(f"This import is {held.get_status_display().lower()}, so it cannot be changed any more.")
    return held


def _refresh(batch: ImportBatch, held: ImportBatch) -> None:
    if batch is not held:
        batch.refresh_from_db()


def _chosen(options: dict[str, Any], target: ImportTarget) -> dict[str, Any]:
    names = (*CHOSEN, *(option.name for option in target.options))
    return {name: options[name] for name in names if name in options}


def _all_there(heading: str | list[str], names: set[str]) -> bool:
    return {heading} <= names if isinstance(heading, str) else set(heading) <= names


def found_in(table: Table, admitted: Admitted | None = None) -> dict[str, Any]:
    """What the columns step needs to know of a file without reading it again, and what its door says of it."""
    found: dict[str, Any] = {
        "headings": [column.name for column in table.columns],
        "geometry": table.geometry is not None,
    }
    return found | {"notes": admitted.notes} if admitted else found


def _check_mapping(mapping: dict[str, Any], target: ImportTarget, found: dict[str, Any]) -> None:
    names = set(found["headings"])
    for field, heading in mapping.items():
        if field not in target.by_name:
            raise ValidationError(f"“{field}” is no field that a file can fill.")
        if not _all_there(heading, names):
            raise ValidationError(
                f"The file has no column “{heading}”: choose one of its own for {target.field(field).label}."
            )
    if not mapping and not found["geometry"]:
        raise ValidationError("Say what at least one column is: nothing would be imported.")


class _Spooled(File):
    """A file that may be moved to where it is kept, in place of being copied."""

    def temporary_file_path(self) -> str:
        """Where it is; Django's storage asks by this name."""
        return str(self.name)


@contextmanager
def _let_in(
    target: ImportTarget, organisation: Organisation, file: IO[bytes], filename: str
) -> Iterator[tuple[Path, str, str, Admitted | None]]:
    """The file that is read on, its SHA-256 and name: the upload, or what the door of a confidential kind let in."""
    if target.confidential is None:
        with _spooled(file) as (path, digest):
            yield path, digest, filename, None
        return
    with _spooled(file) as (path, _):
        admitted = target.confidential.admit(target.kind, path, filename, organisation)
    with _spooled(io.BytesIO(admitted.content)) as (path, digest):
        yield path, digest, admitted.filename, admitted


@contextmanager
def _spooled(file: IO[bytes]) -> Iterator[tuple[Path, str]]:
    """The upload as a file on disk for the readers, and its SHA-256; gone afterwards."""
    handle, name = tempfile.mkstemp(prefix="import-")
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as kept:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                if size > settings.MAX_IMPORT_BYTES:
                    limit = settings.MAX_IMPORT_BYTES // CHUNK
                    raise UnreadableFile(
                        f"The file is larger than {limit} MB, the most that can be read.",
                        "Split it, or leave out columns that are not needed.",
                    )
                digest.update(chunk)
                kept.write(chunk)
        yield Path(name), digest.hexdigest()
    finally:
        Path(name).unlink(missing_ok=True)
