"""Changing a property's own details, a few at a time; adding one, closing it and opening it again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction

from estate.choices import CLOSED_STATUSES, LocationSource, Status
from estate.models import Property
from totalplace.models import Organisation
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained
from totalplace.services.merging import Edited, reconcile
from totalplace.versioning import lock

# What a person may change here. The rating has a record of its own; the areas follow the place.
EDITABLE = frozenset(
    """organisation_id local_reference uprn site_id name description street_number street locality post_town postcode
    location boundary category use status tenure holding reason_for_holding gross_internal_area_m2 site_area_ha
    built_year condition functional_suitability energy_rating energy_rating_expires_on required_maintenance book_value
    book_value_basis book_value_date book_value_method is_sensitive is_community_asset sharing_potential
    sharing_note""".split()
)
NAMING = ("name", "local_reference", "uprn", "street", "post_town", "postcode")
# Straight across; Worcestershire is 60 km wide, and no one property is.
WIDEST_OUTLINE_M = 30_000
# More than the most detailed outline of a country park; a browser still draws them.
MOST_CORNERS = 10_000


@transaction.atomic
def edit_property(*, user: Any, pk: int, version: int, values: Mapping[str, Any], reason: str = "") -> Edited:
    """Change the columns `values` of a property seen at `version`.

    Raises Property.DoesNotExist (not there, or not for this person), PermissionDenied, Conflict, and ValidationError
    that names the field. Passing it to another body needs the right to edit both, and a reason.
    """
    prop = lock_editable(user=user, pk=pk)
    _only(values, EDITABLE)
    changed = reconcile(prop, expected=version, mine=values)
    _check_status(prop, changed)
    _check_body(user, changed, reason)
    _check_outline(changed)
    return _stored(prop, _with_source(prop, changed), reason)


@transaction.atomic
def add_property(*, user: Any, organisation: Organisation, values: Mapping[str, Any], reason: str = "") -> Property:
    """A new property of a body. Sent again word for word within a day, it answers the one that is there.

    Raises PermissionDenied, and ValidationError when nothing says what it is, or a value is refused.
    """
    require(user, Action.EDIT_ESTATE, organisation.pk)
    _only(values, EDITABLE - {"organisation_id"})
    if not any(values.get(name) for name in NAMING):
        raise ValidationError(
            {"name": "Nothing says which property this is. Give it a name, an address or a reference."}
        )
    _check_outline(values)
    # Two clicks on Save wait for each other here, so that the second finds what the first has made.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    yesterday = datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=1)
    plain = {name: value for name, value in values.items() if name not in ("location", "boundary")}
    there = Property.objects.filter(organisation=organisation, created_at__gte=yesterday, **plain).first()
    if there is not None:
        return there
    made = Property(organisation=organisation, **values)
    if made.location is not None:
        made.location_source = LocationSource.GIVEN
    with pghistory.context(reason=reason), explained(Property):
        made.save()
    made.refresh_from_db()
    return made


@transaction.atomic
def close_property(
    *, user: Any, pk: int, version: int, status: str, closed_on: datetime.date | None, reason: str
) -> Edited:
    """Take a property out of the running register: sold, lease ended, demolished or closed, on a day, for a reason.

    It stays readable with all its history. Raises as `edit_property` does.
    """
    prop = lock_editable(user=user, pk=pk)
    faults: dict[str, str] = {}
    if status not in CLOSED_STATUSES:
        faults["status"] = "Say what happened: sold, lease ended, demolished or closed."
    if closed_on is None:
        faults["closed_on"] = "Write the day it happened."
    elif closed_on > datetime.date.today():
        faults["closed_on"] = "The day is still to come. Close the property on that day, or write an earlier one."
    if not reason.strip():
        faults["closed_reason"] = "Say why, in a few words: it stays with the property."
    if faults:
        raise ValidationError(faults)
    values = {"status": status, "closed_on": closed_on, "closed_reason": reason.strip()}
    return _stored(prop, reconcile(prop, expected=version, mine=values), reason)


@transaction.atomic
def reopen_property(*, user: Any, pk: int, version: int, status: str, reason: str) -> Edited:
    """Take a closed property back into the register. The day and reason of its closing stay in the history."""
    prop = lock_editable(user=user, pk=pk)
    if status in CLOSED_STATUSES or status not in Status.values:
        raise ValidationError({"status": "Choose how it is used from now on."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is opened again: it stays in the history."})
    changed = reconcile(prop, expected=version, mine={"status": status})
    return _stored(prop, changed | ({"closed_on": None, "closed_reason": ""} if changed else {}), reason)


def lock_editable(*, user: Any, pk: int) -> Property:
    """The property, locked, for one who may change it.

    Whatever is written about a property, this comes first: then two writers take their locks in one order, and the
    body whose right was asked is still its body when the write is done.
    """
    prop = lock(Property.objects.visible_to(user), pk)
    require(user, Action.EDIT_ESTATE, prop.organisation_id)
    return prop


def _only(values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    if others := set(values) - allowed:
        raise ValueError(f"not changed here: {', '.join(sorted(others))}")


def _check_status(prop: Property, changed: Mapping[str, Any]) -> None:
    if "status" in changed and (changed["status"] in CLOSED_STATUSES or prop.status in CLOSED_STATUSES):
        raise ValidationError({"status": "Close or reopen the property on its own page, which asks the day and why."})


def _check_body(user: Any, changed: Mapping[str, Any], reason: str) -> None:
    if "organisation_id" not in changed:
        return
    require(user, Action.EDIT_ESTATE, changed["organisation_id"])
    if not reason.strip():
        raise ValidationError({"reason": "Say why it passes to another body: it stays in the history."})


def _check_outline(changed: Mapping[str, Any]) -> None:
    outline = changed.get("boundary")
    if outline is None:
        return
    if outline.num_coords > MOST_CORNERS:
        raise ValidationError({"boundary": f"{too_many_corners(outline.num_coords)} Simplify it."})
    west, south, east, north = outline.extent
    widest = max(east - west, north - south)
    if widest > WIDEST_OUTLINE_M:
        raise ValidationError(
            {
                "boundary": f"The outline is {widest / 1000:,.0f} km across, and a property at most "
                f"{WIDEST_OUTLINE_M // 1000} km. Check its coordinates."
            }
        )


def too_many_corners(count: int) -> str:
    """The refusal of an outline with so many corners."""
    return f"The outline has {count:,} corners, and a property at most {MOST_CORNERS:,}."


def _with_source(prop: Property, changed: dict[str, Any]) -> dict[str, Any]:
    """A place says where it came from: one that is written here was given by the body."""
    if "location" in changed:
        source = LocationSource.GIVEN if changed["location"] is not None else ""
        return changed | {"location_source": source}
    if changed.get("boundary", prop.boundary) is None and prop.location_source == LocationSource.BOUNDARY:
        # The point inside an outline that is taken away would say that it is inside something.
        return changed | {"location": None, "location_source": ""}
    return changed


def _stored(prop: Property, changed: dict[str, Any], reason: str) -> Edited:
    if not changed:
        return Edited(prop)
    for name, value in changed.items():
        setattr(prop, name, value)
    with pghistory.context(reason=reason.strip()), explained(Property):
        prop.save(update_fields=list(changed))
    prop.refresh_from_db(fields=["version"])
    return Edited(prop, changed)
