"""What belongs to a property: leases with their breaks and reviews, occupations, costs, valuations, energy, titles.

Each write locks the property first, asks its body's right, and then the record. Adding what is there word for word adds
nothing, so a second click on Save or a request that is sent again stores once.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from estate.models import (
    EnergyUse,
    Lease,
    LeaseBreak,
    LeaseReview,
    Occupation,
    Property,
    PropertyTitle,
    RunningCost,
    Title,
    Valuation,
)
from estate.services.editing import lock_editable
from totalplace.selectors.versions import Authorship, last_author
from totalplace.services.constraints import explained
from totalplace.services.merging import Conflict, Edited, reconcile
from totalplace.versioning import lock_current

# (day, months' notice or None, who may break or ""), in order; the same day may be open to both sides.
Break = tuple[datetime.date, int | None, str]
PARTS = ("breaks", "reviews")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that belongs to a property: its columns that people change, and which tell it apart."""

    slug: str
    model: Any
    columns: tuple[str, ...]
    noun: str


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "leases",
            Lease,
            ("role", "counterparty", "starts_on", "expires_on", "annual_rent", "repair_liability", "inside_1954_act",
             "note"),
            "lease",
        ),
        Kind("occupations", Occupation, ("organisation_id", "use", "area_m2", "staff_fte", "desks"), "occupation"),
        Kind("costs", RunningCost, ("year", "heading", "amount"), "running cost"),
        Kind("valuations", Valuation, ("valued_on", "basis", "method", "amount"), "valuation"),
        Kind("energy-use", EnergyUse, ("year", "fuel", "kwh"), "energy reading"),
    )
}  # fmt: skip


@transaction.atomic
def add_belonging(*, user: Any, property_pk: int, kind: str, values: Mapping[str, Any], reason: str = "") -> Edited:
    """A new lease, occupation, cost, valuation or energy reading of a property.

    Raises Property.DoesNotExist, PermissionDenied, and ValidationError that names the field.
    """
    prop, spec = lock_editable(user=user, pk=property_pk), KINDS[kind]
    columns = {name: value for name, value in values.items() if name not in PARTS}
    for there in spec.model.objects.filter(property=prop, **columns):
        if all(values[name] == now for name, now in _parts_of(there, values).items()):
            return Edited(there)
    _check(spec, columns, values)
    with pghistory.context(reason=reason.strip()), explained(spec.model):
        made = spec.model.objects.create(property=prop, **columns)
        _write_parts(made, values)
    return Edited(made, values)


