"""Areas as the map asks for them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page

from totalplace.choices import AreaLevel
from totalplace.selectors.outline import outline_geojson


@cache_control(public=True, max_age=3600)
def outline(request: HttpRequest) -> HttpResponse:
    """The county and its districts: public facts, the same for everybody."""
    return HttpResponse(outline_geojson(AreaLevel.COUNTY, AreaLevel.DISTRICT), content_type="application/geo+json")


# Small areas are thousands of corners: sent as they are, a layer of them would be half of what a view may weigh.
@gzip_page
@cache_control(public=True, max_age=3600)
def of_level(request: HttpRequest, level: str) -> HttpResponse:
    """The areas in force at one level, for a layer of the map."""
    if level not in AreaLevel.values:
        raise Http404(f"Areas have these levels: {', '.join(AreaLevel.values)}.")
    return HttpResponse(outline_geojson(AreaLevel(level)), content_type="application/geo+json")
