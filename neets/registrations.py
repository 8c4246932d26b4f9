"""What the register of young people brings to the pages and services that all apps share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from neets.importers.target import register_imports
from totalplace import map_layers, navigation
from totalplace.permissions import Action, may


def sees_counts(user: Any) -> bool:
    """Whether this person may open the pages of counts."""
    return may(user, Action.VIEW_NEET_COUNTS)


def layers_of_rates(user: Any) -> list[map_layers.Layer]:
    """Wards coloured by their rate, for whoever may see counts."""
    if not sees_counts(user):
        return []
    title = "Young people not in education, employment or training"
    return [map_layers.Layer("neet-rates", title, reverse("neet_where_layer"), 60)]


def register() -> None:
    """Called once, when the application is ready."""
    register_imports()
    map_layers.register("young people", layers_of_rates)
    navigation.register(navigation.Section("Young people", "neets", 40, sees_counts))
