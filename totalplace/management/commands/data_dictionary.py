"""Write the data dictionary."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from totalplace.selectors.dictionary import data_dictionary


class Command(BaseCommand):
    help = "Write docs/data-dictionary.md from the models."

    def handle(self, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "data-dictionary.md"
        path.write_text(data_dictionary(), encoding="utf-8")
        self.stdout.write(f"Written: {path.relative_to(settings.BASE_DIR)}")
