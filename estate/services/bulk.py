"""Changing many properties at once: chosen, described, looked at, done all or nothing, and taken back in one go."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from estate.choices import MOST_IN_BULK, BulkStatus
from estate.models import BulkEdit, Property
from estate.selectors import bulk as selectors
from estate.services.judgements import Judgement, checked
from estate.services.rating import rate_many, withdraw
from totalplace.permissions import Action, require

NOT_YOURS = "{count} of the {total} are not yours to change. Untick them, or filter the list by your own body."
TOO_MANY = "{count} properties are chosen; at most {most:,} can be changed at once. Narrow the list, or tick fewer."
NOTHING = "Tick at least one property, or take the whole list."
MOST_NAMED = 50
WHOSE = ("theirs", "mine")


class NotAsSeen(Exception):
    """Something came between looking and doing; nothing was stored. The page shows it as it is now."""


class LaterEdits(Exception):
    """Later edits stand on the change, so it cannot be taken back; `references` names the first of `count`."""

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__(f"{len(references):,} of the properties were edited since. Nothing was taken back.")
        self.count = len(references)
        self.references = references[:MOST_NAMED]


def begin(*, user: Any, chosen: QuerySet[Property], chosen_from: str = "", expected: int | None = None) -> BulkEdit:
    """Take these properties, as they are now, for a change. ValidationError for none, too many, or one not hers.

    `chosen` is already what she may see. `expected` is how many she ticked: what is missing was not hers to see, and
    is told like what she may only read.
    """
    require(user, Action.EDIT_ESTATE)
    found = list(chosen.order_by().values_list("pk", "version")[: MOST_IN_BULK + 1])
    total = max(len(found), expected or 0)
    if not total:
        raise ValidationError({"chosen": NOTHING})
    if total > MOST_IN_BULK:
        count = f"{total:,}" if expected else f"More than {MOST_IN_BULK:,}"
        raise ValidationError({"chosen": TOO_MANY.format(count=count, most=MOST_IN_BULK)})
    hers = Property.objects.editable_by(user).filter(pk__in=[pk for pk, _ in found]).count()
    if hers != total:
        raise ValidationError({"chosen": NOT_YOURS.format(count=f"{total - hers:,}", total=f"{total:,}")})
    found.sort()
    return BulkEdit.objects.create(
        created_by=user,
        chosen_from=chosen_from,
        property_ids=[pk for pk, _ in found],
        versions=[version for _, version in found],
    )


@transaction.atomic
def describe(
    *, user: Any, edit: BulkEdit, fields: Mapping[str, Any], rating: Judgement | None, reason: str
) -> BulkEdit:
    """Say what is to change and why: {field: value, "" to clear it}, and a rating. Nothing is changed yet.

    ValidationError by field for a value the field cannot take, no change at all, or no reason.
    """
    edit = _draft(user, edit.pk)
    faults: dict[str, Any] = {name: fault for name, value in fields.items() if (fault := _fault(name, value))}
    if not fields and rating is None:
        faults["fields"] = "Choose at least one detail to change, or a rating."
    if not reason.strip():
        faults["reason"] = "Say why, in a few words: it stays in the history."
    judged = None
    try:
        judged = checked(rating) if rating else None
    except ValidationError as refusal:
        faults |= {f"rating_{name}": errors for name, errors in refusal.message_dict.items()}
    if faults:
        raise ValidationError(faults)
    edit.change = {"fields": dict(fields)} | ({"rating": _as_json(judged)} if judged else {})
    edit.reason, edit.decided = reason.strip()[:200], {}
    edit.save(update_fields=["change", "reason", "decided"])
    return edit


def _fault(name: str, value: Any) -> str:
    if name not in selectors.BULK_FIELDS:
        return f"“{name[:40]}” cannot be changed for many properties at once."
    if value == "":
        return f"{selectors.label_of(name)} cannot be cleared. Choose a value." if name in selectors.NOT_CLEARED else ""
    if name == "status" and value not in dict(selectors.OPEN_STATUSES):
        return "Many properties cannot be closed at once: close each on its own page, with its day and reason."
    try:
        Property._meta.get_field(name).clean(value, None)  # type: ignore[union-attr]
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""


def _as_json(judged: Judgement) -> dict[str, Any]:
    return {
        "rating": judged.rating,
        "reason": judged.reason,
        "note": judged.note,
        "next_review_on": judged.next_review_on and judged.next_review_on.isoformat(),
    }


def _judgement(rating: Mapping[str, Any]) -> Judgement:
    on = rating["next_review_on"]
    return Judgement(rating["rating"], rating["reason"], rating["note"], on and datetime.date.fromisoformat(on))


def _draft(user: Any, pk: Any) -> BulkEdit:
    """Her bulk edit, locked, while nothing of it is done. NotAsSeen once it is."""
    edit = BulkEdit.objects.visible_to(user).select_for_update().get(pk=pk)
    if edit.status != BulkStatus.DRAFT:
        raise NotAsSeen
    return edit


@transaction.atomic
def decide(*, user: Any, edit: BulkEdit, choices: Mapping[str, str]) -> BulkEdit:
    """Say for clashes, by their keys, whether "theirs" stays or "mine" is stored; the others stay to be decided.

    So does one that changed again since it was shown: its key is another then.
    """
    edit = _draft(user, edit.pk)
    for clash in selectors.preview(edit, user=user, shown=0).clashes:
        if choices.get(clash.key) in WHOSE:
            _note(edit, clash, choices[clash.key])
    edit.save(update_fields=["decided"])
    return edit


@transaction.atomic
def decide_all(*, user: Any, edit: BulkEdit, whose: str, seen: str) -> BulkEdit:
    """Let "theirs" stay in every clash, or "mine" be stored. NotAsSeen where they are not those of the digest `seen`.

    ValidationError for anything else than the two.
    """
    if whose not in WHOSE:
        raise ValidationError({"everything": "Choose theirs or yours."})
    edit = _draft(user, edit.pk)
    found = selectors.preview(edit, user=user, shown=0).clashes
    if selectors.digest(found) != seen:
        raise NotAsSeen
    for clash in found:
        _note(edit, clash, whose)
    edit.save(update_fields=["decided"])
    return edit


def _note(edit: BulkEdit, clash: selectors.Clash, whose: str) -> None:
    known = edit.decided.setdefault(clash.field, {"theirs": [], "mine": {}})
    if whose == "theirs":
        known["theirs"].append(clash.prop.pk)
    else:
        known["mine"][str(clash.prop.pk)] = clash.prop.version


@transaction.atomic
def apply(*, user: Any, edit: BulkEdit) -> BulkEdit:
    """Make the change, all of it or none; done already, it stays done once.

    NotAsSeen when somebody changed one of those very details meanwhile, or one of the properties is gone or no longer
    hers: the preview tells which. PermissionDenied when she may change nothing any more.
    """
    edit = BulkEdit.objects.visible_to(user).select_for_update().get(pk=edit.pk)
    if edit.status != BulkStatus.DRAFT:
        return edit
    require(user, Action.EDIT_ESTATE)
    values = selectors.wanted(edit)
    if not values:
        raise NotAsSeen
    locked = list(Property.objects.select_for_update(of=("self",)).filter(pk__in=edit.property_ids).order_by("pk"))
    hers = Property.objects.editable_by(user).filter(pk__in=edit.property_ids).count()
    if hers != len(edit.property_ids) or selectors.clashes(edit, locked, values):
        raise NotAsSeen
    with pghistory.context(reason=edit.reason):
        edit.assessments = _rate(user, edit, locked)
        edit.before = _change(edit, locked)
    _note_versions(edit)
    edit.status, edit.applied_at = BulkStatus.APPLIED, timezone.now()
    edit.save(update_fields=["assessments", "before", "status", "applied_at"])
    return edit


def _rate(user: Any, edit: BulkEdit, locked: Sequence[Property]) -> list[int]:
    rating = edit.change.get("rating")
    versions = {prop.pk: prop.version for prop in locked if not selectors.stays(edit, selectors.RATING, prop.pk)}
    if not rating or not versions:
        return []
    return rate_many(user=user, versions=versions, judgement=_judgement(rating), reason=edit.reason)


def _change(edit: BulkEdit, locked: Sequence[Property]) -> list[dict[str, Any]]:
    """Write the fields in one statement; answers what each changed property held before."""
    values = {name: value for name, value in selectors.wanted(edit).items() if name != selectors.RATING}
    before = [
        {"id": prop.pk} | {name: getattr(prop, name) for name in values if not selectors.stays(edit, name, prop.pk)}
        for prop in locked
    ]
    before = [row for row in before if any(row.get(name, value) != value for name, value in values.items())]
    if before:
        rows = [{"id": row["id"]} | {name: values[name] for name in row if name != "id"} for row in before]
        _write(rows, values)
    return before


def _write(rows: Sequence[Mapping[str, Any]], names: Collection[str]) -> None:
    """Set columns of properties, as JSON records of the table say; a column a record leaves out stays as it is."""
    columns = [connection.ops.quote_name(name) for name in names]
    sets = ", ".join(
        f"{c} = CASE WHEN r.given ? '{n}' THEN v.{c} ELSE p.{c} END" for n, c in zip(names, columns, strict=True)
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"""UPDATE estate_property p SET {sets}
                      FROM jsonb_array_elements(%s::jsonb) AS r (given)
                     CROSS JOIN LATERAL jsonb_populate_record(NULL::estate_property, r.given) v
                     WHERE p.id = (r.given ->> 'id')::bigint""",
                [json.dumps(rows, cls=DjangoJSONEncoder)],
            )
    except IntegrityError as refusal:
        raise ValidationError({"fields": "The register refuses this change for one of the properties."}) from refusal


def _note_versions(edit: BulkEdit) -> None:
    """Remember how each property stands now that it is done: undoing asks for exactly that."""
    now = dict(Property.objects.filter(pk__in=edit.property_ids).values_list("pk", "version"))
    told = {row["id"]: row for row in edit.before}
    edit.before = [told.get(pk, {"id": pk}) | {"version": now[pk]} for pk in edit.property_ids]
    edit.before = json.loads(json.dumps(edit.before, cls=DjangoJSONEncoder))


@transaction.atomic
def undo(*, user: Any, edit: BulkEdit) -> BulkEdit:
    """Take the whole change back, as a new one. LaterEdits, and nothing done, where somebody edited since.

    PermissionDenied when one of the properties is no longer hers to change.
    """
    edit = BulkEdit.objects.visible_to(user).select_for_update().get(pk=edit.pk)
    if edit.status != BulkStatus.APPLIED:
        return edit
    after = {row["id"]: row["version"] for row in edit.before}
    locked = list(Property.objects.select_for_update(of=("self",)).filter(pk__in=after).order_by("pk"))
    if Property.objects.editable_by(user).filter(pk__in=after).count() != len(after):
        raise PermissionDenied("Some of these properties are no longer yours to change. Nothing was taken back.")
    if later := [prop.reference for prop in locked if prop.version != after[prop.pk]]:
        raise LaterEdits(later)
    reason = f"Taken back: {edit.reason}"[:200]
    with pghistory.context(reason=reason):
        if edit.assessments:
            withdraw(user=user, assessments=edit.assessments, reason=reason)
        rows = [{name: value for name, value in row.items() if name != "version"} for row in edit.before]
        rows = [row for row in rows if len(row) > 1]
        if rows:
            _write(rows, list(edit.change["fields"]))
    edit.status, edit.undone_at = BulkStatus.UNDONE, timezone.now()
    edit.save(update_fields=["status", "undone_at"])
    return edit
