"""Vector tiles of the estate and their TileJSON: see docs/tiles.md."""

from __future__ import annotations

import datetime
import gzip
import re
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from estate.calc.past_day import NotAPastDay, parse_past_day
from estate.calc.tile_grid import OutsideGrid, Tile, tile_at
from estate.filters import PropertyFilter
from estate.filters.past import PastFilter
from estate.models import Drawing, Property
from estate.models.drawing import COUNTED_BY
from estate.querysets.drawings import DrawingQuerySet
from estate.selectors.past_ratings import rated_as_of
from estate.selectors.tiles import FEATURES_FROM, Made, narrowed_cells_tile, near_tile, ready_cells_tile
from estate.services import tiles
from estate.views.access import sees_estate
from totalplace.api.errors import Refused, document
from totalplace.api.plain_views import session_or_token
from totalplace.calc.problems import Fault, Problem, of_parameters
from totalplace.permissions import rights_of

# Parameters that are no filters.
BESIDE = frozenset({"by", "as_at"})
CONTENT_TYPE = "application/vnd.mapbox-vector-tile"
# Filters that a drawing answers by itself: a tile narrowed by these alone is true until something is drawn.
DRAWN = frozenset(
    {"organisation", "category", "use", "rag", "status", "tenure", "district", "energy_rating"}
)  # fmt: skip


@require_safe
@session_or_token
@sees_estate
def property_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One tile of what the person may see and the filters leave; 404 for an address outside the grid, 400 for a
    parameter that is not understood."""
    try:
        return sent(request, finished(request, tile_at(z, x, y), dimension(request.GET)))
    except OutsideGrid as outside:
        return document(Problem(404, "not-found", str(outside)))
    except Refused as refused:
        return document(refused.problem)


def dimension(query: QueryDict) -> str:
    """What cells are counted by."""
    by = query.get("by", COUNTED_BY[0])
    if by not in COUNTED_BY:
        fault = Fault("by", f"This must be one of: {', '.join(COUNTED_BY)}.", allowed=COUNTED_BY)
        raise Refused(of_parameters([fault]))
    return by


def finished(request: HttpRequest, tile: Tile, by: str) -> tiles.Finished:
    """The tile for all who have this person's rights and ask the same: found, or made."""
    asked = sorted((name, value) for name, values in request.GET.lists() for value in values if name != "by")
    rights = rights_of(request.user).cache_key
    key = f"properties {rights} {tile.z}/{tile.x}/{tile.y} {by}?{urlencode(asked)}"
    make = partial(made, request, tile, by, is_narrowed=bool(asked))
    keep = (DRAWN | {"as_at"}).issuperset(name for name, _ in asked)
    return tiles.finished(key, make, known=known_etag(request), keep=keep)


def made(request: HttpRequest, tile: Tile, by: str, *, is_narrowed: bool) -> Made:
    """The tile, made now. Refused when a filter is not understood."""
    user = request.user
    if not is_narrowed and tile.z < FEATURES_FROM:
        return ready_cells_tile(tile, by, user)
    drawings = Drawing.objects.visible_to(user)
    drawings = narrowed(drawings, request) if is_narrowed else drawings.in_register()
    draw = near_tile if tile.z >= FEATURES_FROM else narrowed_cells_tile
    return draw(tile, by, drawings, rag="rag_then" if request.GET.get("as_at") else "rag")


def narrowed(seen: DrawingQuerySet, request: HttpRequest) -> DrawingQuerySet:
    """What the filters leave of the drawings that the person sees: the drawing's own columns are asked if they suffice,
    else the register. Refused when a filter is not understood."""
    user = request.user
    properties, day = Property.objects.visible_to(user), past_day(request.GET)
    if day:
        filters = PastFilter(request.GET, rated_as_of(properties, day), beside=BESIDE, user=user)
        seen = seen.rated_on(day)
    else:
        filters = PropertyFilter(request.GET, properties, beside=BESIDE, user=user)
    if filters.problems:
        faults = (Fault(name, text) for name, texts in filters.problems.items() for text in texts)
        raise Refused(of_parameters(faults))
    if DRAWN.issuperset(filters.asked):
        return filters.filter_queryset(seen)
    return seen.filter(property__in=filters.qs.order_by().values("pk"))


def past_day(query: QueryDict) -> datetime.date | None:
    """The day as at which properties are rated; None for today."""
    if not query.get("as_at"):
        return None
    try:
        return parse_past_day(query["as_at"], timezone.localdate())
    except NotAPastDay as fault:
        raise Refused(of_parameters([Fault("as_at", str(fault))])) from None


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
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
