"""Whether two young people are one: a data steward decides, and can take that back. Nobody sees who they are."""

from __future__ import annotations

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from neets.choices.records import MatchStatus, Purpose
from neets.models import Match
from neets.querysets.row_security import opened
from totalplace.permissions import Action, require

# Whatever is somebody's, and goes along when two are held to be one.
TABLES = (
    "neets_statusspell", "neets_characteristic", "neets_client", "neets_contact", "neets_assessment", "neets_plan",
    "neets_referral", "neets_offer", "neets_enrolment", "neets_destination", "neets_optout", "neets_personkey",
)  # fmt: skip


def decide(*, user: Any, match: int, verdict: str) -> Match:
    """Hold two to be one ("same") or two ("others"), or take that back ("open"). ValidationError where it cannot be."""
    require(user, Action.KEEP_NEETS)
    if verdict not in MatchStatus.values:
        raise ValidationError("Choose whether they are the same person or two people.")
    reason = {"reason": f"Match {match}: {verdict}", "user": user.pk, "username": user.get_username()}
    try:
        with opened(Purpose.STEWARDSHIP), pghistory.context(**reason):
            held = Match.objects.select_for_update().filter(pk=match).first()
            if held is None:
                raise ValidationError("There is no such pair any more: the import that brought it was taken back.")
            if held.status != verdict:
                with transaction.atomic(), connection.cursor() as cursor:
                    _part(cursor, held)
                    held.moved = _join(cursor, held) if verdict == MatchStatus.SAME else None
                    held.status, held.decided_by, held.decided_at = verdict, user, timezone.now()
                    held.save()
            return held
    except IntegrityError:
        raise ValidationError(
            "One agency gives both a status, or has both as clients, for the same days: so they cannot be joined. "
            "Take one of its imports back, or have it corrected, and decide again."
        ) from None


def _join(cursor: Any, held: Match) -> dict[str, list[Any]]:
    """Give what is `merged`'s to `kept`; answers what was given. The emptied record stays, and is counted nowhere."""
    moved = {}
    for table in TABLES:
        own = "key" if table == "neets_personkey" else "id"
        cursor.execute(
            f"UPDATE {table} SET person_id = %s WHERE person_id = %s RETURNING {own}", [held.kept, held.merged]
        )
        if rows := [row for (row,) in cursor.fetchall()]:
            moved[table] = rows
    return moved


def _part(cursor: Any, held: Match) -> None:
    """Give back what was moved."""
    for table, rows in (held.moved or {}).items():
        own, kind = ("key", "text") if table == "neets_personkey" else ("id", "bigint")
        cursor.execute(
            f"UPDATE {table} SET person_id = %s WHERE {own} = ANY (%s::{kind}[]) AND person_id = %s",
            [held.merged, rows, held.kept],
        )
