"""The addresses on which a property is changed, under /estate/{reference}/edit/."""

from django.urls import path

from estate.views.editing import belongings, life, merge, parts, placing, split, titles

urlpatterns = [
    path("", parts.edit_index, name="property_edit"),
    path("close/", life.close, name="property_close"),
    path("reopen/", life.reopen, name="property_reopen"),
    path("split/", split.property_split, name="property_split"),
    path("merge/", merge.property_merge, name="property_merge"),
    path("titles/", titles.titles, name="property_titles"),
    path("titles/<int:pk>/", titles.title_edit, name="property_title"),
    path("titles/<int:pk>/remove/", titles.title_remove, name="property_title_remove"),
    path("list/<slug:kind>/", belongings.belongings, name="property_belongings"),
    path("list/<slug:kind>/add/", belongings.belonging_add, name="property_belonging_add"),
    path("list/<slug:kind>/<int:pk>/", belongings.belonging_edit, name="property_belonging"),
    path("list/<slug:kind>/<int:pk>/remove/", belongings.belonging_remove, name="property_belonging_remove"),
    path("place/", placing.edit_place, name="property_edit_place"),
    path("<slug:part>/", parts.edit_part, name="property_edit_part"),
]
