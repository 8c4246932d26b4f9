"""Addresses of splitting, merging and of sites, under /estate/."""

from django.urls import path

from estate.views import sites
from estate.views.editing import merge, reshaping, split

urlpatterns = [
    path("splits/<uuid:pk>/", split.split_parts, name="split_parts"),
    path("splits/<uuid:pk>/check/", split.split_check, name="split_check"),
    path("merges/", merge.merge_begin, name="merge_begin"),
    path("merges/<uuid:pk>/", merge.merge_keep, name="merge_keep"),
    path("merges/<uuid:pk>/choose/", merge.merge_choose, name="merge_choose"),
    path("merges/<uuid:pk>/check/", merge.merge_check, name="merge_check"),
    path("reshaped/<uuid:pk>/", reshaping.reshaped, name="reshaped"),
    path("reshaped/<uuid:pk>/undo/", reshaping.reshaped_undo, name="reshaped_undo"),
    path("sites/", sites.site_list, name="site_list"),
    path("sites/add/", sites.site_add, name="site_add"),
    path("sites/<int:pk>/", sites.site_page, name="site"),
    path("sites/<int:pk>/edit/", sites.site_edit, name="site_edit"),
    path("sites/<int:pk>/join/", sites.site_join, name="site_join"),
    path("sites/<int:pk>/leave/", sites.site_leave, name="site_leave"),
]
