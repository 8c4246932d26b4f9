"""What an import did to the estate."""

from __future__ import annotations

from django.db.models import QuerySet

from estate.models import Property
from totalplace.models import ImportBatch, User


def touched_by(batch: ImportBatch, user: User) -> QuerySet[Property]:
    """The properties that an applied import added or changed, of those `user` sees, by name."""
    events = Property.pgh_event_model.objects.filter(pgh_context_id=batch.change_id)  # type: ignore[attr-defined]
    return Property.objects.visible_to(user).filter(pk__in=events.values("pgh_obj_id")).order_by("name", "id")
