"""Merging properties of one body into one of them: all of it or nothing, in one change, with everything moved over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from estate.calc.shares import together
from estate.choices import MOST_PARTS, BulkStatus, CostHeading, LocationSource
from estate.models import Property, Reshaping
from estate.selectors.held import Held, as_seen, held_by, year_of_costs
from estate.selectors.merges import JOINED, ONCE, OWN, MergePlan, questions, values_of
from estate.services import reshaping as common
from estate.services.bulk import NotAsSeen
from estate.services.editing import WIDEST_OUTLINE_M
from totalplace.services.constraints import explained

TWO_BODIES = (
    "{one} is accountable to {body}, {other} to {another}. Only properties of one body can be merged: pass one of them "
    "over first (Edit, Name and address, Accountable body), then merge."
)
# Of what may be there only once for a property, what adds up when two of them have it.
ADDED: dict[str, tuple[str, ...]] = {
    "occupations": ("area_m2", "staff_fte", "desks"),
    "costs": ("amount",),
    "valuations": ("amount",),
    "energy-use": ("kwh",),
}


def check_together(properties: Sequence[Property]) -> None:
    """ValidationError unless these are 2 to 10 open properties of one body."""
    if not 2 <= len(properties) <= MOST_PARTS:
        count = len(properties)
        raise ValidationError({"chosen": f"Choose 2 to {MOST_PARTS} properties to merge. You chose {count}."})
    first = properties[0]
    for prop in properties[1:]:
        if prop.organisation_id != first.organisation_id:
            words = TWO_BODIES.format(
                one=first.reference, body=first.organisation, other=prop.reference, another=prop.organisation
            )
            raise ValidationError({"chosen": words})
    try:
        common.refuse_closed(properties, "merge")
    except ValidationError as refusal:
        raise ValidationError({"chosen": refusal.messages}) from refusal


def check_merge(properties: Sequence[Property], plan: MergePlan) -> None:
    """ValidationError for what cannot be done, by the form's names."""
    check_together(properties)
    if plan.keep not in {prop.pk for prop in properties}:
        raise ValidationError({"keep": "Choose which of them goes on."})
    faults = {
        question.detail.key: f"Choose one of what is offered for {question.detail.label.lower()}."
        for question in questions(properties, plan.keep)
        if plan.chosen.get(question.detail.key, question.suggested) not in {option.key for option in question.options}
    }
    if plan.outline not in (JOINED, OWN):
        faults["outline"] = "Choose which outline it has."
    if faults:
        raise ValidationError(faults)
    if (outline := values_of(properties, plan).get("boundary")) is not None:
        west, south, east, north = outline.extent
        if max(east - west, north - south) > WIDEST_OUTLINE_M:
            words = f"Joined, the outline is more than {WIDEST_OUTLINE_M // 1000} km across. Keep one outline instead."
            raise ValidationError({"outline": words})


@transaction.atomic
def merge(*, user: Any, reshaping: Reshaping, plan: MergePlan, reason: str, seen: str) -> Reshaping:
    """Merge the properties as planned; done already, it stays done once.

    `seen` is the preview's digest. NotAsSeen when one of them, or anything that belongs to them, is no longer as it
    was then, or no longer hers to change; ValidationError as `check_merge`, and for want of a reason.
    """
    found = common.locked(user, reshaping)
    if found.status != BulkStatus.DRAFT:
        return found
    if not reason.strip():
        raise ValidationError({"reason": common.NO_REASON})
    properties = list(common.lock_all(user, found.property_ids).values())
    held = held_by([prop.pk for prop in properties])
    if as_seen(properties, held) != seen:
        raise NotAsSeen
    check_merge(properties, plan)
    kept = next(prop for prop in properties if prop.pk == plan.keep)
    others = [prop for prop in properties if prop.pk != plan.keep]
    values = values_of(properties, plan)
    hidden = {"is_sensitive": True} if values.get("is_sensitive") else {}
    ledger = common.Ledger()
    with pghistory.context(reason=reason.strip()), explained(Property):
        for prop in others:
            ledger.change(prop, common.closing("Merged", reason.strip()) | hidden)
        ledger.change(kept, _place(kept, values))
        _move_over(kept.pk, held, ledger)
        common.link(found, [(prop.pk, kept.pk) for prop in others])
    return common.finish(found, ledger, found.property_ids, reason.strip())


def _place(kept: Property, values: dict[str, Any]) -> dict[str, Any]:
    """With a new outline, a point that is known only to lie in the old one is looked for again."""
    if values.get("boundary", kept.boundary) != kept.boundary and kept.location_source == LocationSource.BOUNDARY:
        return values | {"location": None, "location_source": ""}
    return values


def _move_over(kept: int, held: Sequence[Held], ledger: common.Ledger) -> None:
    """Everything to the one that goes on. What it may have only once, and two of them have, is added up."""
    alike: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for portion in held:
        for row in portion.records:
            once = ONCE[portion.kind](row) if portion.kind in ONCE else (row.pk,)
            alike[(portion.kind, *once)].append(row)
    beside = _beside_totals(held)
    for (kind, *_), rows in alike.items():
        rows.sort(key=lambda row: (row.property_id != kept, row.pk))
        first, *more = rows
        for row in more:
            ledger.remove(kind, row)
        values: dict[str, Any] = {} if first.property_id == kept else {"property_id": kept}
        if more:
            values |= {name: together([getattr(row, name) for row in rows]) for name in ADDED.get(kind, ())}
        if kind == "costs" and (extra := sum(beside.get(row.pk, Decimal(0)) for row in rows)):
            values["amount"] = values.get("amount", first.amount) + extra
        if values:
            ledger.row(kind, first, values)


def _beside_totals(held: Sequence[Held]) -> dict[int, Decimal]:
    """What has to be added to a year's total, by its row, where others tell that year's cost by headings alone.

    A year's cost is its total where there is one, so those headings would else be lost from it. Pounds.
    """
    years: dict[int, list[Held]] = defaultdict(list)
    for portion in held:
        if portion.kind == "costs":
            years[portion.records[0].year].append(portion)
    found: dict[int, Decimal] = {}
    for portions in years.values():
        totals = [row for each in portions for row in each.records if row.heading == CostHeading.TOTAL]
        plain = [each for each in portions if all(row.heading != CostHeading.TOTAL for row in each.records)]
        if totals and plain:
            found[totals[0].pk] = sum((Decimal(year_of_costs(each.records)) for each in plain), Decimal(0))
    return found
