"""The county map's addresses, under /map/."""

from django.urls import path

from estate.views import county_map

urlpatterns = [
    path("", county_map.county_map, name="map"),
    path("view/", county_map.map_view, name="map_view"),
    path("find/", county_map.map_find, name="map_find"),
    path("<reference:reference>/", county_map.map_card, name="map_card"),
    path("<reference:reference>/near/", county_map.map_near, name="map_near"),
]
