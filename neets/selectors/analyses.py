"""The analyses that were let out, as pages show them: nothing here reads a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from neets.choices.analyses import Analysis
from neets.models import ReleasedAnalysis


@dataclass(frozen=True, slots=True)
class Let:
    """One analysis: as of the last day of which month, made when, and what it says."""

    month: dt.date
    made_at: dt.datetime
    result: dict[str, Any]

    @property
    def until(self) -> dt.date:
        """The last day looked at."""
        return (self.month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)

    @property
    def since(self) -> dt.date:
        """The first day looked at."""
        return dt.date.fromisoformat(self.result["since"])


def latest(analysis: Analysis) -> Let | None:
    """The latest one let out; None before the first."""
    found = ReleasedAnalysis.objects.filter(analysis=analysis).order_by("-month").first()
    return None if found is None else Let(found.month, found.made_at, found.result)
