"""Putting earlier values back: always as a new change, which the history keeps like any other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pghistory
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from totalplace.models.base import Versioned
from totalplace.selectors.events import belonging_now, belonging_to, can_be_put_back, children_of
from totalplace.selectors.past import PutBack, event_before
from totalplace.selectors.records import kind_of
from totalplace.services.merging import Conflict, reconcile
from totalplace.versioning import StaleRecord, lock

NOTHING_CHOSEN = "Choose at least one detail to put back."
NO_REASON = "Say why, in a few words: it stays in the history."
NOT_OURS = "That is not part of this record’s history. Open the change again from the history and choose there."
ALREADY = "{record} is there again already. Open its property to see it."


class PutBackConflicts(StaleRecord):
    """Some of the details were changed by somebody else since the choice was made: which, and how, for each record."""

    def __init__(self, found: Sequence[tuple[Sequence[PutBack], Conflict]]) -> None:
        first = found[0][1]
        super().__init__(first.record, first.expected, first.current)
        self.found = found


@transaction.atomic
def put_back(*, user: Any, owner: Model, choices: Iterable[PutBack], reason: str) -> int:
    """Put details of `owner`, and of what belongs to it, back as they were before a change; answers how many.

    All or nothing. PermissionDenied for who may not change `owner`; PutBackConflicts where somebody changed one of
    these very details since the choice was made; ValidationError, in words, where the choice is none of this history's,
    or the earlier value no longer fits what else is stored.
    """
    try:
        # First of all, as in every other write: then two writers take their locks in one order.
        lock(kind_of(type(owner)).editable_by(user), owner.pk)
    except ObjectDoesNotExist as gone:
        raise PermissionDenied("You may read this record but not change it.") from gone
    details: dict[tuple[type[Model], int], list[PutBack]] = defaultdict(list)
    removed: list[PutBack] = []
    for choice in choices:
        if choice.field:
            details[_record_of(owner, choice)].append(choice)
        else:
            removed.append(choice)
    if not details and not removed:
        raise ValidationError({"details": NOTHING_CHOSEN})
    if not reason.strip():
        raise ValidationError({"reason": NO_REASON})
    with pghistory.context(reason=reason.strip()):
        for choice in sorted(removed, key=_parents_first(owner)):
            _put_record_back(owner, choice)
        stored = _put_details_back(user, owner, details)
    return len(removed) + stored


def _parents_first(owner: Model) -> Callable[[PutBack], int]:
    """The order in which removed records come back: as they are registered, a lease before its breaks."""
    order = [str(child.model._meta.model_name) for child in children_of(type(owner))]
    return lambda choice: order.index(choice.model) if choice.model in order else len(order)


def _event_of(owner: Model, choice: PutBack) -> Any:
    """The event a choice names, of `owner` or of what belongs to it: no other record is reached by number."""
    if choice.model == owner._meta.model_name:
        return type(owner).pgh_event_model.objects.filter(pk=choice.event_id, pgh_obj_id=owner.pk).first()  # type: ignore[attr-defined]
    for child in children_of(type(owner)):
        if child.model._meta.model_name == choice.model:
            events = child.model.pgh_event_model.objects  # type: ignore[attr-defined]
            return events.filter(belonging_to(child, owner), pk=choice.event_id).first()
    return None


def _record_of(owner: Model, choice: PutBack) -> tuple[type[Model], int]:
    event = _event_of(owner, choice)
    model = event and event.pgh_tracked_model
    names = {each.name for each in model._meta.concrete_fields} if model else set()
    if not event or choice.field not in names or not can_be_put_back(type(owner), model, choice.field):
        raise ValidationError({"details": NOT_OURS})
    return model, event.pgh_obj_id


def _put_details_back(user: Any, owner: Model, details: dict[tuple[type[Model], int], list[PutBack]]) -> int:
    """The details of each record, checked as its form would check them; answers how many were not so already."""
    stored = 0
    conflicts: list[tuple[list[PutBack], Conflict]] = []
    for (model, pk), chosen in details.items():
        records = kind_of(model).editable_by(user) if model is type(owner) else belonging_now(model, owner)
        if not records.filter(pk=pk).exists():
            raise ValidationError({"details": NOT_OURS})
        record = lock(records, pk)
        try:
            changed = reconcile(record, expected=chosen[0].version, mine=_before(model, chosen))
        except Conflict as conflict:
            conflicts.append((chosen, conflict))
            continue
        for attname, value in changed.items():
            setattr(record, attname, value)
        if changed:
            _checked_save(record, update_fields=list(changed))
        stored += len(changed)
    if conflicts:
        raise PutBackConflicts(conflicts)
    return stored


def _before(model: Any, chosen: Iterable[PutBack]) -> dict[str, Any]:
    """{column: its earlier value} of what is put back in one record."""
    values = {}
    for choice in chosen:
        before = event_before(model, choice.event_id)
        if before is None:
            raise ValidationError({"details": NOT_OURS})
        attname = model._meta.get_field(choice.field).attname
        values[attname] = getattr(before, attname)
    return values


def _put_record_back(owner: Model, choice: PutBack) -> None:
    """A removed record under its own number, so that its history goes on."""
    event = _event_of(owner, choice)
    model = event and event.pgh_tracked_model
    if not event or event.pgh_label != "delete" or not can_be_put_back(type(owner), model, model._meta.pk.name):
        raise ValidationError({"details": NOT_OURS})
    if model._base_manager.filter(pk=event.pgh_obj_id).exists():
        raise ValidationError({"details": ALREADY.format(record=str(model._meta.verbose_name).capitalize())})
    ours = {each.name for each in Versioned._meta.get_fields()} | {model._meta.pk.name}
    kept = [each.attname for each in model._meta.concrete_fields if not each.generated and each.name not in ours]
    record = model(pk=event.pgh_obj_id, **{name: getattr(event, name) for name in kept if hasattr(event, name)})
    _checked_save(record, force_insert=True)


def _checked_save(record: Model, **how: Any) -> None:
    try:
        record.full_clean(exclude=[each.name for each in record._meta.concrete_fields if not each.editable])
        with transaction.atomic():
            record.save(**how)
    except ValidationError as refusal:
        raise ValidationError({"details": [_sentence(refusal)]}) from refusal
    except IntegrityError as refusal:
        words = "What was there before no longer fits what else is stored. Nothing was put back."
        raise ValidationError({"details": words}) from refusal


def _sentence(refusal: ValidationError) -> str:
    return f"What was there before no longer fits: {' '.join(refusal.messages)} Nothing was put back."
