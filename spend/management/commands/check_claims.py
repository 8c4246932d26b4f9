"""manage.py check_claims: works every claim out again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from spend.services.claim_checks import check_claims


class Command(BaseCommand):
    help = (
        "Work every claim of the register out again, from the figures as they stand now, and name those that come out "
        "otherwise than before. Workers do the same when lines of spending change."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        tally = check_claims()
        changed = ", ".join(tally.changed) if tally.changed else "none"
        self.stdout.write(f"{tally.checked} claims worked out; otherwise than before: {changed}.")
