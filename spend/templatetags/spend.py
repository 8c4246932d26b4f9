"""Template tags of spend: the section's own navigation, which every page of it has."""

from __future__ import annotations

from typing import Any

from django import template

from spend.views.parts import links_for

register = template.Library()


@register.inclusion_tag("spend/parts/navigation.html", takes_context=True)
def spend_navigation(context: dict[str, Any]) -> dict[str, Any]:
    """`{% spend_navigation %}`: links to the parts of Spend that the person may open."""
    request = context["request"]
    return {"links": links_for(request.user, request.path)}
