"""The shared core as a Django application."""

from django.apps import AppConfig


class TotalPlaceConfig(AppConfig):
    name = "totalplace"
    verbose_name = "Total Place"
