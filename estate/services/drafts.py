"""Changes of many properties, splits and merges that were begun and never confirmed: kept for a month, then cleared."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from estate.choices import BulkStatus
from estate.models import BulkEdit, Reshaping
from totalplace.services.housekeeping import also_clear

KEPT_DAYS = 30


def forget_drafts() -> int:
    """Delete the drafts that nobody confirmed within `KEPT_DAYS` days of beginning them; answers how many.

    What was done, or taken back, stays: its way back and its page need it.
    """
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    return sum(
        model.objects.filter(status=BulkStatus.DRAFT, created_at__lt=before).delete()[0]
        for model in (BulkEdit, Reshaping)
    )


also_clear("drafts that nobody confirmed", forget_drafts)
