"""The shared core as a Django application."""

from django.apps import AppConfig


class TotalPlaceConfig(AppConfig):
    name = "totalplace"
    verbose_name = "Total Place"

    def ready(self) -> None:
        """Register the checks of the operator's settings."""
        from totalplace import checks  # noqa: F401
