"""What would be public of a body's estate, for those who may edit it: counts, what is withheld and why, and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from estate.models import OpenDataPublication, Property
from estate.querysets.open_data import GAPS, WITHHELD, Gap, Withheld, is_vacant, withheld
from totalplace.models import Organisation


@dataclass(frozen=True, slots=True)
class Preview:
    """How many properties a body's file holds, how many of them without their address, how many are withheld by the
    first reason that applies to each, and how many published rows have each gap."""

    published: int
    vacant: int
    withheld: Sequence[tuple[Withheld, int]]
    gaps: Sequence[tuple[Gap, int]]


def preview_of(organisation: Organisation, user: Any) -> Preview:
    """One reading of the body's properties that the person may see: those who edit them see them all."""
    counts: dict[str, Count] = {}
    earlier = Q(pk=None)
    for rule in WITHHELD:
        counts[rule.code] = Count("pk", filter=rule.condition() & ~earlier)
        earlier |= rule.condition()
    shown, vacant = ~withheld(), is_vacant().expression
    counts["published"], counts["vacant"] = Count("pk", filter=shown), Count("pk", filter=shown & vacant)
    for number, gap in enumerate(GAPS):
        asked = shown if gap.of_vacant_too else shown & ~vacant
        counts[f"gap{number}"] = Count("pk", filter=asked & gap.condition)
    found = Property.objects.visible_to(user).filter(organisation=organisation).aggregate(**counts)
    return Preview(
        published=found["published"],
        vacant=found["vacant"],
        withheld=[(rule, found[rule.code]) for rule in WITHHELD],
        gaps=[(gap, found[f"gap{number}"]) for number, gap in enumerate(GAPS)],
    )


def publication_for_editing(organisation: Organisation) -> OpenDataPublication | None:
    """What a body has decided about its open data, published or not."""
    return OpenDataPublication.objects.select_related("organisation").filter(organisation=organisation).first()
