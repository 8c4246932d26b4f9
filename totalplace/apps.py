"""The shared core as a Django application."""

from django.apps import AppConfig


class TotalPlaceConfig(AppConfig):
    name = "totalplace"
    verbose_name = "Total Place"

    def ready(self) -> None:
        """Register the checks of the operator's settings, and what the core brings to shared pages."""
        from totalplace import area_layers, checks, map_layers, navigation, panels  # noqa: F401
        from totalplace.models import Membership, Organisation, User
        from totalplace.ogc import areas, collections
        from totalplace.permissions import Action, may
        from totalplace.selectors.events import ChildRecords, register_history
        from totalplace.selectors.news import failed_sending

        def manages_people(user: object) -> bool:
            return may(user, Action.MANAGE_PEOPLE)

        def digests_not_sent(user: object, **kwargs: object) -> dict[str, object] | None:
            failed = failed_sending()
            return {"job": failed} if failed else None

        panels.register(
            page="home",
            key="digests-not-sent",
            title="Digests not sent",
            template="totalplace/news/not_sent.html",
            order=1,
            wide=True,
            visible=manages_people,
        )(digests_not_sent)
        navigation.register(navigation.Section("Places", "place_list", 50))
        navigation.register(navigation.Section("Administration", "people", 90, manages_people))
        map_layers.register("areas", area_layers.layers_of_areas)
        map_layers.register("own", area_layers.layers_of_ones_own)
        collections.register("areas", areas.collections_of_areas)
        register_history(User, ChildRecords(Membership, "user"))
        register_history(Organisation)
