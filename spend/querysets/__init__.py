"""Named conditions on the tables of spend, `visible_to(user)` above all."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q, QuerySet

from totalplace.permissions import rights_of


class SpendQuerySet(QuerySet):
    """Reads of spend. `public` says which of these records are published."""

    public = Q(source__is_public=True)

    def visible_to(self, user: Any) -> Self:
        """All of them for people with a role; for everybody else what is published."""
        return self.all() if rights_of(user).sees_spend else self.filter(self.public)


class CountQuerySet(SpendQuerySet):
    """Counts of a place's spending; published when someone published them."""

    public = Q(published_on__isnull=False)


class OfCountQuerySet(SpendQuerySet):
    """What belongs to a count, and is published with it."""

    public = Q(count__published_on__isnull=False)


class OfLineQuerySet(SpendQuerySet):
    """What belongs to a line of a count, and is published with the count."""

    public = Q(line__count__published_on__isnull=False)
