"""The log of who looked at whom, as those who audit it read it, and what stands open with the steward."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from neets.models import AccessLog


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the log is narrowed to; both days are in it."""

    pseudonym: str = ""
    user: str = ""
    agency: str = ""
    looked_at: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


def looks_of(user: Any, wanted: Narrowed) -> QuerySet:
    """The log, newest first, as `user` may see it."""
    found = AccessLog.objects.visible_to(user).select_related("user", "agency", "second_person")
    conditions = {
        "pseudonym__startswith": wanted.pseudonym.lower(),
        "user__username": wanted.user,
        "agency__code": wanted.agency,
        "looked_at": wanted.looked_at,
        "at__date__gte": wanted.since,
        "at__date__lte": wanted.until,
    }
    return found.filter(**{name: value for name, value in conditions.items() if value}).order_by("-at", "-pk")
