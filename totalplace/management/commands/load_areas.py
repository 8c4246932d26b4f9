"""Load areas from a boundary file."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from totalplace.choices import AreaLevel
from totalplace.importing.areas import dated, listed, read_areas
from totalplace.importing.readers import UnreadableFile
from totalplace.selectors.areas import extent_of
from totalplace.services.areas import AreaPlan, AreasRefused, load_areas

WORDS = {
    "new": "new",
    "moved": "with a new outline (the former one is kept, closed)",
    "changed": "corrected",
    "renamed": "renamed",
    "replaced": "in place of an illustration",
    "closed": "closed: not in the file",
    "removed": "illustrations removed: not in the file",
    "kept": "not in the file, kept",
    "unchanged": "unchanged",
}


class Command(BaseCommand):
    help = (
        "Load areas from an ONS or OS boundary file (GeoJSON, GeoPackage, zipped Shapefile). The same file again "
        "changes nothing. Properties follow: each knows its district, ward and LSOA at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--level", required=True, choices=AreaLevel.values)
        parser.add_argument("--layer", help="the layer, in a file with several")
        parser.add_argument("--valid-from", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--code-field", help="the column of the areas' codes, where the guess is wrong")
        parser.add_argument("--name-field", help="the column of their names")
        parser.add_argument("--parent-field", help="the column of the codes of the areas they lie in")
        parser.add_argument("--keep-missing", action="store_true", help="close no area that the file has not")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *, file: Path, level: str, dry_run: bool, **options: Any) -> None:
        fields = {name: options[name] for name in ("layer", "code_field", "name_field", "parent_field")}
        try:
            read = read_areas(file, AreaLevel(level), **fields)
            day, why = dated(options["valid_from"], read)
            for note in (f"{len(read.boundaries):,} areas read", *read.notes, f"In force from {day:%-d %B %Y}: {why}"):
                self.stdout.write(note)
            plan = load_areas(
                level=AreaLevel(level),
                boundaries=read.boundaries,
                valid_from=day,
                source=file.name,
                reason=f"Areas loaded from {file.name}",
                keep_missing=options["keep_missing"],
                dry_run=dry_run,
            )
        except (UnreadableFile, AreasRefused) as refusal:
            raise CommandError(str(refusal)) from None
        self.tell(plan, dry_run)

    def tell(self, plan: AreaPlan, dry_run: bool) -> None:
        for name, words in WORDS.items():
            codes = getattr(plan, name)
            if codes:
                self.stdout.write(f"{len(codes):>8,} {words}" + ("" if name == "unchanged" else f": {listed(codes)}"))
        if dry_run:
            self.stdout.write("Nothing is stored: this was a dry run.")
            return
        level, extent = AreaLevel(plan.level), extent_of(AreaLevel(plan.level))
        self.stdout.write(f"{level.label}: {extent.areas:,} in force, {extent.hectares:,.0f} ha in all")
