"""Suggestions for the search box, for the script that shows them: without it the box is a plain search."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from estate.selectors.search import LONGEST_QUERY
from estate.selectors.suggestions import suggestions
from estate.views.access import sees_estate


@require_safe
@login_required
@sees_estate
@cache_control(private=True, max_age=60)
def suggest(request: HttpRequest) -> JsonResponse:
    """{"results": [{"title", "detail", "url"}]} for the words in `q`."""
    found = suggestions(request.GET.get("q", "")[:LONGEST_QUERY], request.user)
    results = [
        {"title": each.title, "detail": each.detail, "url": reverse("property", args=[each.reference])}
        for each in found
    ]
    return JsonResponse({"results": results})
