"""manage.py neet_retention: archives and deletes the records of those who grew out of the cohort."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from neets.services.retention import due, run


class Command(BaseCommand):
    help = "Archive and delete the records of young people that are due. The worker does it each day by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        if options["dry_run"]:
            found = due(today)
            self.stdout.write(f"To archive: {found.archive:,}. To delete: {found.delete:,}. Nothing was changed.")
            return
        done = run(today)
        self.stdout.write(self.style.SUCCESS(f"Archived: {done.archive:,}. Deleted: {done.delete:,}."))
