"""The files for the public: made once by the database when what they hold has changed, and served from there.

Whoever asks first after a change has the file made while the others wait for it: nobody is given the earlier one, for
it may hold what the body has just withheld. A worker looks after it as well, so that the first seldom waits.
"""

from __future__ import annotations

import datetime
import json
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from estate.choices import OpenDataForm
from estate.models import OpenDataFile, OpenDataPublication, OpenDataStale
from estate.selectors.open_data import kept_files, publications, rows_of, source_of
from estate.selectors.open_data_copy import Gzipped, said_of, write_file
from totalplace.models import Organisation

# A class of advisory lock beside those of the core; the second number is the body's.
LOCK = 84_007
# Seconds between two looks of one worker: an hour of many edits is not an hour of making files.
REST = 300
MADE_UP = "Made-up data of a demonstration: no such property exists. "

FOLDER = "open-data"
# Beyond this a file is written to disk before it is stored.
IN_MEMORY = 4 * 1024 * 1024

_last = float("-inf")


@dataclass(frozen=True, slots=True)
class _Made:
    """A file just written: where, and what it came to."""

    packed: IO[bytes]
    rows: int
    size: int
    sha256: str
    is_synthetic: bool


def current_file(publication: OpenDataPublication, form: str, day: datetime.date | None = None) -> OpenDataFile:
    """The file of a body that publishes: as the register stands, or the edition of `day`. Made if it has to be."""
    return _kept(publication, form, day) or _remake(publication, form, day)


def current_files(published: Sequence[OpenDataPublication]) -> dict[int, dict[str, OpenDataFile]]:
    """Today's files of bodies that publish, by body and format: one query where none has to be made."""
    found: dict[int, dict[str, OpenDataFile]] = {each.organisation_id: {} for each in published}
    for kept in kept_files().filter(organisation__in=found, day=None):
        found[kept.organisation_id][kept.form] = kept
    for each in published:
        files = found[each.organisation_id]
        for form in OpenDataForm.values:
            files[form] = files.get(form) or _remake(each, form, None)
    return found


def opened(publication: OpenDataPublication, kept: OpenDataFile) -> tuple[OpenDataFile, IO[bytes]]:
    """A file's gzipped bytes. It may have been made again since it was looked up, or its storage lost: then anew."""
    try:
        return kept, default_storage.open(kept.path)
    except FileNotFoundError:
        OpenDataFile.objects.filter(pk=kept.pk, path=kept.path).delete()
        again = current_file(publication, kept.form, kept.day)
        return again, default_storage.open(again.path)


def in_worker() -> None:
    """Make today's files of every body that publishes where they are out of date; another worker may be at it."""
    global _last
    if time.monotonic() - _last < REST:
        return
    _last = time.monotonic()
    published = list(publications())
    current_files(published)
    # Marks of the others serve nobody: when one of them begins to publish, its files are made anew.
    OpenDataStale.objects.exclude(organisation__in=[each.organisation_id for each in published]).delete()


def forget_files(organisation: Organisation) -> None:
    """Delete every file of a body: it publishes no longer."""
    files = OpenDataFile.objects.filter(organisation=organisation)
    _remove([each.path for each in files])
    files.delete()


def _kept(publication: OpenDataPublication, form: str, day: datetime.date | None) -> OpenDataFile | None:
    return kept_files().filter(organisation=publication.organisation_id, form=form, day=day).first()


@transaction.atomic
def _remake(publication: OpenDataPublication, form: str, day: datetime.date | None) -> OpenDataFile:
    body = publication.organisation
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, body.pk])
    if (kept := _kept(publication, form, day)) is not None:
        return kept  # Somebody made it while this one waited.
    # Unmarked first: what changes while the file is written leaves a mark of its own.
    if OpenDataStale.objects.filter(organisation=body).delete()[0]:
        OpenDataFile.objects.filter(organisation=body).update(is_stale=True)
    key = {"organisation": body, "form": form, "day": day}
    before = OpenDataFile.objects.filter(**key).first()
    today = day or timezone.localdate()
    with _written(publication, form, day, before.effective_on if before else today) as made:
        if before is not None and made.sha256 == before.sha256:
            return _confirmed(before, publication)
        if before is None or before.effective_on == today:
            return _store(publication, before, made, key, today)
    with _written(publication, form, day, today) as made:
        return _store(publication, before, made, key, today)


@contextmanager
def _written(
    publication: OpenDataPublication, form: str, day: datetime.date | None, effective_on: datetime.date
) -> Iterator[_Made]:
    """A file written to a temporary place, which goes at the end."""
    rows = rows_of(publication.organisation, day)
    is_synthetic = rows.filter(is_synthetic=True).exists()
    about = f"{MADE_UP if is_synthetic else ''}Land and building assets of {publication.organisation.name}."
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as packed:
        out = Gzipped(packed)
        count = write_file(rows, said_of(publication, effective_on), form, out, about=json.dumps(about))
        out.close()
        packed.seek(0)
        yield _Made(packed, count, out.size, out.sha256, is_synthetic)


def _confirmed(kept: OpenDataFile, publication: OpenDataPublication) -> OpenDataFile:
    """What was made again is what there was: its date and digest stay, so that nothing of the change is told."""
    kept.is_stale, kept.made_at, kept.source = False, timezone.now(), source_of(publication)
    kept.save(update_fields=["is_stale", "made_at", "source"])
    return kept


def _store(
    publication: OpenDataPublication,
    before: OpenDataFile | None,
    made: _Made,
    key: dict[str, Any],
    today: datetime.date,
) -> OpenDataFile:
    """Keep what was made instead of what there was, whose bytes go when that is certain."""
    path = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}", File(made.packed))
    now = timezone.now()
    try:
        kept, _ = OpenDataFile.objects.update_or_create(
            **key,
            defaults={
                "path": path,
                "rows": made.rows,
                "size_bytes": made.size,
                "sha256": made.sha256,
                "effective_on": today,
                "changed_at": now,
                "made_at": now,
                "source": source_of(publication),
                "is_synthetic": made.is_synthetic,
                "is_stale": False,
            },
        )
    except BaseException:
        default_storage.delete(path)
        raise
    _remove([before.path] if before else [])
    return kept


def _remove(paths: list[str]) -> None:
    def remove() -> None:
        for path in paths:
            default_storage.delete(path)

    transaction.on_commit(remove)
