"""What an import did to the estate."""

from __future__ import annotations

from django.db.models import QuerySet

from estate.models import Property
from totalplace.models import ImportBatch, User


def changed_by(batch: int) -> QuerySet:
    """The numbers of the properties that the import of this number added or changed, hidden ones among them."""
    change = ImportBatch.objects.filter(pk=batch).values("change_id")
    events = Property.pgh_event_model.objects.filter(pgh_context_id__in=change)  # type: ignore[attr-defined]
    return events.values("pgh_obj_id")


def touched_by(batch: ImportBatch, user: User) -> QuerySet[Property]:
    """The properties that an applied import added or changed, of those `user` sees, by name."""
    return Property.objects.visible_to(user).filter(pk__in=changed_by(batch.pk)).order_by("name", "id")
