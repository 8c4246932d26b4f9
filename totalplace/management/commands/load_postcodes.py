"""Load postcodes and their points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from totalplace.importing.postcodes import Tally, read_postcodes
from totalplace.importing.readers import UnreadableFile
from totalplace.services.postcodes import Refused, load_postcodes


class Command(BaseCommand):
    help = (
        "Load postcodes from Code-Point Open (its zip), the ONSPD (its zip or CSV), or a CSV with headings postcode, "
        "easting and northing. The same file again changes nothing; postcodes that it has not stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", help="what to note as the source (default: the file's name)")

    def handle(self, *, file: Path, source: str | None, **options: Any) -> None:
        tally = Tally()
        try:
            loaded = load_postcodes(points=read_postcodes(file, tally), source=source or file.name)
        except (UnreadableFile, Refused) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{loaded.read:,} postcodes read from {tally.files:,} file{'s'[: tally.files != 1]}")
        self.stdout.write(f"{loaded.new:>10,} new\n{loaded.changed:>10,} changed\n{loaded.unchanged:>10,} unchanged")
        if tally.without_point:
            self.stdout.write(f"{tally.without_point:>10,} left out: their publisher gives them no point")
        if tally.irish:
            self.stdout.write(f"{tally.irish:>10,} left out: Northern Ireland is on another grid")
