"""The addresses of map tiles, for the tables of isolation tests: those that the secret site lies in."""

from __future__ import annotations

from django.urls import reverse

from estate.models.drawing import COUNTED_BY
from tests.integration.isolation.question import Question
from tests.integration.isolation.scene import MARK, NO_MARK, Scene
from tests.integration.tiles.asking import address_of, tile_over

# Where the secret site stands (scene.PLACE), in degrees.
PLACE = (-2.1296, 52.1972)


def _tiles(scene: Scene) -> list[Question]:
    """The secret site's tile at each zoom, by each dimension, and by filters that leave it nearly alone."""
    filters = ["", "status=all", "organisation=WCC", "rag=green&category=specialist", "energy_rating=G"]
    filters += ["min_book_value=70000000", "quality=high", "lease_expires_after=2020-01-01", "missing=site_area_ha"]
    filters += ["as_at=2026-11-01", "as_at=2026-11-01&rag=green", "as_at=2026-11-01&min_book_value=70000000"]
    asked = [(z, query) for z in (0, 5, 9, 12, 13, 15, 18) for query in filters]
    asked += [(z, f"by={by}{more}") for z in (8, 12) for by in COUNTED_BY for more in ("", "&use=other")]
    found = [
        Question(address_of(*tile_over(z, PLACE), f"?q={MARK}"), address_of(*tile_over(z, PLACE), f"?q={NO_MARK}"))
        for z in (10, 16)
    ]
    return [*(Question(address_of(*tile_over(z, PLACE), f"?{query}")) for z, query in asked), *found]


ADDRESSES = {
    "property_tile": _tiles,
    "property_tilejson": lambda scene: [Question(reverse("property_tilejson"))],
}
