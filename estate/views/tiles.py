"""Vector tiles of the estate and their TileJSON: see docs/tiles.md."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from estate.calc.tile_grid import OutsideGrid, Tile, tile_at
from estate.filters import PropertyFilter
from estate.models import Drawing, Property
from estate.models.drawing import COUNTED_BY
from estate.querysets.drawings import DrawingQuerySet
from estate.selectors.tiles import FEATURES_FROM, narrowed_cells_tile, near_tile, ready_cells_tile
from estate.services import tiles
from estate.views.access import sees_estate
from totalplace.permissions import rights_of

CONTENT_TYPE = "application/vnd.mapbox-vector-tile"
# Filters that a drawing answers by itself: a tile narrowed by these alone is true until something is drawn.
DRAWN = frozenset(
    {"organisation", "category", "use", "rag", "status", "tenure", "district", "energy_rating"}
)  # fmt: skip


def problem(status: int, title: str, errors: Mapping[str, list[str]]) -> JsonResponse:
    """A refusal as a problem document (RFC 9457): what is wrong, by parameter."""
    detail = " ".join(f"{name}: {text}" for name, texts in errors.items() for text in texts)
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "errors": dict(errors)}
    return JsonResponse(body, status=status, content_type="application/problem+json")


@require_safe
@login_required
@sees_estate
def property_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One tile of what the person may see and the filters leave; 404 for an address outside the grid, 400 for a
    parameter that is not understood."""
    try:
        tile = tile_at(z, x, y)
    except OutsideGrid as outside:
        return problem(404, "There is no such tile", {"tile": [str(outside)]})
    by = request.GET.get("by", COUNTED_BY[0])
    if by not in COUNTED_BY:
        return problem(400, "A parameter is not understood", {"by": [f"It is one of: {', '.join(COUNTED_BY)}."]})
    if set(request.GET) <= {"by"}:
        return sent(request, everything(tile, by, request))
    narrowed = PropertyFilter(request.GET, Property.objects.visible_to(request.user), beside={"by"}, user=request.user)
    if narrowed.problems:
        return problem(400, "A parameter is not understood", narrowed.problems)
    return sent(request, some(tile, by, request, narrowed))


def everything(tile: Tile, by: str, request: HttpRequest) -> tiles.Finished:
    """The tile of all that is in the register and the person may see."""
    user = request.user
    if tile.z >= FEATURES_FROM:
        seen = Drawing.objects.visible_to(user).in_register()
        return finished(request, tile, by, partial(near_tile, tile, by, seen))
    return finished(request, tile, by, partial(ready_cells_tile, tile, by, user))


def some(tile: Tile, by: str, request: HttpRequest, narrowed: PropertyFilter) -> tiles.Finished:
    """The tile of what the filters leave of what the person may see."""
    asked = narrowed.asked
    drawings, keep = drawn(request.user, narrowed), DRAWN.issuperset(asked)
    words = "&".join(f"{name}={','.join(map(str, asked[name]))}" for name in sorted(asked)) if keep else ""
    make = partial(near_tile if tile.z >= FEATURES_FROM else narrowed_cells_tile, tile, by, drawings)
    return finished(request, tile, f"{by}?{words}", make, keep=keep)


def drawn(user: Any, narrowed: PropertyFilter) -> DrawingQuerySet:
    """The drawings of what the filters leave of what `user` may see."""
    seen = Drawing.objects.visible_to(user)
    if DRAWN.issuperset(narrowed.asked):
        return narrowed.filter_queryset(seen)
    return seen.filter(property__in=narrowed.qs.order_by().values("pk"))


def finished(request: HttpRequest, tile: Tile, shows: str, make: Any, *, keep: bool = True) -> tiles.Finished:
    """The finished tile of what it shows, for all who have this person's rights."""
    key = f"properties {rights_of(request.user).cache_key} {tile.z}/{tile.x}/{tile.y} {shows}"
    return tiles.finished(key, make, known=known_etag(request), keep=keep)


def known_etag(request: HttpRequest) -> str:
    """The one ETag that the asker says to have, "" for none or several."""
    asked = request.headers.get("If-None-Match", "")
    return asked if re.fullmatch(r'W/"[0-9a-f]{24}"', asked) else ""


def sent(request: HttpRequest, tile: tiles.Finished) -> HttpResponse:
    """The answer: compressed where the asker takes it, and to be asked for again each time, by its ETag."""
    if tile.body is None:
        response = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(tile.body, content_type=CONTENT_TYPE, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(gzip.decompress(tile.body), content_type=CONTENT_TYPE)
    response["ETag"] = tile.etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept-Encoding, Cookie"
    return response
