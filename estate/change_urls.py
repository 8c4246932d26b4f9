"""Addresses of the list of changes, under /estate/changes/."""

from django.urls import path

from estate.views import changes

urlpatterns = [
    path("", changes.change_list, name="change_list"),
    path("export.csv", changes.change_csv, name="change_csv"),
    path("<uuid:change>/", changes.change_page, name="change"),
]
