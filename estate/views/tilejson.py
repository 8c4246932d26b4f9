"""TileJSON 3.0 of the estate's tiles, by which map programs learn what there is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from estate.calc.tile_grid import MOST_ZOOM
from estate.models.drawing import COUNTED_BY
from estate.selectors.tiles import CELLS_TO, FEATURES_FROM
from estate.views.access import sees_estate
from totalplace.api.plain_views import session_or_token
from totalplace.selectors.areas import county_extent

PROPERTY_FIELDS = {
    "reference": "Text, as WP-000123; its number is the feature's id",
    "name": "Text; from zoom 15",
    "organisation": "Code of the accountable body",
    "rag": "red, amber, green; empty: not rated",
    "tenure": "Code; empty: not known",
    "category": "Code; empty: not known",
    "use": "Code; empty: not known",
    "status": "Code",
    "lease_expiry_year": "Year in which the first of its leases expires; absent where none does",
    "energy_rating": "A+ to G; empty: not known",
    "cost_per_m2": "Running cost of the latest year known, in pounds for each m² of floor; absent: not known",
}
CELL_FIELDS = {
    "count": "Properties in the cell",
    "n:…": f"Properties with each value of what is counted by, one key a value; n: for not known. ?by= one of: "
    f"{', '.join(COUNTED_BY)}",
}


@require_safe
@session_or_token
@sees_estate
def property_tilejson(request: HttpRequest) -> HttpResponse:
    """What tiles there are, of which layers with which attributes. The bounds are the county's, not the properties'."""
    address = reverse("property_tile", args=[0, 0, 0]).replace("0/0/0", "{z}/{x}/{y}")
    bounds = county_extent()
    middle = [round((bounds[0] + bounds[2]) / 2, 5), round((bounds[1] + bounds[3]) / 2, 5), 9]
    layers = [
        {"id": "cells", "fields": CELL_FIELDS, "minzoom": 0, "maxzoom": CELLS_TO},
        {"id": "properties", "fields": PROPERTY_FIELDS, "minzoom": FEATURES_FROM, "maxzoom": MOST_ZOOM},
    ]
    described = {
        "tilejson": "3.0.0",
        "name": "Public estate",
        "scheme": "xyz",
        "tiles": [request.build_absolute_uri("/").rstrip("/") + address],
        "minzoom": 0,
        "maxzoom": MOST_ZOOM,
        "bounds": bounds,
        "center": middle,
        "vector_layers": layers,
    }
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False})
