"""The addresses of the county map, asked about the secret site."""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse

from tests.integration.isolation.question import NOBODYS_REFERENCE, Question, Questions
from tests.integration.isolation.scene import MARK, NO_MARK, NO_POSTCODE, POSTCODE, Scene

EVERYWHERE = "view=-180,-90,180,90"


def _seen(name: str) -> Questions:
    """The map, or its list, by what could single the secret site out."""

    def questions(scene: Scene) -> list[Question]:
        address = reverse(name)
        narrowed = (
            "rag=green", "by=organisation", "by=use&category=specialist", "organisation=WCC&status=all",
            "min_book_value=70000000", f"area={scene.district.code}", "near=-2.2,52.2,50000",
            "as_at=2026-11-01", "as_at=2026-11-01&rag=green&near=-2.2,52.2,50000",
        )  # fmt: skip
        asked = [Question(f"{address}?{each}{view}") for each in narrowed for view in ("", f"&{EVERYWHERE}")]
        searched = Question(f"{address}?q={MARK}", f"{address}?q={NO_MARK}", (MARK, NO_MARK))
        return [Question(address), Question(f"{address}?{EVERYWHERE}"), searched, *asked]

    return questions


def _found(scene: Scene) -> list[Question]:
    address, reference = reverse("map_find"), scene.hidden.reference
    pairs = ((MARK, NO_MARK), (POSTCODE, NO_POSTCODE), (MARK[:5], NO_MARK[:5]))
    found = [Question(f"{address}?q={quote(a)}", f"{address}?q={quote(b)}", (a, b)) for a, b in pairs]
    return [*found, Question(f"{address}?q=open"), Question(f"{address}?q={reference}", words=(reference, ""))]


def _cards(name: str) -> Questions:
    return lambda scene: [
        *(
            Question(reverse(name, args=[scene.hidden.reference]) + day, reverse(name, args=[NOBODYS_REFERENCE]) + day)
            for day in ("", "?as_at=2026-11-01")
        ),
        Question(reverse(name, args=[scene.plain.reference])),
    ]


ADDRESSES: dict[str, Questions] = {
    "map": _seen("map"),
    "map_view": _seen("map_view"),
    "map_find": _found,
    "map_card": _cards("map_card"),
    "map_near": _cards("map_near"),
    "areas_of_level": lambda scene: [
        Question(reverse("areas_of_level", args=[level])) for level in ("district", "ward", "nothing")
    ],
}
