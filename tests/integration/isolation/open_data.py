"""The addresses of open data, for the tables of isolation tests: the secret site's body publishes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from estate.models import OpenDataPublication
from tests.integration.isolation.question import Question, Questions
from tests.integration.isolation.scene import Scene


def _publishing(scene: Scene) -> None:
    OpenDataPublication.objects.get_or_create(
        organisation=scene.wcc, defaults={"is_published": True, "contact": "data@example.org"}
    )


def _everything(name: str) -> Questions:
    """An address about all that is published."""

    def questions(scene: Scene) -> list[Question]:
        _publishing(scene)
        return [Question(reverse(name))]

    return questions


def _of_body(name: str, *queries: str) -> Questions:
    """An address of the secret site's body, of one that does not publish, whose twin is one that is not there."""

    def questions(scene: Scene) -> list[Question]:
        _publishing(scene)
        there, silent, nobody = (reverse(name, args=[code]) for code in ("WCC", "BDC", "NONE"))
        own = [Question(f"{there}{query}") for query in ("", *queries)]
        # Officers of the other body decide about its open data: for them it is there.
        return [*own, Question(nobody), Question(silent)] if name in DECIDING else [*own, Question(silent, nobody)]

    return questions


DECIDING = ("open_data_preview", "open_data_publish", "open_data_withdraw")

ADDRESSES: dict[str, Questions] = {
    "open_data": _everything("open_data"),
    "open_data_catalogue": _everything("open_data_catalogue"),
    "open_data_body": _of_body("open_data_body"),
    "open_data_csv": _of_body("open_data_csv", "?on=2020-01-01", "?on=never"),
    "open_data_geojson": _of_body("open_data_geojson", "?on=2020-01-01"),
    **{name: _of_body(name) for name in DECIDING},
}
DECIDED = {"open_data_publish", "open_data_withdraw"}
READ_ONLY = set(ADDRESSES) - DECIDED


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that decides what is published: where, a good answer of the right person, and the refusal."""
    _publishing(scene)
    version = OpenDataPublication.objects.get(organisation=scene.wcc).version
    said = {"contact": "mine@example.org", "reason": "Mine", "version": version}
    return {name: (reverse(name, args=["WCC"]), said, 404) for name in sorted(DECIDED)}
