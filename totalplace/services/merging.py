"""The one answer to "somebody saved since I opened this": nothing is lost, nothing is overwritten.

Every path that writes a register record does it so, inside its transaction:

    record = lock(Property.objects.visible_to(user), pk)          # totalplace.versioning
    require(user, Action.EDIT_ESTATE, record.organisation_id)
    changed = reconcile(record, expected=version, mine=values)    # may raise Conflict
    …set and save `changed`, and those columns alone…

`version` is the one that the person saw; `mine` holds the columns she decided about, and no others. What comes back is
what has to be stored, which may be nothing: a second click on Save, or a request that is sent again, stores nothing and
is no error. Somebody else's change to other columns is no conflict, for only `changed` is written. Where she would
take away a change that she has not seen, Conflict carries each column in three states.

* A form answers Conflict with templates/components/conflict.html, by `totalplace.views.conflicts`.
* A change in place (a rating from the list) sends the version its row was drawn with, and shows the same page.
* A bulk change calls `reconcile` for each row it has locked, and collects the Conflicts: one of them stops it all.
* An interface answers 412, and lists `conflict.fields` in the problem document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

from totalplace.calc.merging import FieldMerge, compare, differing, is_conflict
from totalplace.models.base import Versioned
from totalplace.selectors.versions import Authorship, authors_since, values_at
from totalplace.versioning import StaleRecord

# Two places nearer than this are one: a form shows centimetres.
SAME_PLACE_M = 0.02


@dataclass(frozen=True, slots=True)
class Edited:
    """A record after a write, and what the write changed, by column: nothing where all was so already."""

    record: Any
    changed: Mapping[str, Any] = field(default_factory=dict)


class Conflict(StaleRecord):
    """Storing what was sent would take away changes made since. `fields` differ, `authors` says who changed what."""

    def __init__(
        self, record: Versioned, expected: int, fields: list[FieldMerge], authors: Mapping[str, Authorship]
    ) -> None:
        super().__init__(record, expected, record.version)
        self.fields = fields
        self.authors = authors


def same(one: Any, other: Any) -> bool:
    """Whether two values are one to people: text but for its line ends, places but for less than 2 cm."""
    if isinstance(one, GEOSGeometry) and isinstance(other, GEOSGeometry):
        return bool(one.equals_exact(other, SAME_PLACE_M))
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
    return bool(one == other)


def reconcile(
    record: Versioned,
    *,
    expected: int,
    mine: Mapping[str, Any],
    parts: Mapping[str, tuple[Any, Any]] | None = None,
) -> dict[str, Any]:
    """The columns of `mine` that have to be stored in the locked `record`; Conflict where a choice is needed.

    `parts` adds what is not a column of the record, such as a lease's breaks: name → (as opened, as it stands). They
    are compared even at the expected version, which does not move with them.
    """
    parts = parts or {}
    columns = [name for name in mine if name not in parts]
    theirs = {name: getattr(record, name) for name in columns} | {name: now for name, (_, now) in parts.items()}
    is_stale = record.version != expected
    base: dict[str, Any] | None = {name: theirs[name] for name in columns}
    if is_stale:
        base = values_at(type(record), record.pk, expected, columns)
    # A version that was never kept leaves its columns out, and each difference in them to be chosen.
    opened = (base or {}) | {name: was for name, (was, _) in parts.items()}
    fields = compare(opened, theirs, mine, same=same)
    if is_conflict(fields):
        authors = authors_since(type(record), record.pk, expected, columns) if is_stale else {}
        raise Conflict(record, expected, differing(fields), authors)
    return {field.name: field.mine for field in differing(fields)}
