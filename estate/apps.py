"""Property assets as a Django application."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    name = "estate"
    verbose_name = "Estate"
    routes = (
        ("estate/", "estate.urls"),
        ("map/", "estate.map_urls"),
        ("open-data/", "estate.open_data_urls"),
        ("places/", "estate.place_urls"),
        ("tiles/", "estate.tile_urls"),
    )
    api_routes = ("estate.api_urls",)
    demo_commands = (("load_demo",),)

    def ready(self) -> None:
        """Put the estate into the navigation, the search box, the home page and the histories."""
        from estate import registrations

        registrations.register()
