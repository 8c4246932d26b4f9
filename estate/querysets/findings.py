"""Chainable reads of what the check of data quality found."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from estate.querysets.properties import visible
from totalplace.permissions import rights_of


def open_partners(user: Any, prefix: str = "") -> Q:
    """The condition on a finding (reached by `prefix`) that it gives no sensitive site away to `user`.

    The partner itself is asked beside the mark that the check left: it may have become sensitive since.
    """
    if rights_of(user).sees_all_sensitive:
        return Q()
    alone = Q(**{f"{prefix}partner__isnull": True})
    return Q(**{f"{prefix}is_hidden": False}) & (alone | Q(**{f"{prefix}partner__is_sensitive": False}))


class FindingQuerySet(QuerySet):
    """Findings, guarded by `visible_to`."""

    def visible_to(self, user: Any) -> FindingQuerySet:
        """The findings on properties that `user` sees. One whose partner is a sensitive site is there only for those
        who see them all: that site's own officers have the same fault on the site itself."""
        condition = visible(user, "property__")
        return self.none() if condition is None else self.filter(condition, open_partners(user))

    def to_mend(self) -> FindingQuerySet:
        """Those that nobody has waived."""
        return self.filter(is_waived=False)


class TallyQuerySet(QuerySet):
    """Counts of findings, guarded by `visible_to`."""

    def visible_to(self, user: Any) -> TallyQuerySet:
        """The counts of what `user` may see, by the same rule as the findings themselves."""
        condition = visible(user)
        if condition is None:
            return self.none()
        seen = self.filter(condition)
        return seen if rights_of(user).sees_all_sensitive else seen.filter(is_hidden=False)
