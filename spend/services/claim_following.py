"""Keeping claims up with the register: those with live figures are worked out again when lines or counts change."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from spend.models import Claim, ClaimInput, Count, Elimination, Line
from spend.services.claim_checks import check_claims

SEEN = "spend.claims.seen"


def in_worker() -> None:
    """Work claims with live figures out again if anything that they follow was changed, and once a day in any case.

    What was changed is told by the numbers of the latest events of lines and counts, each read from the end of an
    index. An event that is committed after one of a higher number is met the next day at the latest.
    """
    now = latest_changes()
    if cache.get(SEEN) != now:
        live = ClaimInput.objects.exclude(live="").filter(claim=OuterRef("pk"))
        check_claims(Claim.objects.filter(Exists(live)))
        cache.set(SEEN, now, timeout=None)


def latest_changes() -> tuple[int, int, int, str]:
    """The latest events of lines, of what is taken out of them and of counts, and the day."""
    lines, taken, counts = (
        model.pgh_event_model.objects.aggregate(last=Max("pgh_id"))["last"] or 0  # type: ignore[union-attr]
        for model in (Line, Elimination, Count)
    )
    return lines, taken, counts, timezone.localdate().isoformat()
