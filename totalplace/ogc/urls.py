"""The addresses under /ogc/, as the standard names them."""

from django.urls import path

from totalplace.ogc import views

urlpatterns = [
    path("", views.Landing.as_view(), name="ogc_landing"),
    path("conformance", views.Conformance.as_view(), name="ogc_conformance"),
    path("api", views.Api.as_view(), name="ogc_api"),
    path("collections", views.Collections.as_view(), name="ogc_collections"),
    path("collections/<str:collection>", views.OneCollection.as_view(), name="ogc_collection"),
    path("collections/<str:collection>/queryables", views.Queryables.as_view(), name="ogc_queryables"),
    path("collections/<str:collection>/items", views.Items.as_view(), name="ogc_items"),
    path("collections/<str:collection>/items/<str:item>", views.Item.as_view(), name="ogc_item"),
]
