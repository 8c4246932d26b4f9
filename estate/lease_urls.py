"""The addresses of the lease diary, under /estate/leases/."""

from django.urls import path

from estate.views import diary_feed, leases

urlpatterns = [
    path("", leases.lease_list, name="lease_list"),
    path("export.csv", leases.lease_csv, name="lease_csv"),
    path("year/", leases.lease_year, name="lease_year"),
    path("month/", leases.lease_month, name="lease_month"),
    path("calendar-link/", diary_feed.lease_link, name="lease_link"),
    path("calendar-link/end/", diary_feed.lease_link_end, name="lease_link_end"),
    path("feed/<slug:secret>.ics", diary_feed.lease_feed, name="lease_feed"),
    path("<int:pk>/near/", leases.lease_near, name="lease_near"),
]
