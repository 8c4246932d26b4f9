"""Chainable reads of imports."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from totalplace.permissions import rights_of


class ImportBatchQuerySet(QuerySet):
    def visible_to(self, user: Any) -> ImportBatchQuerySet:
        """Imports into the bodies that `user` may import for: a file may name sites that others must not see."""
        rights = rights_of(user)
        return self if rights.edits_all_estate else self.filter(organisation__in=rights.officer_of)
