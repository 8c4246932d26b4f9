"""Days of what has happened."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone


def not_to_come(**days: datetime.date | None) -> None:
    """Refuse, each at its own field, a day that is still to come."""
    today = timezone.localdate()
    faults = {
        name: "This day is still to come. Write the day on which it happened."
        for name, day in days.items()
        if day is not None and day > today
    }
    if faults:
        raise ValidationError(faults)
