"""Entering planned changes, amending them, answering those of others, and recording what was decided.

Each write sees to it that alarms are looked for and partners are told, once it is stored.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from spend.choices import ChangeKind, ChangeStatus, Decision, Position
from spend.models import PartnerEffect, PlannedAmount, PlannedArea, PlannedChange, ProtocolSetting, Response
from spend.selectors.planned_areas import areas_coded
from spend.services.protocol import reach_of, rules_in_force, tell_of, will_look
from totalplace.models import Organisation
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained
from totalplace.services.merging import Edited, reconcile
from totalplace.versioning import lock, lock_current

EDITABLE = frozenset(
    "title description service kind groups people_affected decision_due_on amounts areas effects".split()
)
LESS = (ChangeKind.SAVING, ChangeKind.CUT, ChangeKind.CLOSURE)
PARTS = ("amounts", "areas", "effects")
NEEDED = {
    "description": "Say what would change, so that partners can judge it.",
    "service": "Choose the service.",
    "kind": "Choose the kind of change.",
    "groups": "Tick who is affected.",
    "decision_due_on": "Write the day on which it is to be decided.",
    "amounts": "Write the amount for at least one year.",
    "areas": "Name at least one place: the county, where it is for all of it.",
}


def parts_of(change: PlannedChange) -> dict[str, tuple[Any, ...]]:
    """What belongs to a change as it is compared: (year, £), codes of areas, (body, £ or None, how)."""
    return {
        "amounts": tuple(sorted(change.amounts.values_list("year", "amount"))),
        "areas": tuple(sorted(change.areas.values_list("area_code", flat=True))),
        "effects": tuple(sorted(change.effects.values_list("organisation_id", "cost", "words"), key=str)),
    }


@transaction.atomic
def draft_change(
    *, user: Any, organisation: Organisation, values: Mapping[str, Any], reason: str = "", is_synthetic: bool = False
) -> PlannedChange:
    """A new planned change, which only its own body and the programme team see until it is shown to partners.

    Sent again word for word within a day, it answers the one that is there. Raises PermissionDenied, and
    ValidationError that names the field.
    """
    require(user, Action.ANSWER_FOR_SPEND, organisation.pk)
    _only(values)
    # Two clicks on Save wait for each other here, so that the second finds what the first has made.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    columns = {name: value for name, value in values.items() if name not in PARTS}
    parts = {name: values[name] for name in PARTS if name in values}
    yesterday = timezone.now() - datetime.timedelta(days=1)
    for there in PlannedChange.objects.filter(organisation=organisation, created_at__gte=yesterday, **columns):
        if all(parts_of(there)[name] == tuple(sorted(value, key=str)) for name, value in parts.items()):
            return there
    made = PlannedChange(organisation=organisation, is_synthetic=is_synthetic, **columns)
    _sane(made.kind, parts.get("amounts", ()))
    with pghistory.context(reason=reason.strip()), explained(PlannedChange):
        made.save()
        _write_parts(made, parts)
    made.refresh_from_db()
    return made


@transaction.atomic
def amend_change(
    *,
    user: Any,
    pk: int,
    version: int,
    values: Mapping[str, Any],
    opened: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Edited:
    """Change what `values` names of a planned change seen at `version`.

    `opened` holds its amounts, areas and effects as the person saw them, for the version does not move with them.
    Raises PlannedChange.DoesNotExist, PermissionDenied, Conflict, and ValidationError that names the field. What was
    decided stays as it was decided.
    """
    change = lock_answered(user=user, pk=pk)
    _only(values)
    if change.decision:
        raise ValidationError("It is decided: what was planned stays as it was. Enter a new change for what follows.")
    stands = parts_of(change)
    mine = dict(values) | {name: tuple(sorted(values[name], key=str)) for name in PARTS if name in values}
    parts = {name: ((opened or {}).get(name, stands[name]), stands[name]) for name in PARTS if name in values}
    changed = reconcile(change, expected=version, mine=mine, parts=parts)
    if changed:
        final = {name: getattr(change, name) for name in NEEDED if name not in PARTS} | stands | changed
        _sane(final["kind"], final["amounts"])
        if change.status != ChangeStatus.DRAFT:
            _complete(final)
        _store(change, changed, reason)
        _after(change)
    return Edited(change, changed)


@transaction.atomic
def show_to_partners(*, user: Any, pk: int, version: int, reason: str = "") -> Edited:
    """Enter a draft into the protocol: from now on every partner sees it, and those who signed are told.

    Raises as `amend_change` does; ValidationError names what partners still need to know. Again changes nothing.
    """
    change = lock_answered(user=user, pk=pk)
    if change.status == ChangeStatus.ENTERED:
        return Edited(change)
    change = lock_current(PlannedChange.objects.editable_by(user), pk, version)
    _complete({name: getattr(change, name) for name in NEEDED if name not in PARTS} | parts_of(change))
    _store(change, {"status": ChangeStatus.ENTERED}, reason)
    tell_of(change)
    _after(change)
    return Edited(change, {"status": ChangeStatus.ENTERED})


@transaction.atomic
def decide(
    *, user: Any, pk: int, version: int, decision: str, decided_on: datetime.date | None, reasons: str
) -> Edited:
    """Record what was decided, when and why. Raises as `amend_change` does. A decision may be put right later."""
    change = lock_answered(user=user, pk=pk)
    faults: dict[str, str] = {}
    if decision not in Decision.values:
        faults["decision"] = "Choose what was decided."
    if decided_on is None:
        faults["decided_on"] = "Write the day of the decision."
    elif decided_on > timezone.localdate():
        faults["decided_on"] = "The day is still to come. Record the decision once it is taken."
    if not reasons.strip():
        faults["decision_reasons"] = "Give the reasons: they stay with the decision."
    if faults:
        raise ValidationError(faults)
    if change.status == ChangeStatus.DRAFT:
        raise ValidationError("Show the change to partners first: nobody can be asked about a draft.")
    mine = {"decision": decision, "decided_on": decided_on, "decision_reasons": reasons.strip()}
    changed = reconcile(change, expected=version, mine=mine)
    if changed:
        _store(change, changed, reasons)
        _after(change)
    return Edited(change, changed)


@transaction.atomic
def respond(
    *, user: Any, pk: int, organisation: Organisation, version: int | None, values: Mapping[str, Any]
) -> Edited:
    """A partner body's answer to an entered change, or its revision of it (`version` is the answer's own).

    Raises PlannedChange.DoesNotExist, PermissionDenied, Conflict, and ValidationError that names the field.
    """
    change = lock(PlannedChange.objects.visible_to(user).entered(), pk)
    require(user, Action.ANSWER_FOR_SPEND, organisation.pk)
    if organisation.pk == change.organisation_id:
        raise ValidationError("A body does not answer its own change: amend it instead.")
    wanted = {"position": values.get("position"), "cost": values.get("cost"), "words": values.get("words", "")}
    if wanted["position"] not in Position.values:
        raise ValidationError({"position": "Choose your answer."})
    there = Response.objects.select_for_update().filter(change=change, organisation=organisation).first()
    with explained(Response):
        if there is None:
            there = Response.objects.create(change=change, organisation=organisation, **wanted)
            changed: Mapping[str, Any] = wanted
        else:
            changed = reconcile(there, expected=version or 0, mine={k: v for k, v in values.items() if k in wanted})
            _set(there, changed)
    there.refresh_from_db()
    if changed:
        will_look()
    return Edited(there, changed)


@transaction.atomic
def set_rules(*, user: Any, version: int, values: Mapping[str, Any]) -> Edited:
    """Change by what rules alarms are raised, for all bodies. Raises PermissionDenied, Conflict, ValidationError."""
    require(user, Action.EDIT_SPEND)
    setting = lock(ProtocolSetting.objects.all(), rules_in_force().pk)
    changed = reconcile(setting, expected=version, mine=values)
    with explained(ProtocolSetting):
        _set(setting, changed)
    if changed:
        setting.refresh_from_db()
        will_look()
    return Edited(setting, changed)


def lock_answered(*, user: Any, pk: int) -> PlannedChange:
    """The change, locked, for one who answers for its body."""
    change = lock(PlannedChange.objects.visible_to(user), pk)
    require(user, Action.ANSWER_FOR_SPEND, change.organisation_id)
    return change


def _only(values: Mapping[str, Any]) -> None:
    if others := set(values) - EDITABLE:
        raise ValueError(f"not changed here: {', '.join(sorted(others))}")


def _sane(kind: str, amounts: Iterable[tuple[str, Any]]) -> None:
    """ValidationError for a year of £0, and for a cut that adds: a forgotten sign would turn it into growth."""
    amounts = list(amounts)
    if any(amount == 0 for _, amount in amounts):
        raise ValidationError({"amounts": "An amount of £0 changes nothing: leave that year out."})
    wrong = ", ".join(year for year, amount in amounts if amount > 0)
    if kind in LESS and wrong:
        named = str(ChangeKind(kind).label).lower()
        remedy = f"write a minus sign before the pounds of {wrong}."
        raise ValidationError({"amounts": f"A {named} makes the budget less: {remedy}"})


def _complete(values: Mapping[str, Any]) -> None:
    """ValidationError unless partners can judge it."""
    missing = {name: words for name, words in NEEDED.items() if not values[name]}
    if missing:
        raise ValidationError(missing)


def _set(record: models.Model, changed: Mapping[str, Any]) -> None:
    for name, value in changed.items():
        setattr(record, name, value)
    if changed:
        record.save(update_fields=list(changed))


def _store(change: PlannedChange, changed: Mapping[str, Any], reason: str) -> None:
    with pghistory.context(reason=reason.strip()), explained(PlannedChange):
        _set(change, {name: value for name, value in changed.items() if name not in PARTS})
        _write_parts(change, {name: changed[name] for name in PARTS if name in changed})
    change.refresh_from_db()


def _after(change: PlannedChange) -> None:
    if change.status == ChangeStatus.ENTERED:
        reach_of([change.pk])
        will_look()


# --- What belongs to a change ---------------------------------------------------------------------------


def _write_parts(change: PlannedChange, parts: Mapping[str, Any]) -> None:
    for name, rows in parts.items():
        with explained(_WRITERS[name][0]):
            _WRITERS[name][1](change, rows)


def _write_amounts(change: PlannedChange, rows: tuple[tuple[str, Any], ...]) -> None:
    """Years that stay as they are are not touched, so their history stays quiet."""
    wanted = dict(rows)
    if len(wanted) < len(rows):
        raise ValidationError({"amounts": "A year is there twice. Add its amounts up, and leave one of them out."})
    for there in PlannedAmount.objects.filter(change=change):
        amount = wanted.pop(there.year, None)
        if amount is None:
            there.delete()
        elif amount != there.amount:
            PlannedAmount.objects.filter(pk=there.pk).update(amount=amount)
    PlannedAmount.objects.bulk_create(PlannedAmount(change=change, year=y, amount=a) for y, a in wanted.items())


def _write_areas(change: PlannedChange, codes: tuple[str, ...]) -> None:
    names = areas_coded(codes)
    if unknown := sorted(set(codes) - set(names)):
        raise ValidationError({"areas": f"There is no place in force with the code {', '.join(unknown)}."})
    PlannedArea.objects.filter(change=change).exclude(area_code__in=codes).delete()
    there = set(PlannedArea.objects.filter(change=change).values_list("area_code", flat=True))
    PlannedArea.objects.bulk_create(
        PlannedArea(change=change, area_code=code, name=names[code]) for code in sorted(set(codes) - there)
    )


def _write_effects(change: PlannedChange, rows: tuple[tuple[int, Any, str], ...]) -> None:
    wanted = {body: (cost, words) for body, cost, words in rows}
    if len(wanted) < len(rows):
        raise ValidationError({"effects": "A body is there twice. Leave one of them out."})
    if change.organisation_id in wanted:
        raise ValidationError({"effects": "An effect on your own body is part of the amounts above."})
    for there in PartnerEffect.objects.filter(change=change):
        effect = wanted.pop(there.organisation_id, None)
        if effect is None:
            there.delete()
        elif effect != (there.cost, there.words):
            PartnerEffect.objects.filter(pk=there.pk).update(cost=effect[0], words=effect[1])
    PartnerEffect.objects.bulk_create(
        PartnerEffect(change=change, organisation_id=body, cost=cost, words=words)
        for body, (cost, words) in wanted.items()
    )


_WRITERS: dict[str, tuple[type[models.Model], Callable[[PlannedChange, Any], None]]] = {
    "amounts": (PlannedAmount, _write_amounts),
    "areas": (PlannedArea, _write_areas),
    "effects": (PartnerEffect, _write_effects),
}
