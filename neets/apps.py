"""Young people's journeys as a Django application."""

from django.apps import AppConfig


class NeetsConfig(AppConfig):
    name = "neets"
    verbose_name = "Young people"
    routes = (("neets/", "neets.urls"),)
    api_routes = ("neets.api_urls",)
    demo_commands = (("load_young_people", "--by-worker"),)

    def ready(self) -> None:
        """Put young people into the navigation and on the pages that all apps share."""
        from neets import checks, registrations  # noqa: F401 - checks register themselves

        registrations.register()
