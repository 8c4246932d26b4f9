"""Working claims out again and keeping what came of it. A claim that comes out as before is not touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import Prefetch, QuerySet

from spend.calc.checking import Checked, check
from spend.calc.verdicts import Stated, Wording
from spend.models import Claim, ClaimInput, Count
from spend.selectors.live import live_figures

# Columns that the check writes.
WORKED = ("worked_low", "worked_high", "verdict", "difference", "percent", "missing", "worked_from")
AT_ONCE = 500
REASON = "Worked out again"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many claims were worked out, and the references of those that came out otherwise than before."""

    checked: int
    changed: tuple[str, ...]


def stated_of(claim: Claim) -> Stated | None:
    """What a claim states; None where it states no figure."""
    if claim.low is None:
        return None
    return Stated(Wording(claim.wording), claim.low, claim.high, claim.tolerance or Decimal(0))


def worked_columns(claim: Claim, inputs: Sequence[ClaimInput], live: Mapping[str, Decimal | None]) -> dict[str, Any]:
    """What the check says of a claim, by column; its live inputs take their values from `live`."""
    for each in inputs:
        if each.live in live:
            each.value = live[each.live]
    found = check(claim.formula, {each.name: each.value for each in inputs}, stated_of(claim), claim.missing)
    return columns_of(found) | {"worked_from": [as_it_was(each) for each in inputs]}


def columns_of(found: Checked) -> dict[str, Any]:
    """The columns that hold a check's outcome."""
    return {
        "worked_low": found.low,
        "worked_high": found.high,
        "verdict": found.outcome.value,
        "difference": found.difference,
        "percent": found.percent,
        "missing": found.missing[:400],
    }


def as_it_was(each: ClaimInput) -> dict[str, Any]:
    """An input as a claim's version keeps it, for citing."""
    return {
        "name": each.name,
        "label": each.label,
        "value": None if each.value is None else format(each.value.normalize(), "f"),
        "unit": each.unit,
        "source": each.source.key if each.source else "",
        "place": each.place,
        "live": each.live,
    }


def readable_counts(*, published_only: bool) -> QuerySet[Count]:
    """The counts that live figures come from. What everybody may read is worked out of published counts alone."""
    return Count.objects.filter(published_on__isnull=False) if published_only else Count.objects.all()


@transaction.atomic
def check_claims(claims: QuerySet[Claim] | None = None) -> Tally:
    """Work claims out again, all unless named, and store what came out otherwise: their versions move then."""
    every = (Claim.objects.all() if claims is None else claims).order_by("pk")
    prefetched = every.prefetch_related(Prefetch("inputs", ClaimInput.objects.select_related("source")))
    live = _live_of(every)
    checked, changed = 0, []
    with pghistory.context(reason=REASON):
        for claim in prefetched.iterator(chunk_size=AT_ONCE):
            checked += 1
            if store_check(claim, list(claim.inputs.all()), live[claim.added_by_id is None]):
                changed.append(claim.reference)
    return Tally(checked, tuple(changed))


def _live_of(claims: QuerySet[Claim]) -> dict[bool, dict[str, Decimal | None]]:
    """Live figures by whether the claims are everybody's to read."""
    inputs = ClaimInput.objects.filter(claim__in=claims.order_by()).exclude(live="")
    published = set(inputs.filter(claim__added_by=None).values_list("live", flat=True))
    brought = set(inputs.filter(claim__added_by__isnull=False).values_list("live", flat=True))
    return {
        True: live_figures(published, readable_counts(published_only=True)),
        False: live_figures(brought, readable_counts(published_only=False)),
    }


def live_for(claim: Claim, inputs: Iterable[ClaimInput]) -> dict[str, Decimal | None]:
    """The live figures of one claim's inputs."""
    names = [each.live for each in inputs if each.live]
    return live_figures(names, readable_counts(published_only=claim.added_by_id is None)) if names else {}


def store_check(claim: Claim, inputs: Sequence[ClaimInput], live: Mapping[str, Decimal | None]) -> bool:
    """Work one claim out and store what differs; whether anything did."""
    before = {each.pk: each.value for each in inputs}
    found = worked_columns(claim, inputs, live)
    moved = [each for each in inputs if each.value != before[each.pk]]
    if moved:
        ClaimInput.objects.bulk_update(moved, ["value"])
    differing = [name for name in WORKED if getattr(claim, name) != found[name]]
    for name in differing:
        setattr(claim, name, found[name])
    if differing:
        claim.save(update_fields=differing)
    return bool(differing)
