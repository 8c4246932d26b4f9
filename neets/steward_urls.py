"""The addresses of the data steward's pages, under /neets/steward/."""

from django.urls import path

from neets.views import stewardship

urlpatterns = [
    path("", stewardship.front, name="neet_steward"),
    path("looks/", stewardship.looks, name="neet_looks"),
    path("looks.csv", stewardship.looks_csv, name="neet_looks_csv"),
    path("opt-outs/", stewardship.opt_outs, name="neet_opt_outs"),
    path("opt-outs/<int:pk>/withdraw/", stewardship.opt_out_withdraw, name="neet_opt_out_withdraw"),
    path("copy/", stewardship.copy, name="neet_copy"),
    path("identities/", stewardship.identities, name="neet_identities"),
    path("identities/<int:pk>/", stewardship.identity, name="neet_identity"),
    path("retention/", stewardship.retention, name="neet_retention"),
    path("lawful-basis/", stewardship.lawful_basis, name="neet_lawful_basis"),
]
