"""Imports a file of properties from the command line, by the same steps as the pages. A dry run unless --commit."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from totalplace.choices import JobStatus
from totalplace.importing.readers import UnreadableFile
from totalplace.models import ImportBatch, Organisation, User
from totalplace.selectors import imports as reads
from totalplace.services import imports as services

KIND = "properties"
SAMPLE_ROWS = 5


class Command(BaseCommand):
    help = (
        "Reads a file of properties of one body, checks it, and prints what importing it would do. "
        "Nothing is stored without --commit. It acts as a person, with her rights: --user."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX, XLS, ODS, GeoJSON, GeoPackage, zipped Shapefile or KML")
        parser.add_argument("--organisation", required=True, metavar="CODE", help="whose properties these are")
        parser.add_argument("--user", required=True, metavar="USERNAME", help="the person who imports")
        parser.add_argument("--mapping", type=Path, metavar="FILE", help='JSON: {"field": "column heading", …}')
        parser.add_argument("--sheet", default="", help="the sheet or layer to read")
        parser.add_argument("--header-row", type=int, help="the row that names the columns")
        parser.add_argument("--blank", choices=["keep", "clear"], default="keep", help="what an empty cell does")
        parser.add_argument("--epsg", type=int, help="the coordinate system, where the numbers are not to decide it")
        parser.add_argument("--close-missing", metavar="REASON", help="close what the file leaves out, for this reason")
        parser.add_argument("--reason", default="", help="words that stay in the history (default: the file's name)")
        parser.add_argument("--commit", action="store_true", help="apply it; all of it or nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        user, organisation = _person(options["user"]), _body(options["organisation"])
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        try:
            if options["commit"]:
                self._import(user, organisation, options)
            else:
                self._try(user, organisation, options)
        except UnreadableFile as refusal:
            raise CommandError(f"{options['file'].name} was not read. {refusal.reason} {refusal.remedy}") from None
        except (PermissionDenied, ValidationError) as refusal:
            words = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            raise CommandError(words) from None

    def _try(self, user: User, organisation: Organisation, options: dict[str, Any]) -> None:
        """A dry run: all of it inside a transaction that is taken back, and the kept file with it."""
        with transaction.atomic():
            batch = _uploaded(user, organisation, options)
            try:
                services.try_mapping(user=user, batch=batch, **_decided(batch, options))
                self._print(batch)
            finally:
                batch.file.storage.delete(batch.file.name)
            transaction.set_rollback(True)
        self.stdout.write("Dry run: nothing was stored. Add --commit to import.")

    def _import(self, user: User, organisation: Organisation, options: dict[str, Any]) -> None:
        batch = _uploaded(user, organisation, options)
        try:
            _expect_done(services.confirm_mapping(user=user, batch=batch, inline=True, **_decided(batch, options)))
        except BaseException:
            batch.file.storage.delete(batch.file.name)
            ImportBatch.objects.filter(pk=batch.pk).delete()
            raise
        self._print(batch)
        self._apply(batch, user, options)

    def _print(self, batch: ImportBatch) -> None:
        counts = reads.counts(batch)
        self.stdout.write(f"{counts['rows']:,} rows read")
        for key in ("new", "changed", "unchanged", "missing", "refused", "warned"):
            self.stdout.write(f"{counts[key]:>8,} {key}")
        for heading, severity in (("Errors", "error"), ("Warnings", "warning")):
            kinds = [kind for kind in reads.fault_kinds(batch) if kind.severity == severity]
            if kinds:
                self.stdout.write(f"\n{heading}:")
            for kind in kinds:
                self.stdout.write(f"{kind.count:>8,} {kind.code}: for example, {kind.reason}")
        self.stdout.write("\nColumns:")
        for field, heading in batch.mapping.items():
            self.stdout.write(f"  {heading} → {field}")
        unused = [each.column for each in reads.describe(batch).columns if not each.field]
        if unused:
            self.stdout.write(f"  not imported: {', '.join(unused)}")
        self.stdout.write("\nAssumed and cleaned:")
        for note in batch.notes:
            self.stdout.write(f"  {note}")

    def _apply(self, batch: ImportBatch, user: User, options: dict[str, Any]) -> None:
        closing = options["close_missing"] or ""
        job = services.apply_import(
            user=user, batch=batch, reason=options["reason"] or f"Import of {batch.filename}",
            missing_action="close" if closing else "keep", missing_reason=closing, inline=True,
        )  # fmt: skip
        _expect_done(job)
        counts = reads.counts(batch)
        closed = f", {counts['closed']:,} closed" if closing else ""
        self.stdout.write(
            f"\nImported: {counts['new']:,} added, {counts['changed']:,} changed{closed}. Change {batch.change_id}"
        )


def _uploaded(user: User, organisation: Organisation, options: dict[str, Any]) -> ImportBatch:
    path = options["file"]
    with path.open("rb") as file:
        batch = services.start_import(user=user, organisation=organisation, kind=KIND, file=file, filename=path.name)
    if options["sheet"] or options["header_row"]:
        services.choose_sheet(user=user, batch=batch, sheet=options["sheet"], header_row=options["header_row"])
    return batch


def _decided(batch: ImportBatch, options: dict[str, Any]) -> dict[str, Any]:
    """The mapping and options as the services take them."""
    mapping = _mapping(options["mapping"]) if options["mapping"] else batch.mapping
    chosen = {"blank": options["blank"]} | ({"epsg": options["epsg"]} if options["epsg"] else {})
    return {"mapping": mapping, "options": chosen}


def _expect_done(job: Any) -> None:
    if job.status != JobStatus.DONE:
        raise CommandError(job.error)


def _person(username: str) -> User:
    try:
        return User.objects.get(username=username, is_active=True)
    except User.DoesNotExist:
        raise CommandError(f"There is nobody called {username} who may sign in.") from None


def _body(code: str) -> Organisation:
    try:
        return Organisation.objects.get(code=code)
    except Organisation.DoesNotExist:
        codes = ", ".join(Organisation.objects.order_by("code").values_list("code", flat=True)[:30])
        raise CommandError(f"There is no organisation {code}. There are: {codes or 'none yet'}.") from None


def _mapping(path: Path) -> dict[str, Any]:
    try:
        mapping = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise CommandError(f'{path} is no mapping: {problem}. Write JSON, as {{"name": "Property name"}}.') from None
    if not isinstance(mapping, dict):
        raise CommandError(f"{path} is no mapping: it must be an object of fields and headings.")
    return mapping
