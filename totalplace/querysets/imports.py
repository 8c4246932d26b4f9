"""Chainable reads of imports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from totalplace.choices import CONFIDENTIAL_KINDS
from totalplace.permissions import rights_of


class ImportBatchQuerySet(QuerySet):
    def visible_to(self, user: Any) -> ImportBatchQuerySet:
        """Imports into the bodies that `user` may import for: a file may name sites that others must not see.

        Those of young people are seen by whoever keeps their register, and by nobody else.
        """
        rights = rights_of(user)
        confidential = Q(kind__startswith=CONFIDENTIAL_KINDS)
        others = ~confidential if rights.edits_all_estate else ~confidential & Q(organisation__in=rights.officer_of)
        return self.filter(confidential | others if rights.keeps_neets else others)
