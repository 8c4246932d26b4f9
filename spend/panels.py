"""What spend puts on pages that belong to no app, or to another: a body's page, and the profile of a place."""

from __future__ import annotations

from typing import Any

from spend.selectors.beside import counts_of_body, counts_of_place
from spend.views.parts import reads_spend
from totalplace import panels
from totalplace.models import Organisation
from totalplace.selectors.places import Place


def of_body(user: Any, *, organisation: Organisation, **kwargs: Any) -> dict[str, Any]:
    """What the body spends in each count."""
    return {"organisation": organisation, "counts": counts_of_body(user, organisation)}


def of_place(user: Any, *, place: Place, **kwargs: Any) -> dict[str, Any]:
    """What the counts say of the place: its own, those of a place around it, or that there is none."""
    return {"place": place, **counts_of_place(user, place.area)}


def register() -> None:
    """Called once, when the application is ready."""
    panels.register(
        page="organisation",
        key="spend",
        title="What it spends",
        template="spend/panels/body.html",
        order=30,
        visible=reads_spend,
    )(of_body)
    panels.register(
        page="place",
        key="spend",
        title="Public spending here",
        template="spend/panels/place.html",
        order=30,
        wide=True,
        visible=reads_spend,
    )(of_place)
