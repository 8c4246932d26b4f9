"""Addresses of map tiles, under /tiles/."""

from django.urls import path

from estate.views import tilejson, tiles

urlpatterns = [
    path("properties.json", tilejson.property_tilejson, name="property_tilejson"),
    path("properties/<int:z>/<int:x>/<int:y>.mvt", tiles.property_tile, name="property_tile"),
]
