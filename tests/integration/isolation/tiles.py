"""The addresses of map tiles, for the tables of isolation tests: those that the secret site lies in."""

from __future__ import annotations

import datetime

from django.urls import reverse

from tests.integration.isolation.question import Question
from tests.integration.isolation.scene import MARK, NO_MARK, Scene
from tests.integration.tiles.asking import address_of, tile_over

# Where the secret site stands (scene.PLACE), in degrees.
PLACE = (-2.1296, 52.1972)


def _tiles(scene: Scene) -> list[Question]:
    """The secret site's tile at zooms of each kind; tests/integration/tiles/test_rights.py asks the rest."""
    today = datetime.date.today().isoformat()
    asked = [(0, ""), (9, "status=all"), (12, "by=category"), (12, "q=open"), (13, "rag=green")]
    asked += [
        (16, "organisation=WCC"),
        (5, f"as_at={today}"),
        (15, f"as_at={today}&rag=green"),
        (13, "as_at=2026-11-01"),
    ]
    found = [
        Question(address_of(*tile_over(z, PLACE), f"?q={MARK}"), address_of(*tile_over(z, PLACE), f"?q={NO_MARK}"))
        for z in (10, 16)
    ]
    return [*(Question(address_of(*tile_over(z, PLACE), f"?{query}")) for z, query in asked), *found]


ADDRESSES = {
    "property_tile": _tiles,
    "base_tile": lambda scene: [Question(reverse("base_tile", args=[8, 126, 84]))],
    "property_tilejson": lambda scene: [Question(reverse("property_tilejson"))],
}
