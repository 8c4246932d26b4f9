"""The addresses of neighbourhoods that people draw, under /places/."""

from django.urls import path

from estate.views import neighbourhoods

urlpatterns = [
    path("neighbourhoods/add/", neighbourhoods.add, name="neighbourhood_add"),
    path("neighbourhoods/<str:code>/edit/", neighbourhoods.edit, name="neighbourhood_edit"),
    path("neighbourhoods/<str:code>/withdraw/", neighbourhoods.withdraw, name="neighbourhood_withdraw"),
]
