"""What the pages of a count's lines show: the list, one line, and what a line was."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count as Number
from django.db.models import QuerySet, Sum

from spend.models import Count, Elimination, Line, LineCode

PAGE = 25
# Further on, a filter finds what paging would look for.
LAST_PAGE = 400


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list of lines, with how many there are in all and what they come to in pounds."""

    lines: list[Line]
    number: int
    last: int
    count: int
    amount: Decimal


def listed(found: QuerySet[Line], number: int) -> Listed:
    """Page `number` of lines, the largest first."""
    sums = found.aggregate(count=Number("pk"), amount=Sum("amount"))
    last = max(1, min(LAST_PAGE, -(-sums["count"] // PAGE)))
    number = min(max(1, number), last)
    start = (number - 1) * PAGE
    ordered = found.select_related("body", "count", "source").order_by("-amount", "reference")
    return Listed(list(ordered[start : start + PAGE]), number, last, sums["count"], sums["amount"] or Decimal(0))


@dataclass(frozen=True, slots=True)
class Version:
    """What a line said at one version: pounds, words, body, when, why and by whom (None: not told to this person)."""

    version: int
    amount: Decimal
    label: str
    body: str
    at: Any
    why: str
    who: str | None


def versions_of(line: Any, *, with_people: bool) -> list[Version]:
    """All that a line ever said, the latest first."""
    events = type(line).pgh_event_model.objects.filter(pgh_obj_id=line.pk).exclude(pgh_label="delete")
    found = events.select_related("pgh_context", "body").order_by("-pgh_id")
    kept: list[Version] = []
    for event in found:
        about = event.pgh_context.metadata if event.pgh_context else {}
        who = about.get("username") or "Automatic process" if with_people else None
        kept.append(
            Version(event.version, event.amount, event.label, str(event.body), event.pgh_created_at,
                    about.get("reason", ""), who)
        )  # fmt: skip
    return kept


def shares_of(line: Line) -> QuerySet[LineCode]:
    """What a line is for."""
    return line.codes.select_related("code__scheme", "source").order_by("code__scheme__name", "-share")


def set_against(line: Line) -> list[Elimination]:
    """The eliminations of which a line is either side."""
    either = Elimination.objects.select_related("counted_in__body", "removed_from__body", "source")
    return list(either.filter(counted_in=line) | either.filter(removed_from=line))


def count_of(user: Any, key: str) -> Count | None:
    """The count with that key that the person may see; the latest where no key is given."""
    seen = Count.objects.visible_to(user)
    return (seen.filter(key=key) if key else seen).select_related("source").first()
