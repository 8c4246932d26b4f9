"""What whoever keeps a copy of the register has to know beside what changed: what is gone from their sight, and when.

A property is gone when it is deleted, and just so when it becomes one that the person may not see. The two look the
same: what happens to a hidden site afterwards tells nothing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connection

from totalplace.permissions import rights_of

# For each property that may have gone since: the last state the person could see, and the change that ended it.
REMOVED = """
    SELECT seen.reference, ended.at
      FROM (SELECT DISTINCT pgh_obj_id AS id FROM estate_propertyevent
             WHERE pgh_created_at >= %(since)s AND (pgh_label = 'delete' OR is_sensitive)) c
     CROSS JOIN LATERAL (
           SELECT e.pgh_id, e.reference FROM estate_propertyevent e
            WHERE e.pgh_obj_id = c.id AND e.pgh_label <> 'delete'
              AND (%(all)s OR NOT e.is_sensitive OR e.organisation_id = ANY (%(own)s::bigint[]))
            ORDER BY e.pgh_id DESC LIMIT 1) seen
     CROSS JOIN LATERAL (
           SELECT e.pgh_created_at AS at FROM estate_propertyevent e
            WHERE e.pgh_obj_id = c.id AND e.pgh_id > seen.pgh_id ORDER BY e.pgh_id LIMIT 1) ended
     WHERE ended.at >= %(since)s
       AND (ended.at, seen.reference) > (%(at)s, %(reference)s)
       AND NOT EXISTS (
           SELECT FROM estate_property p WHERE p.id = c.id
              AND (%(all)s OR NOT p.is_sensitive OR p.organisation_id = ANY (%(own)s::bigint[])))
     ORDER BY ended.at, seen.reference
     LIMIT %(most)s
"""
# Nothing that commits from now on has an earlier time than the oldest transaction that is still writing.
SETTLED = """
    SELECT least(now(), min(xact_start)) FROM pg_stat_activity
     WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""
EARLIEST = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Removed:
    """A property that the person could see and cannot any more, and since when."""

    reference: str
    removed_at: datetime.datetime


def removed_since(
    user: Any, since: datetime.datetime, *, after: tuple[datetime.datetime, str] = (EARLIEST, ""), most: int
) -> list[Removed]:
    """The first `most` properties gone from `user`'s sight since a moment, the earliest first, beyond `after`."""
    rights = rights_of(user)
    if not rights.sees_estate:
        return []
    asked: dict[str, Any] = {
        "since": since, "at": after[0], "reference": after[1], "most": most,
        "all": rights.sees_all_sensitive, "own": sorted(rights.officer_of),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(REMOVED, asked)
        return [Removed(*row) for row in cursor.fetchall()]


def settled() -> datetime.datetime:
    """The moment up to which all is told that there is to tell: from which to ask the next time."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        [moment] = cursor.fetchone()
    return moment
