"""Write the list of data quality rules that people read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from estate.selectors.quality_rules import rules_document


class Command(BaseCommand):
    help = "Write docs/data-quality.md from the rules."

    def handle(self, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "data-quality.md"
        path.write_text(rules_document(), encoding="utf-8")
        self.stdout.write(f"Written: {path.relative_to(settings.BASE_DIR)}")
