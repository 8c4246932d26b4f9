"""The addresses of young people in the API, under /api/v1/neets/."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
