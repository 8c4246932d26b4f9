"""Splitting one property into several: all of it or nothing, in one change, with nothing lost and nothing doubled."""

from __future__ import annotations

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from estate.choices import MOST_PARTS, BulkStatus, LocationSource
from estate.models import Property, PropertyTitle, Reshaping
from estate.selectors.held import Held, as_seen, held_by
from estate.selectors.splits import SHARED, Part, SplitPlan, destinations, overlapping, shares_of, told
from estate.services import reshaping as common
from estate.services.bulk import NotAsSeen
from totalplace.services.constraints import explained

# What a part has of the whole without being asked. The rating, the UPRN and the energy certificate were given to the
# whole, and stay with it.
INHERITED = (
    "organisation_id site_id street_number street locality post_town postcode location location_source status tenure "
    "holding reason_for_holding built_year condition functional_suitability is_sensitive is_community_asset "
    "is_synthetic"
).split()
TWICE = "Part {one} and part {other} have the same reference, “{reference}”. Give each its own, or leave one empty."
TAKEN = "{reference}, {property}, of the same body has this reference already. Choose another, or leave it empty."


def check_split(original: Property, plan: SplitPlan) -> None:
    """ValidationError for what cannot be done, by the form's names: name_2, local_reference_3, book_value_1…"""
    common.refuse_closed([original], "split")
    if not 2 <= len(plan.parts) <= MOST_PARTS:
        raise ValidationError(
            {"parts": f"A property can be split into 2 to {MOST_PARTS} parts, not {len(plan.parts)}."}
        )
    faults: dict[str, str] = {}
    for number, part in enumerate(plan.parts, start=1):
        if not part.name.strip():
            faults[f"name_{number}"] = f"Write what part {number} is called."
    faults |= _reference_faults(original, plan) | _share_faults(original, plan)
    for one, other, area in overlapping(plan):
        words = f"Part {one + 1} and part {other + 1} overlap by {area:,.0f} m². Draw one of them again."
        faults.setdefault(f"boundary_{other + 1}", words)
    if plan.goes_on and original.boundary and not plan.parts[0].boundary:
        faults["boundary_1"] = "The other parts take the whole outline: nothing remains of the property that goes on."
    if faults:
        raise ValidationError(faults)


def _reference_faults(original: Property, plan: SplitPlan) -> dict[str, str]:
    """Its body's references: no two parts with one, and none that another property has."""
    first = 1 if plan.goes_on else 0
    given = {number: part.local_reference for number, part in enumerate(plan.parts, start=1) if part.local_reference}
    faults: dict[str, str] = {}
    seen: dict[str, int] = {}
    for number, reference in given.items():
        if reference in seen:
            faults[f"local_reference_{number}"] = TWICE.format(one=seen[reference], other=number, reference=reference)
        seen.setdefault(reference, number)
    own = {original.local_reference} if first else set()
    taken = Property.objects.filter(
        organisation=original.organisation_id, local_reference__in=set(given.values()) - own
    )
    for prop in taken:
        where = f"local_reference_{seen[prop.local_reference]}"
        faults[where] = TAKEN.format(reference=prop.reference, property=prop)
    return faults


def _share_faults(original: Property, plan: SplitPlan) -> dict[str, str]:
    faults = {}
    for name, share in shares_of(original, plan).items():
        if share.parts[0] is not None and share.parts[0] < 0:
            others, whole = told(name, share.whole - share.parts[0]), told(name, share.whole)  # type: ignore[operator]
            faults[f"{name}_1"] = f"The other parts have {others} together, and there are {whole}. Write less for one."
    return faults


@transaction.atomic
def split(*, user: Any, reshaping: Reshaping, plan: SplitPlan, reason: str, seen: str) -> Reshaping:
    """Split the property as planned; done already, it stays done once.

    `seen` is the preview's digest. NotAsSeen when the property, or anything that belongs to it, is no longer as it was
    then, or no longer hers to change; ValidationError as `check_split`, and for want of a reason.
    """
    found = common.locked(user, reshaping)
    if found.status != BulkStatus.DRAFT:
        return found
    if not reason.strip():
        raise ValidationError({"reason": common.NO_REASON})
    (original,) = common.lock_all(user, found.property_ids).values()
    held = held_by([original.pk])
    if as_seen([original], held) != seen:
        raise NotAsSeen
    check_split(original, plan)
    ledger = common.Ledger()
    with pghistory.context(reason=reason.strip()):
        parts = _made(original, plan, ledger, reason.strip())
        for each in held:
            _move(each, [parts[number] for number in destinations(plan, each)], ledger)
        common.link(found, [(original.pk, pk) for pk in parts if pk != original.pk])
    return common.finish(found, ledger, [original.pk], reason.strip())


def _made(original: Property, plan: SplitPlan, ledger: common.Ledger, reason: str) -> list[int]:
    """The parts' keys, in order, with the original among them where it goes on."""
    shares = shares_of(original, plan)
    inherited = {name: getattr(original, name) for name in INHERITED}
    keys = []
    with explained(Property):
        for number, part in enumerate(plan.parts):
            figures = {name: shares[name].parts[number] for name in SHARED}
            if plan.goes_on and number == 0:
                keys.append(original.pk)
                ledger.change(original, _described(part) | figures | _place(original, part))
            else:
                values = (
                    inherited | _described(part) | figures | _value_basis(original, figures) | _place(original, part)
                )
                made = Property.objects.create(**values)
                keys.append(made.pk)
                ledger.created.append(made.pk)
        if not plan.goes_on:
            ledger.change(original, common.closing("Split", reason))
    return keys


def _described(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "local_reference": part.local_reference,
        "category": part.category,
        "use": part.use,
    }


def _value_basis(original: Property, figures: dict[str, Any]) -> dict[str, Any]:
    """A share of a value was found as the whole was."""
    names = ("book_value_basis", "book_value_date", "book_value_method")
    return {name: getattr(original, name) for name in names} if figures["book_value"] is not None else {}


def _place(original: Property, part: Part) -> dict[str, Any]:
    """A part's outline, and its point: the whole's own while it lies in the outline, else one inside it."""
    values: dict[str, Any] = {"boundary": part.boundary}
    point, source = original.location, original.location_source
    if part.boundary is None:
        # A point inside an outline that this part has not.
        return values | ({"location_source": LocationSource.GIVEN} if source == LocationSource.BOUNDARY else {})
    if point is None or source == LocationSource.BOUNDARY or not part.boundary.covers(point):
        return values | {"location": None, "location_source": ""}
    return values


def _move(held: Held, parts: list[int], ledger: common.Ledger) -> None:
    """Give a portion to its part; a title, which may cover several, to each."""
    for row in held.records:
        if row.property_id not in parts:
            ledger.row(held.kind, row, {"property_id": parts[0]})
        stays = row.property_id if row.property_id in parts else parts[0]
        for pk in parts:
            if pk != stays:
                ledger.add(held.kind, PropertyTitle.objects.create(property_id=pk, title_id=row.title_id))
