"""Chainable reads of areas."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet


class AreaQuerySet(QuerySet):
    """Areas are public: nothing here is hidden from anybody."""

    def current(self, on: datetime.date | None = None) -> AreaQuerySet:
        """Areas in force on a day (today, unless given)."""
        day = on or datetime.date.today()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)
