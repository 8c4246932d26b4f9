"""What the estate's templates need beyond the shared formats."""

from __future__ import annotations

from django import template

from estate.views import sections

register = template.Library()

# 2025 is 2025/26.
register.filter("financial_year", sections.financial_year)


@register.simple_tag
def crumbs(*parts: str) -> list[tuple[str, str]]:
    """Title and address in turn, as the breadcrumbs want them: pairs."""
    return list(zip(parts[::2], parts[1::2], strict=True))


@register.filter
def distance(metres: float) -> str:
    """350 m, or 1.2 km from a kilometre on."""
    return f"{round(metres, -1):.0f} m" if metres < 995 else f"{metres / 1000:.1f} km"
