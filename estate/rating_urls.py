"""Addresses of rating and of the ratings of the past, under /estate/."""

from django.urls import path

from estate.views import rating, rating_rows, ratings

urlpatterns = [
    path("ratings/", ratings.rating_history, name="rating_history"),
    path("ratings/on/", ratings.rating_on, name="rating_on"),
    path("ratings/on.geojson", ratings.rating_on_map, name="rating_on_map"),
    path("<reference:reference>/rag/", rating.rate_property, name="property_rate"),
    path("<reference:reference>/rag/withdraw/", rating.withdraw_rating, name="property_rating_withdraw"),
    path("<reference:reference>/rag/row/", rating_rows.rate_row, name="rate_row"),
    path("<reference:reference>/rag/row/undo/", rating_rows.undo_row, name="rate_row_undo"),
]
