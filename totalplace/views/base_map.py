"""Tiles of the base map, where the operator keeps it in a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from totalplace.selectors.base_map import UnusableArchive, archive, base_tile

FURTHEST_ZOOM = 24


@require_safe
@login_required
@gzip_page
# The address says which edition of the file it is of, so what it answers never changes.
@cache_control(private=True, max_age=31_536_000, immutable=True)
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One tile; nothing where the file has none, 404 where there is no such file or place."""
    if z > FURTHEST_ZOOM or max(x, y) >= 2**z:
        raise Http404("There is no such tile.")
    try:
        found = archive()
    except UnusableArchive:
        found = None
    if found is None:
        raise Http404("No base map is kept here.")
    body = base_tile(found, z, x, y)
    return HttpResponse(status=204) if body is None else HttpResponse(body, content_type=found.content_type)
