"""Reads of splits and merges, of what came out of what, and of sites."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from estate.querysets.properties import visible
from totalplace.permissions import rights_of


class ReshapingQuerySet(QuerySet):
    """Splits and merges, each its maker's own."""

    def visible_to(self, user: Any) -> ReshapingQuerySet:
        """Those `user` began."""
        return self.filter(created_by=user.pk)


class SuccessionQuerySet(QuerySet):
    """Links between properties, each seen by those who may see both of its ends."""

    def visible_to(self, user: Any) -> SuccessionQuerySet:
        before, after = visible(user, "predecessor__"), visible(user, "successor__")
        return self.none() if before is None or after is None else self.filter(before, after)


class SiteQuerySet(QuerySet):
    """Sites: each is there for those who may see one of its properties, so that it tells nobody of the others."""

    def visible_to(self, user: Any) -> SiteQuerySet:
        if visible(user) is None:
            return self.none()
        return self if rights_of(user).sees_all_sensitive else self.filter(self._holding("visible_to", user))

    def editable_by(self, user: Any) -> SiteQuerySet:
        """Those with a property that `user` may change."""
        if visible(user) is None:
            return self.none()
        return self if rights_of(user).edits_all_estate else self.filter(self._holding("editable_by", user))

    def _holding(self, guard: str, user: Any) -> Exists:
        properties = self.model._meta.get_field("properties").related_model._default_manager.all()
        return Exists(getattr(properties, guard)(user).filter(site=OuterRef("pk")))
