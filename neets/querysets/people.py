"""Chainable reads of young people. Everything read of one person starts at `visible_to(user)`.

This is the application's own guard. PostgreSQL's row security (`row_security`) stands beneath it and shows nothing
where it is forgotten.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from totalplace.permissions import Action, may, rights_of


def current_clients(user: Any, prefix: str = "") -> Q | None:
    """The condition on a client (reached by `prefix`) to be one of `user`'s agency's today; None for never."""
    bodies = rights_of(user).caseworker_of
    if not bodies:
        return None
    today = datetime.date.today()
    still = Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gt": today})
    return Q(**{f"{prefix}agency__organisation__in": bodies}) & still


class ClientQuerySet(QuerySet):
    """Which young people are whose clients."""

    def visible_to(self, user: Any) -> ClientQuerySet:
        """The clients that `user`'s own agency has today."""
        condition = current_clients(user)
        return self.none() if condition is None else self.filter(condition)


class _Guarded(QuerySet):
    """Rows that lead to a person by `to_person`."""

    to_person = "pk"

    def visible_to(self, user: Any) -> Any:
        """Those of the young people who are clients of `user`'s own agency today; nobody else's, whatever her role."""
        condition = current_clients(user)
        if condition is None:
            return self.none()
        clients = apps.get_model("neets", "Client").objects  # by name: the models stand on this room
        return self.filter(Exists(clients.filter(condition, person=OuterRef(self.to_person))))


class YoungPersonQuerySet(_Guarded):
    """Young people."""


class OfPersonQuerySet(_Guarded):
    """What belongs to one young person."""

    to_person = "person"


class OfPlanQuerySet(_Guarded):
    """What belongs to one plan."""

    to_person = "plan__person"


class AccessLogQuerySet(QuerySet):
    """Who looked at whom."""

    def visible_to(self, user: Any) -> AccessLogQuerySet:
        """All of it for those who audit; her own looks for a caseworker."""
        if may(user, Action.AUDIT_NEETS):
            return self
        return self.filter(user=user) if user.is_authenticated else self.none()
