"""The addresses and services that change a property, for the tables of isolation tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from estate.forms.editing.parts import PARTS
from estate.services.belongings import (
    KINDS,
    add_belonging,
    add_titles,
    edit_belonging,
    edit_title,
    remove_belonging,
    remove_title,
)
from estate.services.editing import add_property, close_property, edit_property, reopen_property
from tests.integration.isolation.question import NOBODYS_REFERENCE, Question, Questions
from tests.integration.isolation.scene import PLACE, Scene

DAY = datetime.date(2020, 1, 1)


def of_property(name: str, *rest: str, child: Callable[[Scene], int] | None = None) -> Questions:
    """A page about the secret site or what belongs to it, and the same page of an open site; its twin is about none."""

    def questions(scene: Scene) -> list[Question]:
        end = [child(scene)] if child else []
        there, nowhere, plain, others = (
            reverse(name, args=[reference, *rest, *end])
            for reference in (
                scene.hidden.reference, NOBODYS_REFERENCE, scene.plain.reference, scene.neighbour.reference,
            )
        )  # fmt: skip
        return [Question(there, nowhere), Question(plain), Question(others)]

    return questions


def several(*asked: Questions) -> Questions:
    """The questions of each."""
    return lambda scene: [question for questions in asked for question in questions(scene)]


def _belonging(name: str) -> Questions:
    """A page about one record of each kind that belongs to the secret site."""

    def first(kind: str) -> Callable[[Scene], int]:
        return lambda scene: KINDS[kind].model.objects.filter(property=scene.hidden).latest("id").pk

    return several(*(of_property(name, kind, child=first(kind)) for kind in KINDS))


def _outlines(scene: Scene) -> list[Question]:
    """The outlines around the secret site, whose twin is where nothing stands; then all, and a box that is none."""
    x, y = PLACE
    address = reverse("property_outlines")
    there, nowhere = f"{x - 50},{y - 50},{x + 5},{y + 50}", f"{x + 3950},{y + 3950},{x + 4005},{y + 4050}"
    return [
        Question(f"{address}?box={there}", f"{address}?box={nowhere}"),
        Question(f"{address}?box={x - 5000},{y - 5000},{x + 4000},{y + 4000}"),
        Question(f"{address}?box=here"),
    ]


def _title(scene: Scene) -> int:
    return scene.hidden.titles.order_by("pk")[0].pk


ADDRESSES: dict[str, Questions] = {
    "property_add": lambda scene: [Question(reverse("property_add"))],
    "property_edit": of_property("property_edit"),
    "property_edit_part": several(*(of_property("property_edit_part", part) for part in (*PARTS, "nothing"))),
    "property_edit_place": of_property("property_edit_place"),
    "property_outlines": _outlines,
    "property_close": of_property("property_close"),
    "property_reopen": of_property("property_reopen"),
    "property_titles": of_property("property_titles"),
    "property_title": of_property("property_title", child=_title),
    "property_title_remove": of_property("property_title_remove", child=_title),
    "property_belongings": several(*(of_property("property_belongings", kind) for kind in KINDS)),
    "property_belonging_add": several(*(of_property("property_belonging_add", kind) for kind in KINDS)),
    "property_belonging": _belonging("property_belonging"),
    "property_belonging_remove": _belonging("property_belonging_remove"),
}


def edits(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """Every way to change the open site of the county's, and two of the secret one's."""
    plain, hidden = (f"/estate/{each.reference}/edit" for each in (scene.plain, scene.hidden))
    version, title = scene.plain.version, scene.plain.titles.get().pk
    cost = {"year": "2024", "heading": "total", "amount": "1"}
    closing = {"version": version, "status": "sold", "closed_on": "1/1/2020", "closed_reason": "Mine"}
    kept = scene.plain.running_costs.get()
    return {
        "property_add": ("/estate/add/", {"organisation": scene.wcc.pk, "name": "Mine", "status": "vacant"}, 200),
        "property_edit_part": (f"{plain}/sharing/", {"version": version, "sharing_note": "Mine"}, 403),
        "property_edit_place": (f"{plain}/place/", {"version": version, "location": "385000, 254000"}, 403),
        "property_close": (f"{plain}/close/", closing, 403),
        "property_reopen": (f"{plain}/reopen/", {"version": version, "status": "vacant", "reason": "Mine"}, 403),
        "property_titles": (f"{plain}/titles/", {"numbers": "WR1"}, 403),
        "property_title": (f"{plain}/titles/{title}/", {"version": 1, "title_class": "absolute"}, 403),
        "property_title_remove": (f"{plain}/titles/{title}/remove/", {}, 403),
        "property_belonging_add": (f"{plain}/list/costs/add/", cost, 403),
        "property_belonging": (f"{plain}/list/costs/{kept.pk}/", cost | {"version": kept.version}, 403),
        "property_belonging_remove": (f"{plain}/list/costs/{kept.pk}/remove/", {"version": kept.version}, 403),
        "hidden part": (f"{hidden}/sharing/", {"version": version, "sharing_note": "Mine"}, 404),
        "hidden cost": (f"{hidden}/list/costs/add/", cost, 404),
    }


Service = Callable[[Scene, Any], Any]
SERVICES: dict[str, Service] = {
    "edit it": lambda s, who: edit_property(
        user=who, pk=s.plain.pk, version=s.plain.version, values={"name": "Mine"}, reason="Mine"
    ),
    "take over": lambda s, who: edit_property(
        user=who, pk=s.neighbour.pk, version=s.neighbour.version, values={"organisation_id": s.wcc.pk}, reason="Mine"
    ),
    "edit the secret": lambda s, who: edit_property(
        user=who, pk=s.hidden.pk, version=s.hidden.version, values={"name": "Mine"}
    ),
    "add one": lambda s, who: add_property(user=who, organisation=s.wcc, values={"name": "Mine"}),
    "close it": lambda s, who: close_property(
        user=who, pk=s.plain.pk, version=s.plain.version, status="sold", closed_on=DAY, reason="Mine"
    ),
    "reopen": lambda s, who: reopen_property(
        user=who, pk=s.plain.pk, version=s.plain.version, status="vacant", reason="Mine"
    ),
    "add cost": lambda s, who: add_belonging(
        user=who, property_pk=s.plain.pk, kind="costs", values={"year": 2024, "heading": "total", "amount": 1}
    ),
    "edit cost": lambda s, who: edit_belonging(
        user=who, property_pk=s.hidden.pk, kind="costs", pk=1, version=1, values={"amount": 1}
    ),
    "remove cost": lambda s, who: remove_belonging(user=who, property_pk=s.plain.pk, kind="costs", pk=1, version=1),
    "add titles": lambda s, who: add_titles(user=who, property_pk=s.plain.pk, numbers=["WR1"]),
    "edit title": lambda s, who: edit_title(user=who, property_pk=s.plain.pk, pk=1, version=1, values={}),
    "remove title": lambda s, who: remove_title(user=who, property_pk=s.plain.pk, pk=1),
}
