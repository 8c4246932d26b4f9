"""Let out the analyses of young people's journeys as of the end of the last month, if they are not out yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from neets.services.analyses import let_out_analyses


class Command(BaseCommand):
    help = "Count and let out journeys, duplication and guarantees, through disclosure control, once a month."

    def handle(self, **options: Any) -> None:
        made = let_out_analyses(today=timezone.localdate())
        self.stdout.write(f"Let out: {', '.join(made)}." if made else "Everything of the last month is out already.")
