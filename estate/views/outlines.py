"""Neighbouring outlines for the map on which a place is drawn."""

from __future__ import annotations

import math

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from estate.selectors.drawing import WIDEST_BOX_M, outlines_within
from estate.views.access import sees_estate

HOW = "box: this must be west,south,east,north in metres on the National Grid"


@require_safe
@login_required
@sees_estate
@cache_control(private=True, max_age=60)
def outlines(request: HttpRequest) -> HttpResponse:
    """GeoJSON in EPSG:27700 of what stands in `box`, to snap to; 400 for a box that is none, or too wide."""
    box = _box(request.GET.get("box", ""))
    if box is None:
        return JsonResponse({"error": f"{HOW}, such as 384000,254000,386000,256000."}, status=400)
    if max(box[2] - box[0], box[3] - box[1]) > WIDEST_BOX_M:
        return JsonResponse({"error": f"{HOW}, at most {WIDEST_BOX_M:,} m wide and high."}, status=400)
    return HttpResponse(outlines_within(box, request.user), content_type="application/geo+json")


def _box(text: str) -> tuple[float, float, float, float] | None:
    """Four finite numbers, the least first; None for anything else."""
    parts = text[:200].split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    if not all(map(math.isfinite, (west, south, east, north))) or west > east or south > north:
        return None
    return west, south, east, north
