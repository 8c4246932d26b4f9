"""Bringing a claim to the register, changing it, withdrawing it. Its verdict is worked out as it is stored."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from spend.calc.checking import Checked, work_out
from spend.calc.formulas import RESERVED, FormulaRefused
from spend.models import Claim, ClaimConflict, ClaimInput
from spend.selectors.live import UNKNOWN, is_live
from spend.services.claim_checks import as_it_was, columns_of, live_for, stated_of
from spend.services.claim_merging import OF_AN_INPUT, PARTS, as_compared, inputs_of, reconcile_claim
from totalplace.models import User
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained
from totalplace.services.merging import Edited
from totalplace.versioning import StaleRecord, lock

# What a person says of her own claim.
SAID = frozenset(
    """report kind place statement wording low high unit tolerance formula missing note is_shared""".split()
)
MOST_INPUTS = 12
FROM_A_DOCUMENT = "This claim is a document's own: it can be cited, but not changed."
NOT_HERS = "Only whoever brought a claim, and the programme team, may change it."


@transaction.atomic
def add_claim(
    *, user: Any, values: Mapping[str, Any], inputs: Sequence[Mapping[str, Any]], conflicts: Sequence[str] = ()
) -> Claim:
    """A claim for the person's own report. Sent again word for word within a day, it answers the one that is there.

    Raises PermissionDenied, and ValidationError that names the field.
    """
    require(user, Action.VIEW_SPEND)
    _only(values, SAID)
    # Two clicks on Save wait for each other here, so that the second finds what the first has made.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    plain = {name: value for name, value in values.items() if name != "missing"}
    there = Claim.objects.standing().filter(added_by=user, created_at__gte=yesterday, **plain).first()
    return there or _stored(user, Claim(added_by=user), values, inputs, conflicts)


@transaction.atomic
def edit_claim(
    *, user: Any, pk: int, version: int, values: Mapping[str, Any], opened: Mapping[str, Any] | None = None
) -> Edited:
    """Change what `values` names of a claim seen at `version`: its columns, and its parts "inputs" and "conflicts".

    `opened` holds the conflicts as the person saw them, for the claim's version does not move with theirs.
    Raises Claim.DoesNotExist, PermissionDenied, Conflict, and ValidationError that names the field.
    """
    _only(values, SAID.union(PARTS))
    claim = _lock_own(user, pk)
    said = as_compared(values)
    if said.get("formula", claim.formula).strip():
        # The check says what is missing to work a formula out.
        said.pop("missing", None)
    changed = reconcile_claim(user, claim, version, said, opened or {})
    if not changed:
        return Edited(claim)
    columns = {name: value for name, value in changed.items() if name in SAID}
    return Edited(_stored(user, claim, columns, changed.get("inputs"), changed.get("conflicts")), changed)


@transaction.atomic
def withdraw_claim(*, user: Any, pk: int, version: int) -> Claim:
    """Take a claim out of the list; its page stays for those who cited it. Sent again, it stays withdrawn.

    Raises Claim.DoesNotExist, PermissionDenied and StaleRecord.
    """
    withdrawn = Claim.objects.editable_by(user).filter(pk=pk, withdrawn_at__isnull=False).first()
    if withdrawn is not None:
        return withdrawn
    claim = _lock_own(user, pk)
    if claim.version != version:
        raise StaleRecord(claim, version, claim.version)
    claim.withdrawn_at = timezone.now()
    with pghistory.context(reason="Withdrawn"):
        claim.save(update_fields=["withdrawn_at"])
    claim.refresh_from_db()
    return claim


def _only(values: Mapping[str, Any], known: frozenset[str]) -> None:
    if unknown := set(values) - known:
        raise ValueError(f"not for a person to say: {', '.join(sorted(unknown))}")


def _lock_own(user: Any, pk: int) -> Claim:
    claim = lock(Claim.objects.visible_to(user), pk)
    if not Claim.objects.editable_by(user).filter(pk=pk).exists():
        raise PermissionDenied(FROM_A_DOCUMENT if claim.added_by_id is None else NOT_HERS)
    return claim


def _stored(
    user: Any,
    claim: Claim,
    values: Mapping[str, Any],
    inputs: Sequence[Mapping[str, Any]] | None,
    conflicts: Sequence[str] | None,
) -> Claim:
    """The claim with these values, worked out and stored. Inputs or conflicts that are None stay as they are."""
    for name, value in values.items():
        setattr(claim, name, value)
    given = _inputs(claim, inputs_of(claim) if inputs is None else inputs)
    _work_out(claim, given)
    with explained(Claim):
        claim.save()
    _store_inputs(claim, given)
    if conflicts is not None:
        _store_conflicts(user, claim, conflicts)
    claim.refresh_from_db()
    return claim


def _inputs(claim: Claim, inputs: Sequence[Mapping[str, Any]]) -> list[ClaimInput]:
    """Inputs as they will be stored, live ones with their values."""
    if len(inputs) > MOST_INPUTS:
        raise ValidationError({"formula": f"A claim has at most {MOST_INPUTS} inputs; this has {len(inputs)}."})
    for row in inputs:
        _only(row, OF_AN_INPUT)
    made = [ClaimInput(**row) for row in inputs]
    for each in made:
        if each.name in RESERVED:
            raise ValidationError({"formula": f"“{each.name}” is a function's name: give the input another."})
        if each.live and not is_live(each.live):
            raise ValidationError({"formula": f"“{each.live[:60]}”: {UNKNOWN}"})
    live = live_for(claim, made)
    for each in made:
        each.value = live.get(each.live) if each.live else each.value
    return made


def _work_out(claim: Claim, inputs: Sequence[ClaimInput]) -> None:
    """Set the claim's figures and verdict; a formula that cannot be worked out is refused, not stored."""
    claim.worked_from = [as_it_was(each) for each in inputs]
    found = Checked(missing=claim.missing)
    if claim.formula.strip():
        try:
            found = work_out(claim.formula, {each.name: each.value for each in inputs}, stated_of(claim))
        except FormulaRefused as refusal:
            raise ValidationError({"formula": str(refusal)}) from refusal
    for name, value in columns_of(found).items():
        setattr(claim, name, value)


