"""Addresses of imports of young people's records: only whoever keeps their register has such pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.integration.isolation.payments import READS_IMPORT, WRITES_IMPORT, of_number
from tests.integration.isolation.question import Questions
from tests.integration.isolation.scene import Scene
from tests.integration.isolation.spend import asked

READ_ONLY = {f"neet_import_{step}" for step in READS_IMPORT}


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what would be a good answer of the right person, and how it is refused."""
    pk = scene.batch.pk
    return {
        **{f"neet_import_{step}": (reverse(f"neet_import_{step}", args=[pk]), data, 404)
           for step, data in WRITES_IMPORT.items()},
        "neet_matches": (reverse("neet_matches"), {"match": 1, "verdict": "same"}, 403),
        "neet_import_list": (reverse("neet_import_list"), {"organisation": scene.wcc.pk, "kind": "young_events"}, 403),
    }  # fmt: skip


ADDRESSES: dict[str, Questions] = {
    "neet_matches": asked("neet_matches", "?show=same"),
    "neet_import_list": asked("neet_import_list", "?page=2"),
    "neet_import_template": asked("neet_import_template"),
    **{
        f"neet_import_{step}": of_number(f"neet_import_{step}")
        for step in (READS_IMPORT | set(WRITES_IMPORT)) - {"template"}
    },
}
