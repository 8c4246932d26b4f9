"""The addresses of young people in the API, under /api/v1/neets/."""

from django.urls import path

from neets.api import aggregates

urlpatterns = [
    path("neets/rates/", aggregates.Rates.as_view(), name="api_neets_rates"),
    path("neets/analyses/", aggregates.Analyses.as_view(), name="api_neets_analyses"),
    path("neets/definitions/", aggregates.Definitions.as_view(), name="api_neets_definitions"),
    path("neets/people/", aggregates.People.as_view(), name="api_neets_people"),
]
