"""What files bring into total spend."""

from __future__ import annotations

from spend.importers import lines, pages, payments
from totalplace.importing.pages import register_pages
from totalplace.importing.targets import register


def register_imports() -> None:
    """Let files of payments and of lines be imported."""
    register(payments.TARGET)
    register_pages(payments.TARGET.kind, pages.PAYMENTS)
    register(lines.TARGET)
    register_pages(lines.TARGET.kind, pages.LINES)
