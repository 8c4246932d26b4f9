"""What a change of many properties would do, and where somebody else was there meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model

from estate.choices import Rag, RagReason, Status
from estate.models import BulkEdit, Property
from estate.selectors.ratings import rated_since, standing_on
from totalplace.calc.merging import compare, is_conflict
from totalplace.selectors.versions import Authorship, last_authors
from totalplace.selectors.wording import FieldWording

# The fields that many properties may be given alike. Each property's own (its name, its place, its value) are not here.
BULK_FIELDS = (
    "category",
    "use",
    "status",
    "tenure",
    "holding",
    "reason_for_holding",
    "condition",
    "functional_suitability",
    "sharing_potential",
    "sharing_note",
    "is_community_asset",
    "is_sensitive",
)
NOT_CLEARED = frozenset({"status", "is_sensitive"})
# Closing needs a day and a reason for each, and has its own form.
OPEN_STATUSES = [(s.value, s.label) for s in Status if s in ("operational", "vacant", "construction", "surplus")]
RATING = "rag"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's new value in words, and of how many properties it differs now."""

    name: str
    label: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class RowChange:
    """One property, and each detail (label, before, after) that would change; none where all is so already."""

    prop: Property
    details: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Clash:
    """A detail that somebody else changed since the property was chosen: as it was, as it is, as it would be."""

    prop: Property
    field: str
    base: Any
    mine: Any

    @property
    def key(self) -> str:
        """How a form names it, as it was shown: another change since makes it another clash."""
        return f"{self.prop.pk}.{self.field}.{self.prop.version}"

    @property
    def label(self) -> str:
        return label_of(self.field)


@dataclass(frozen=True, slots=True)
class ToldClash:
    """A clash in words. `last` is who saved the property last, and when; `error` what is missing to decide it."""

    key: str
    prop: Property
    label: str
    then: str
    theirs: str
    mine: str
    last: Authorship | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a bulk edit would do. `lost` counts chosen properties that are gone or no longer hers to change."""

    total: int
    touched: int
    fields: Sequence[FieldChange]
    rows: Sequence[RowChange]
    clashes: Sequence[Clash] = field(default=())
    lost: int = 0


def wanted(edit: BulkEdit) -> dict[str, Any]:
    """Each changed column of Property with its new value; the rating among them."""
    values = {name: _stored(name, value) for name, value in edit.change.get("fields", {}).items()}
    if rating := edit.change.get("rating"):
        values[RATING] = rating["rating"]
    return values


def _stored(name: str, value: Any) -> Any:
    """A value as the column holds it: a flag that is not known is null, text is empty."""
    return None if value == "" and Property._meta.get_field(name).null else value


def in_words(name: str, value: Any) -> str:
    """A column's value as people read it."""
    wording = FieldWording(Property._meta.get_field(name), _no_names)
    return wording.words(value)


def _no_names(model: type[Model], key: int) -> str:
    raise LookupError(f"no field of a bulk edit points at {model.__name__} {key}")


def label_of(name: str) -> str:
    """A column's name for people."""
    return FieldWording(Property._meta.get_field(name), _no_names).label


def preview(edit: BulkEdit, *, user: Any, shown: int = SHOWN) -> Preview:
    """What `edit` would change if it were applied now, counted over all of them and told for the first `shown`."""
    values = wanted(edit)
    editable = Property.objects.editable_by(user).filter(pk__in=edit.property_ids)
    now = list(editable.only("reference", "name", "version", *values).order_by("name", "id"))
    changed = [prop for prop in now if _details(prop, values, edit)]
    return Preview(
        total=len(now),
        touched=len(changed),
        fields=[_count(name, value, now, edit) for name, value in values.items()],
        rows=[RowChange(prop, _details(prop, values, edit)) for prop in changed[:shown]],
        clashes=clashes(edit, now, values),
        lost=len(edit.property_ids) - len(now),
    )


def stays(edit: BulkEdit, name: str, pk: int) -> bool:
    """Whether its officer left this detail as somebody else made it."""
    return pk in edit.decided.get(name, {}).get("theirs", ())


def _differs(prop: Property, name: str, value: Any) -> bool:
    # Rating again alike is still a new assessment, with its own day and reason.
    return name == RATING or getattr(prop, name) != value


def _details(prop: Property, values: Mapping[str, Any], edit: BulkEdit) -> list[tuple[str, str, str]]:
    return [
        (label_of(name), in_words(name, getattr(prop, name)), in_words(name, value))
        for name, value in values.items()
        if _differs(prop, name, value) and not stays(edit, name, prop.pk)
    ]


