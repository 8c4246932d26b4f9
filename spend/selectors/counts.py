"""Which counts a person may read, and the one that a page is about."""

from __future__ import annotations

from typing import Any

from spend.calc.years import financial_year
from spend.choices import Stage
from spend.models import Count

# More than these are not offered in a list to choose from; each is still read by its key.
MOST_OFFERED = 50


def counts_open_to(user: Any) -> list[Count]:
    """The counts that `user` may read, whole counts before themes, the latest year first: one query."""
    # "high_level" comes after "deep_dive" in the alphabet.
    return list(
        Count.objects.visible_to(user).select_related("source").order_by("-stage", "-year", "key")[:MOST_OFFERED]
    )


def count_open_to(user: Any, key: str) -> Count | None:
    """The count with this key, or None where there is none that `user` may read."""
    return Count.objects.visible_to(user).select_related("source").filter(key=key).first()


def scope_of(count: Count) -> str:
    """What a count counts, in the one word that peers' figures say it in."""
    return "all-public" if count.stage == Stage.HIGH_LEVEL else count.key


def year_of(count: Count) -> str:
    """The financial year of a count, as 2008/09."""
    return financial_year(count.year)
