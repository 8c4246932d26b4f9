"""Areas as the map asks for them."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from totalplace.selectors.outline import outline_geojson


@cache_control(public=True, max_age=3600)
def outline(request: HttpRequest) -> HttpResponse:
    """The county and its districts: public facts, the same for everybody."""
    return HttpResponse(outline_geojson(), content_type="application/geo+json")
