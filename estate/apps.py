"""Property assets as a Django application."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    name = "estate"
    verbose_name = "Estate"
