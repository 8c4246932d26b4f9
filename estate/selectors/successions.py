"""What came out of what, for those who may see both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from estate.choices import SuccessionKind
from estate.models import Property, PropertySuccession, Reshaping


@dataclass(frozen=True, slots=True)
class Relative:
    """What another property is to this one ("Split from"), that property and the day.

    `change` is the id of the Reshaping; `is_hers`: whoever asks made it, and can open its page.
    """

    words: str
    property: Property
    on: Any
    change: Any
    is_hers: bool


WORDS = {
    (SuccessionKind.SPLIT, True): "Split from",
    (SuccessionKind.SPLIT, False): "Split into",
    (SuccessionKind.MERGE, True): "Merged from",
    (SuccessionKind.MERGE, False): "Merged into",
}
MOST_SHOWN = 50


def relatives(prop: Property, user: Any) -> list[Relative]:
    """What `prop` came from, and what came of it, as far as `user` may see; the latest first. One query."""
    links = (
        PropertySuccession.objects.visible_to(user)
        .filter(Q(predecessor=prop.pk) | Q(successor=prop.pk))
        .select_related("predecessor", "successor")
        .annotate(is_hers=Exists(Reshaping.objects.visible_to(user).filter(pk=OuterRef("change"))))
        .defer(*(f"{end}__{name}" for end in ("predecessor", "successor") for name in ("boundary", "search_words")))
        .order_by("-on", "-id")[:MOST_SHOWN]
    )
    return [
        Relative(
            WORDS[SuccessionKind(link.kind), is_later := link.successor_id == prop.pk],
            link.predecessor if is_later else link.successor,
            link.on,
            link.change,
            link.is_hers,
        )
        for link in links
    ]


def parts_of_change(reshaping: Reshaping, *, user: Any) -> tuple[Sequence[Property], Sequence[Property]]:
    """The properties a split or merge began with, and those it left open, as far as `user` may see them."""
    seen = Property.objects.visible_to(user).defer("boundary", "search_words")
    before = list(seen.filter(pk__in=reshaping.property_ids).order_by("pk"))
    made = reshaping.before.get("created", [])
    after = list(seen.in_register().filter(pk__in=[*reshaping.property_ids, *made]).order_by("pk"))
    return before, after
