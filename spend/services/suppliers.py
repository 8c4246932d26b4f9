"""Whether two suppliers are one: accepted, refused, taken back. Payments stay with their names, which change hands."""

from __future__ import annotations

from collections.abc import Iterable

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from spend.choices import MergeEvidence, MergeStatus
from spend.models import Supplier, SupplierMerge, SupplierName
from totalplace.models import User
from totalplace.permissions import Action, require

OPEN = (MergeStatus.PROPOSED, MergeStatus.UNDONE, MergeStatus.REFUSED)
# As many as one press of a button decides: each takes its own lock.
MOST_AT_ONCE = 500


def accept_merge(*, user: User, merge: SupplierMerge) -> SupplierMerge:
    """Say that the two are one: the names of the one that is absorbed go to the one that is kept."""
    require(user, Action.EDIT_SPEND)
    with transaction.atomic(), pghistory.context(reason="Suppliers merged"):
        held = _held(merge, *OPEN)
        kept, absorbed = _standing(held.kept), _standing(held.absorbed)
        moved: list[int] = []
        if kept.pk != absorbed.pk:
            names = SupplierName.objects.filter(supplier=absorbed)
            moved = list(names.order_by("pk").values_list("pk", flat=True))
            names.update(supplier=kept)
            Supplier.objects.filter(pk=absorbed.pk).update(merged_into=kept)
        return _decided(held, user, MergeStatus.ACCEPTED, moved)


def refuse_merge(*, user: User, merge: SupplierMerge) -> SupplierMerge:
    """Say that the two are two: it is not proposed again."""
    require(user, Action.EDIT_SPEND)
    with transaction.atomic(), pghistory.context(reason="Suppliers kept apart"):
        return _decided(_held(merge, MergeStatus.PROPOSED, MergeStatus.UNDONE), user, MergeStatus.REFUSED, [])


def undo_merge(*, user: User, merge: SupplierMerge) -> SupplierMerge:
    """Take an accepted merge back: the names that it moved go home. ValidationError where a later merge moved them."""
    require(user, Action.EDIT_SPEND)
    with transaction.atomic(), pghistory.context(reason="Merge of suppliers taken back"):
        held = _held(merge, MergeStatus.ACCEPTED)
        names = SupplierName.objects.select_for_update().filter(pk__in=held.moved)
        holders = set(names.values_list("supplier", flat=True))
        if held.moved:
            home = _home_of(held, holders)
            names.update(supplier=home)
            Supplier.objects.filter(pk=home.pk).update(merged_into=None)
        return _decided(held, user, MergeStatus.UNDONE, [])


def decide_merges(*, user: User, same: Iterable[int], different: Iterable[int]) -> int:
    """Decide several proposals at once, by their numbers; what is decided already is left. Answers how many."""
    require(user, Action.EDIT_SPEND)
    done = 0
    with transaction.atomic():
        for accept, numbers in ((True, same), (False, different)):
            open_ones = SupplierMerge.objects.filter(pk__in=list(numbers), status=MergeStatus.PROPOSED).order_by("pk")
            for merge in open_ones[:MOST_AT_ONCE]:
                (accept_merge if accept else refuse_merge)(user=user, merge=merge)
                done += 1
    return done


def accept_all(*, user: User, evidence: str) -> int:
    """Accept every proposal of one evidence but likeness alone, which somebody has to look at. Answers how many."""
    if evidence not in (MergeEvidence.PLAIN, MergeEvidence.COMPANY):
        raise ValidationError("Names that are only alike are decided one by one.")
    proposed = SupplierMerge.objects.filter(status=MergeStatus.PROPOSED, evidence=evidence).order_by("pk")
    return decide_merges(user=user, same=list(proposed.values_list("pk", flat=True)[:MOST_AT_ONCE]), different=[])


def _held(merge: SupplierMerge, *statuses: str) -> SupplierMerge:
    held = SupplierMerge.objects.select_for_update(of=("self",)).select_related("kept", "absorbed").get(pk=merge.pk)
    if held.status not in statuses:
        raise ValidationError(f"This was decided already: {held.get_status_display().lower()}.")
    return held


def _standing(supplier: Supplier) -> Supplier:
    """The supplier under which this one's names stand now, locked; `supplier` itself unless it was merged."""
    held = Supplier.objects.select_for_update(of=("self",)).get(pk=supplier.pk)
    while held.merged_into_id is not None:
        held = Supplier.objects.select_for_update(of=("self",)).get(pk=held.merged_into_id)
    return held


def _home_of(merge: SupplierMerge, holders: set[int]) -> Supplier:
    """The supplier whose names an accepted merge moved to the one of `holders`; ValidationError where they moved on."""
    kept = {each.pk for each in _chain(merge.kept)}
    for each in _chain(merge.absorbed):
        if each.merged_into_id in holders and len(holders) == 1 and each.pk not in kept:
            return each
    raise ValidationError("A later merge moved these names on: take that one back first.")


def _chain(supplier: Supplier) -> list[Supplier]:
    """The supplier and those into which it was merged, one after the other."""
    chain = [Supplier.objects.get(pk=supplier.pk)]
    while chain[-1].merged_into_id is not None:
        chain.append(Supplier.objects.get(pk=chain[-1].merged_into_id))
    return chain


def _decided(held: SupplierMerge, user: User, status: MergeStatus, moved: list[int]) -> SupplierMerge:
    held.status, held.decided_by, held.decided_at, held.moved = status, user, timezone.now(), moved
    held.save(update_fields=["status", "decided_by", "decided_at", "moved"])
    return held