def _count(name: str, value: Any, now: Sequence[Property], edit: BulkEdit) -> FieldChange:
    count = sum(_differs(prop, name, value) and not stays(edit, name, prop.pk) for prop in now)
    return FieldChange(name, label_of(name), in_words(name, value), count)


def clashes(edit: BulkEdit, now: Sequence[Property], values: Mapping[str, Any]) -> list[Clash]:
    """Where somebody else changed, since they were chosen, the very details that would change; but for those decided.

    A property that changed in other details only is no clash: nothing of hers is overwritten.
    """
    chosen = dict(zip(edit.property_ids, edit.versions, strict=True))
    moved = [prop for prop in now if prop.version != chosen[prop.pk]]
    if not moved or not values:
        return []
    opened = {prop.pk: chosen[prop.pk] for prop in moved}
    then = _as_chosen(opened, list(values))
    rated = rated_since(opened) if RATING in values else set()
    found = [clash for prop in moved for clash in _clashes(prop, then.get(prop.pk), values, rated)]
    return [clash for clash in found if not _decided(edit, clash.field, clash.prop)]


def _clashes(
    prop: Property, base: Mapping[str, Any] | None, values: Mapping[str, Any], rated: set[int]
) -> Iterator[Clash]:
    for name, value in values.items():
        # Rating is an act of its own: alike or not, she has not seen what the other said.
        [each] = compare(base, {name: getattr(prop, name)}, {name: value})
        if prop.pk in rated if name == RATING else is_conflict([each]):
            yield Clash(prop, name, each.base, value)


def digest(found: Sequence[Clash]) -> str:
    """What tells these clashes, as they stand, from any others."""
    return hashlib.sha256(" ".join(sorted(clash.key for clash in found)).encode()).hexdigest()


def told(found: Sequence[Clash], asked: Collection[str] = ()) -> list[ToldClash]:
    """Clashes as a page shows them; those `asked` before, by key, were left undecided. Two queries, however many."""
    last = last_authors(Property, {clash.prop.pk for clash in found})
    standing = standing_on(clash.prop.pk for clash in found if clash.field == RATING)

    def words(clash: Clash) -> str:
        there = standing.get(clash.prop.pk) if clash.field == RATING else None
        why = there.get_reason_display() if there else ""
        return ": ".join(each for each in (in_words(clash.field, getattr(clash.prop, clash.field)), why) if each)

    return [
        ToldClash(
            clash.key, clash.prop, clash.label, in_words(clash.field, clash.base), words(clash),
            in_words(clash.field, clash.mine), last.get(clash.prop.pk),
            f"{clash.prop.reference}, {clash.label}: choose theirs or yours." if clash.key in asked else "",
        )
        for clash in found
    ]  # fmt: skip


def _decided(edit: BulkEdit, name: str, prop: Property) -> bool:
    """Whether its officer has looked at this very version and chosen."""
    known = edit.decided.get(name, {})
    return prop.pk in known.get("theirs", ()) or known.get("mine", {}).get(str(prop.pk)) == prop.version


def _as_chosen(versions: Mapping[int, int], names: Sequence[str]) -> dict[int, dict[str, Any]]:
    """These columns of each property as they were at a version, from the history."""
    event = Property.pgh_event_model  # type: ignore[attr-defined]
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT DISTINCT ON (e.pgh_obj_id) e.pgh_obj_id, {", ".join(f"e.{each}" for each in columns.split(", "))}
                  FROM unnest(%s::bigint[], %s::bigint[]) AS c (id, version)
                  JOIN {event._meta.db_table} e ON e.pgh_obj_id = c.id AND e.version = c.version
                 ORDER BY e.pgh_obj_id, e.pgh_id DESC""",
            [list(versions), list(versions.values())],
        )
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}


def changed_count(edit: BulkEdit) -> int:
    """How many properties an applied edit changed: what was so already, or stayed as another made it, it did not."""
    given = {row["id"] for row in edit.before if len(row) > 2}
    rated = {pk for pk in edit.property_ids if not stays(edit, RATING, pk)} if edit.assessments else set()
    return len(given | rated)


def rating_in_words(edit: BulkEdit) -> str:
    """“Green – surplus or available: Declared surplus”, or nothing where no rating is given."""
    rating = edit.change.get("rating")
    return f"{Rag(rating['rating']).label}: {RagReason(rating['reason']).label}" if rating else ""