def _store_inputs(claim: Claim, inputs: Sequence[ClaimInput]) -> None:
    """Make the claim's inputs these; one that stays keeps its history."""
    there = {each.name: each for each in claim.inputs.all()}
    claim.inputs.exclude(name__in=[each.name for each in inputs]).delete()
    for each in inputs:
        kept = there.pop(each.name, ClaimInput(claim=claim))
        for name in OF_AN_INPUT:
            setattr(kept, name, getattr(each, name))
        with _told_of_inputs(), explained(ClaimInput):
            kept.save()


@contextmanager
def _told_of_inputs() -> Iterator[None]:
    """A refusal of an input's column is one of the claim's inputs, which has columns of the same names."""
    try:
        yield
    except ValidationError as refusal:
        raise ValidationError({"inputs": refusal.messages}) from refusal


def _store_conflicts(user: Any, claim: Claim, references: Sequence[str]) -> None:
    """Note that the claim conflicts with these, which the person must see; those that she does not see stay."""
    wanted = dict.fromkeys(reference.strip().upper() for reference in references if reference.strip())
    seen = Claim.objects.visible_to(user)
    others = {other.reference: other for other in seen.filter(reference__in=wanted)}
    if unknown := [reference for reference in wanted if reference not in others]:
        words = f"There is no claim {unknown[0][:20]}. Copy the reference from the other claim's page."
        raise ValidationError({"conflicts": words})
    claim.conflicts.filter(other__in=seen).exclude(other__in=others.values()).delete()
    for other in others.values():
        with explained(ClaimConflict):
            ClaimConflict.objects.get_or_create(claim=claim, other=other)
