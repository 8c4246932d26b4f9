"""Total public spend as a Django application."""

from django.apps import AppConfig


class SpendConfig(AppConfig):
    name = "spend"
    verbose_name = "Spend"
    routes = (("spend/", "spend.urls"),)
    api_routes = ("spend.api_urls",)
    demo_commands = (("load_spend", "--demo"), ("load_planned_changes",))

    def ready(self) -> None:
        """Put spend into the navigation and on the pages that all apps share."""
        from spend import registrations

        registrations.register()
