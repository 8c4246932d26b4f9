"""Reads of what maps draw. As all reads of the estate, they start at `visible_to(user)`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, F, Func, QuerySet, Value

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

    def rated_on(self, day: date) -> DrawingQuerySet:
        """Those of properties that were in the register at the end of `day`, with `rag_then`: "" is not rated."""
        past = Func(
            F("past__ratings"), F("past__days"), Value(day), function="estate_rating_on", output_field=CharField()
        )
        return self.annotate(rag_then=past).filter(rag_then__isnull=False)
