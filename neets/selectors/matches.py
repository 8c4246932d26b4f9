"""Pairs that may be one person, as the data steward sees them: what they share, never who they are."""

from __future__ import annotations

from dataclasses import dataclass

from neets.choices.records import MatchStatus, Purpose
from neets.models import Match
from neets.querysets.row_security import opened

WORDS = {
    "uln": "unique learner number", "upn": "pupil number", "nino": "National Insurance number",
    "whole": "names and birth date", "near": "sound of both names, and birth date",
    "place": "initial, birth date and postcode", "sector": "initial, sound of surname, birth date and postcode sector",
}  # fmt: skip
MOST = 100


@dataclass(frozen=True)
class Pair:
    """One pair in words."""

    number: int
    shared: list[str]
    against: list[str]
    status: str
    decided: str


def pairs(status: str) -> tuple[list[Pair], int]:
    """The pairs that stand so, the newest first and at most a hundred, and how many there are."""
    wanted = status if status in MatchStatus.values else MatchStatus.OPEN
    with opened(Purpose.STEWARDSHIP):
        found = Match.objects.filter(status=wanted)
        return [_pair(each) for each in found.select_related("decided_by")[:MOST]], found.count()


def _pair(match: Match) -> Pair:
    by = f"{match.decided_by}, {match.decided_at:%d/%m/%Y}" if match.decided_by and match.decided_at else ""
    return Pair(match.pk, [WORDS[x] for x in match.shared], [WORDS[x] for x in match.against], match.status, by)
