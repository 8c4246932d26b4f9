"""Write the table of fields in the data protection impact assessment."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from neets.selectors.lawful_basis import as_table

HEADING = "## Field by field\n"


class Command(BaseCommand):
    help = "Write the table of fields at the end of docs/dpia.md from fixtures/reference/neets/lawful-basis.csv."

    def handle(self, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "dpia.md"
        text, _, _ = path.read_text(encoding="utf-8").partition(HEADING)
        path.write_text(f"{text}{HEADING}\n{as_table()}", encoding="utf-8")
        self.stdout.write(f"Written: {path.relative_to(settings.BASE_DIR)}")
