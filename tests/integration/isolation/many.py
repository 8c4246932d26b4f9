"""The addresses that change many properties, put a value back or let a fault stand, for the isolation tests."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse

from estate.models import BulkEdit, Property
from tests.integration.isolation import reshaping
from tests.integration.isolation.addresses import first_change
from tests.integration.isolation.scene import MARK, Scene


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each: where, what would be a good answer of the right person, and how it is refused."""
    edit = BulkEdit.objects.filter(created_by=scene.batch.created_by).first() or BulkEdit.objects.create(
        id=uuid4(),
        created_by=scene.batch.created_by,
        property_ids=[scene.plain.pk],
        versions=[scene.plain.version],
        change={"fields": {"tenure": "leasehold"}},
        reason=MARK,
    )
    change = reverse("property_change", args=[scene.plain.reference, first_change(scene.plain)])
    event = Property.pgh_event_model.objects.filter(pgh_obj=scene.plain).latest("pk").pk
    back = {"details": [f"property.{event}.name.{scene.plain.version}"], "reason": "Mine"}
    return {
        **reshaping.tries(scene),
        "bulk_begin": (reverse("bulk_begin"), {"chosen": [scene.plain.reference]}, 422),
        "bulk_change": (reverse("bulk_change", args=[edit.pk]), {"tenure": "leasehold", "reason": "Mine"}, 404),
        "bulk_check": (reverse("bulk_check", args=[edit.pk]), {}, 404),
        "bulk_undo": (reverse("bulk_undo", args=[edit.pk]), {}, 404),
        "property_change": (change, back, 403),
        "quality_waive": (
            reverse("quality_waive", args=[scene.plain.reference, "missing-uprn"]), {"reason": "Mine"}, 403,
        ),
        "quality_withdraw": (reverse("quality_withdraw", args=[scene.waiver.pk]), {"reason": "Mine"}, 404),
    }  # fmt: skip