@transaction.atomic
def edit_belonging(
    *,
    user: Any,
    property_pk: int,
    kind: str,
    pk: int,
    version: int,
    values: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Edited:
    """Change what `values` names of one of them, seen at `version`.

    `opened` holds a lease's "breaks" and "reviews" as the person saw them, for its version does not move with theirs.
    Raises DoesNotExist (of the property, or of the record), PermissionDenied, Conflict, and ValidationError.
    """
    prop, spec = lock_editable(user=user, pk=property_pk), KINDS[kind]
    record = spec.model.objects.select_for_update(of=("self",)).get(pk=pk, property=prop)
    opened = opened or {}
    parts = {name: (opened.get(name, now), now) for name, now in _parts_of(record, values).items()}
    try:
        changed = reconcile(record, expected=version, mine=values, parts=parts)
    except Conflict as conflict:
        raise _with_authors_of_parts(conflict) from conflict
    if not changed:
        return Edited(record)
    columns = {name: value for name, value in changed.items() if name not in PARTS}
    for name, value in columns.items():
        setattr(record, name, value)
    _check(spec, {name: getattr(record, name) for name in spec.columns}, changed)
    with pghistory.context(reason=reason.strip()), explained(spec.model):
        if columns:
            record.save(update_fields=list(columns))
        _write_parts(record, changed)
    record.refresh_from_db(fields=["version"])
    return Edited(record, changed)


@transaction.atomic
def remove_belonging(*, user: Any, property_pk: int, kind: str, pk: int, version: int, reason: str = "") -> None:
    """Take one away; the history keeps it. StaleRecord when it was changed since: look at it first.

    One that is gone already is no error: that is what was asked.
    """
    prop, spec = lock_editable(user=user, pk=property_pk), KINDS[kind]
    mine = spec.model.objects.filter(property=prop)
    if not mine.filter(pk=pk).exists():
        return
    record = lock_current(mine, pk, version)
    with pghistory.context(reason=reason.strip()):
        record.delete()


# --- Breaks and reviews of a lease -------------------------------------------------------------------


def breaks_of(lease: Lease) -> tuple[Break, ...]:
    """The breaks of a lease as they are compared. A lease read with its breaks is not asked again."""
    rows = [(each.on, each.notice_months, each.by) for each in lease.breaks.all()]
    return tuple(sorted(rows, key=lambda row: tuple(map(str, row))))


def reviews_of(lease: Lease) -> tuple[datetime.date, ...]:
    """The review days of a lease, in order."""
    return tuple(sorted(each.on for each in lease.reviews.all()))


def _parts_of(record: models.Model, wanted: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(record, Lease):
        return {}
    found = {"breaks": breaks_of(record), "reviews": reviews_of(record)}
    return {name: now for name, now in found.items() if name in wanted}


def _write_parts(record: models.Model, values: Mapping[str, Any]) -> None:
    """Bring breaks and reviews to what is wanted: those that stay are not touched, so their history stays quiet."""
    if not isinstance(record, Lease):
        return
    if "breaks" in values:
        wanted = {(on, by): months for on, months, by in values["breaks"]}
        for there in LeaseBreak.objects.filter(lease=record):
            key = (there.on, there.by)
            if key not in wanted:
                there.delete()
            elif wanted[key] != there.notice_months:
                LeaseBreak.objects.filter(pk=there.pk).update(notice_months=wanted[key])
            wanted.pop(key, None)
        LeaseBreak.objects.bulk_create(
            LeaseBreak(lease=record, on=on, by=by, notice_months=months) for (on, by), months in wanted.items()
        )
    if "reviews" in values:
        days = set(values["reviews"])
        LeaseReview.objects.filter(lease=record).exclude(on__in=days).delete()
        days -= set(reviews_of(record))
        LeaseReview.objects.bulk_create(LeaseReview(lease=record, on=on) for on in sorted(days))


def _with_authors_of_parts(conflict: Conflict) -> Conflict:
    authors: dict[str, Authorship] = dict(conflict.authors)
    for name, model in (("breaks", LeaseBreak), ("reviews", LeaseReview)):
        if any(field.name == name for field in conflict.fields):
            author = last_author(model, Q(lease_id=conflict.record.pk))
            authors |= {name: author} if author else {}
    return Conflict(conflict.record, conflict.expected, conflict.fields, authors)


def _check(spec: Kind, final: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    """What only a person's writing can be asked: her dates in order, her days within the term."""
    if spec.model is Lease:
        _check_lease(final, changed)
    day = changed.get("valued_on")
    if day is not None and day > datetime.date.today():
        raise ValidationError({"valued_on": f"{_day(day)} is still to come. Write the day of the valuation."})


def _check_lease(final: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    starts, ends = final.get("starts_on"), final.get("expires_on")
    if starts and ends and ends <= starts:
        words = f"The lease ends on {_day(ends)} and starts on {_day(starts)}. Write an end after the start."
        raise ValidationError({"expires_on": words})
    days = {"breaks": [on for on, *_ in changed.get("breaks", ())], "reviews": changed.get("reviews", ())}
    for name, given in days.items():
        for day in given:
            if (starts and day < starts) or (ends and day > ends):
                words = f"{_day(day)} is outside the term of the lease. Check the day, or the term."
                raise ValidationError({name: words})


def _day(day: datetime.date) -> str:
    return f"{day.day} {day:%B %Y}"


# --- Titles ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_titles(*, user: Any, property_pk: int, numbers: list[str], reason: str = "") -> list[Title]:
    """Say that titles cover a property; those that do already stay as they are. Answers the ones added.

    A title is one record however many of the body's properties it covers. Another body's record of the same number is
    never looked at: that there is one may be hidden from this person.
    """
    prop = lock_editable(user=user, pk=property_pk)
    held = set(prop.titles.values_list("number", flat=True))
    added = []
    with pghistory.context(reason=reason.strip()), explained(Title):
        for number in sorted(set(numbers) - held):
            title, _ = Title.objects.get_or_create(number=number, organisation_id=prop.organisation_id)
            PropertyTitle.objects.create(property=prop, title=title)
            added.append(title)
    return added


@transaction.atomic
def edit_title(
    *, user: Any, property_pk: int, pk: int, version: int, values: Mapping[str, Any], reason: str = ""
) -> Edited:
    """Say of a title that covers this property of which class it is, and of which interest. Raises Conflict."""
    prop = lock_editable(user=user, pk=property_pk)
    title = Title.objects.select_for_update(of=("self",)).get(pk=pk, property_titles__property=prop)
    changed = reconcile(title, expected=version, mine=values)
    if changed:
        for name, value in changed.items():
            setattr(title, name, value)
        with pghistory.context(reason=reason.strip()), explained(Title):
            title.save(update_fields=list(changed))
        title.refresh_from_db(fields=["version"])
    return Edited(title, changed)


@transaction.atomic
def remove_title(*, user: Any, property_pk: int, pk: int, reason: str = "") -> None:
    """Say that a title does not cover this property. The title itself stays, and the history keeps that it did."""
    prop: Property = lock_editable(user=user, pk=property_pk)
    with pghistory.context(reason=reason.strip()):
        PropertyTitle.objects.filter(property=prop, title=pk).delete()
