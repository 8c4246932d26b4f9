"""Named conditions on planned changes and what belongs to them, `visible_to(user)` above all."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from spend.choices import ChangeStatus
from totalplace.permissions import rights_of


def visible(user: Any, prefix: str = "") -> Q | None:
    """The condition on a planned change (reached by `prefix`) for `user` to see it; None for never."""
    rights = rights_of(user)
    if not rights.sees_spend:
        return None
    if rights.edits_spend:
        return Q()
    entered = ~Q(**{f"{prefix}status": ChangeStatus.DRAFT})
    return entered | Q(**{f"{prefix}organisation__in": rights.officer_of}) if rights.officer_of else entered


class PlannedChangeQuerySet(QuerySet):
    """Planned changes, guarded by `visible_to`."""

    def visible_to(self, user: Any) -> PlannedChangeQuerySet:
        """What partners entered; drafts for their own body and the programme team alone; nothing for the public."""
        condition = visible(user)
        return self.none() if condition is None else self.filter(condition)

    def editable_by(self, user: Any) -> PlannedChangeQuerySet:
        """Those of the bodies that `user` answers for."""
        rights = rights_of(user)
        seen = self.visible_to(user)
        return seen if rights.edits_spend else seen.filter(organisation__in=rights.officer_of)

    def entered(self) -> PlannedChangeQuerySet:
        """Those that partners see."""
        return self.exclude(status=ChangeStatus.DRAFT)


class OfPlannedChangeQuerySet(QuerySet):
    """What belongs to a planned change, and is seen by those who may see it."""

    def visible_to(self, user: Any) -> OfPlannedChangeQuerySet:
        condition = visible(user, "change__")
        return self.none() if condition is None else self.filter(condition)


class AlarmQuerySet(QuerySet):
    """Alarms are raised by entered changes alone, so every partner may see every alarm."""

    def visible_to(self, user: Any) -> AlarmQuerySet:
        return self.all() if rights_of(user).sees_spend else self.none()

    def standing(self) -> AlarmQuerySet:
        """Those whose cause has not gone."""
        return self.filter(cleared_at=None)
