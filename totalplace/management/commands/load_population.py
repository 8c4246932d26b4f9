"""Load how many people live where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from totalplace.importing.population import read_population
from totalplace.importing.readers import UnreadableFile
from totalplace.models import Area
from totalplace.services.postcodes import Refused, load_population


class Command(BaseCommand):
    help = (
        "Load population estimates by area, and by age and sex where the file has them (CSV or workbook, one count a "
        "row). The same file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, help="the mid-year, where neither a column nor the file's name says it")
        parser.add_argument("--people-field", help="the column of people, where the guess is wrong")
        parser.add_argument("--source", help="what to note as the source (default: the file's name)")

    def handle(self, *, file: Path, year: int | None, people_field: str | None, **options: Any) -> None:
        try:
            read = read_population(file, year=year, people_field=people_field)
            loaded = load_population(counts=read.counts, source=options["source"] or file.name)
        except (UnreadableFile, Refused) as refusal:
            raise CommandError(str(refusal)) from None
        years = sorted({count.year for count in read.counts})
        codes = {count.area_code for count in read.counts}
        known = Area.objects.filter(code__in=codes).values("code").distinct().count()
        for note in read.notes:
            self.stdout.write(note)
        self.stdout.write(f"{loaded.read:,} counts of {len(codes):,} areas, {', '.join(map(str, years))}")
        self.stdout.write(f"{loaded.new:>10,} new\n{loaded.changed:>10,} changed\n{loaded.unchanged:>10,} unchanged")
        if known < len(codes):
            self.stdout.write(f"{len(codes) - known:>10,} areas have no boundary in the register yet")
