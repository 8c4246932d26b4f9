"""The addresses of young people, under /neets/."""

from django.urls import include, path

from neets.views import duplication, front, guarantees, journeys, matches, month_end, rates, savings
from totalplace.import_addresses import import_addresses

urlpatterns = [
    path("", front.front, name="neets"),
    path("people/", include("neets.people_urls")),
    path("steward/", include("neets.steward_urls")),
    path("who/", rates.who, name="neet_who"),
    path("who.csv", rates.who_csv, name="neet_who_csv"),
    path("where/", rates.where, name="neet_where"),
    path("where.csv", rates.where_csv, name="neet_where_csv"),
    path("where.geojson", rates.where_layer, name="neet_where_layer"),
    path("savings/", savings.savings, name="neet_savings"),
    path("savings.csv", savings.savings_csv, name="neet_savings_csv"),
    path("journeys/", journeys.journeys, name="neet_journeys"),
    path("journeys.csv", journeys.journeys_csv, name="neet_journeys_csv"),
    path("journeys.xes", journeys.journeys_xes, name="neet_journeys_xes"),
    path("journeys.json", journeys.journeys_ocel, name="neet_journeys_ocel"),
    path("duplication/", duplication.duplication, name="neet_duplication"),
    path("matches/", matches.matches, name="neet_matches"),
    path("import/", include(import_addresses("neet_import"))),
    path("duplication.csv", duplication.duplication_csv, name="neet_duplication_csv"),
    path("guarantees/", guarantees.guarantees, name="neet_guarantees"),
    path("guarantees.csv", guarantees.guarantees_csv, name="neet_guarantees_csv"),
    path("like/", month_end.page, {"name": "neet_like"}, name="neet_like"),
    path("like.csv", month_end.page_csv, {"name": "neet_like"}, name="neet_like_csv"),
    path("provision/", month_end.page, {"name": "neet_provision"}, name="neet_provision"),
    path("provision.csv", month_end.page_csv, {"name": "neet_provision"}, name="neet_provision_csv"),
    path("strands/", month_end.page, {"name": "neet_strands"}, name="neet_strands"),
    path("strands.csv", month_end.page_csv, {"name": "neet_strands"}, name="neet_strands_csv"),
    path("agencies/", month_end.page, {"name": "neet_agencies"}, name="neet_agencies"),
    path("agencies.csv", month_end.page_csv, {"name": "neet_agencies"}, name="neet_agencies_csv"),
]
