"""Reads of what maps draw. As all reads of the estate, they start at `visible_to(user)`."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from estate.choices import CLOSED_STATUSES
from estate.querysets.properties import visible


class DrawingQuerySet(QuerySet):
    """Drawn properties, guarded as properties are: the row holds what the guard asks of a property."""

    def visible_to(self, user: Any) -> DrawingQuerySet:
        condition = visible(user)
        return self.none() if condition is None else self.filter(condition)

    def in_register(self) -> DrawingQuerySet:
        """Those of properties not closed (sold, lease ended, demolished, closed)."""
        return self.exclude(status__in=CLOSED_STATUSES)
