"""Reads of bulk edits."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


class BulkEditQuerySet(QuerySet):
    """Bulk edits, each its maker's own."""

    def visible_to(self, user: Any) -> BulkEditQuerySet:
        """Those `user` began."""
        return self.filter(created_by=user.pk)
