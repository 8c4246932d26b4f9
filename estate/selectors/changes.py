"""Every change in the register that a person may see, newest first: one line for a request, an import, a command.

Found by marks (estate/models/changes.py), told by the events themselves: who may see a property is asked now, of the
property as it is now, and a change of which nothing may be seen is not there. What a line counts is counted up to
COUNTED_AT_MOST, so that an import of 100,000 rows costs a page no more than one of a thousand.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from pghistory.models import Context

from estate.choices import ChangeKind
from estate.models import Property
from estate.querysets.changes import Seen
from totalplace.selectors.authors import Authors, usernames_of

COUNTED_AT_MOST = 1_000
# Changes that are read at once for a file.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes: of these bodies (ids), by whoever is called or signs in so, of that kind, on those days. `by` is
    one person's number; `but_by` leaves one person's out, `by_people` what nobody signed in made."""

    bodies: tuple[int, ...] | None = None
    who: str = ""
    kind: str = ""
    first: datetime.date | None = None
    last: datetime.date | None = None
    by: int | None = None
    but_by: int | None = None
    by_people: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """The change that a page comes after."""

    at: datetime.datetime
    change: UUID


@dataclass(frozen=True, slots=True)
class Touched:
    """How many records of a kind a change touched, and what it did: insert, update, delete. `is_more`: and others."""

    kind: ChangeKind
    records: int
    is_more: bool
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, as one person may see it. `property_id` is None where it touched several, or one that is
    gone; `batch` is the number of the import that it was."""

    position: Position
    context: UUID | None
    who: str
    why: str
    batch: int | None
    touched: tuple[Touched, ...]
    bodies: tuple[int, ...]
    property_id: int | None
    reference: str
    name: str

    @property
    def change_id(self) -> str:
        """The change's name in the history of each of its properties."""
        return str(self.context) if self.context else self.position.at.isoformat()


# --- Finding them -------------------------------------------------------------------------------------

FIND = """
SELECT DISTINCT ON (c.at, c.change) c.change, c.context, c.at FROM estate_changemark c
 WHERE {conditions} AND CASE c.kind {exists} END
 ORDER BY c.at DESC, c.change DESC LIMIT %(most)s
"""


def changes(
    user: Any,
    wanted: Wanted,
    *,
    after: Position | None = None,
    most: int,
    counted: int | None = COUNTED_AT_MOST,
    own_alone: bool = False,
) -> list[ChangeLine]:
    """The first `most` of the changes wanted, after a position; records are counted up to `counted`. Six queries.

    A change of several bodies' records is told whole whichever body was asked for; with `own_alone`, what it touched of
    the bodies asked for, which takes as long as the change is large.
    """
    seen, of_bodies = _seen(user, None), _seen(user, wanted.bodies)
    if seen is None or of_bodies is None:
        return []
    found = _found(of_bodies, wanted, after, most)
    return _told(of_bodies if own_alone else seen, found, counted)


def all_changes(user: Any, wanted: Wanted) -> Iterator[ChangeLine]:
    """Every change wanted, all its records counted, some at a time: memory stays the same however many there are."""
    after: Position | None = None
    while lines := changes(user, wanted, after=after, most=CHUNK, counted=None):
        yield from lines
        after = lines[-1].position


def change_line(user: Any, change: UUID) -> ChangeLine | None:
    """One change; None where it is not there, or nothing of it may be seen."""
    seen = _seen(user, None)
    if seen is None:
        return None
    # Found and guarded by one query: a hidden change takes the database no longer than one that is not there.
    found = _found(seen, Wanted(), None, 1, only=change)
    return next(iter(_told(seen, found, COUNTED_AT_MOST)), None)


def _seen(user: Any, bodies: Collection[int] | None) -> Seen | None:
    events = Property.pgh_event_model.objects.all()  # type: ignore[attr-defined]
    return Seen.by(user, Property.objects.all(), events, bodies)


def _found(
    seen: Seen, wanted: Wanted, after: Position | None, most: int, only: UUID | None = None
) -> list[tuple[Any, ...]]:
    kinds = [wanted.kind] if wanted.kind else ChangeKind.values
    exists = " ".join(f"WHEN '{kind}' THEN EXISTS ({seen.events_of(kind)})" for kind in kinds)
    given: dict[str, tuple[str, Any]] = {
        "bodies": ("c.organisation_id = ANY (%(bodies)s)", list(wanted.bodies) if wanted.bodies is not None else None),
        "who": ("c.who = ANY (%(who)s)", usernames_of(wanted.who) if wanted.who else None),
        "kind": ("c.kind = %(kind)s", wanted.kind or None),
        "first": ("c.at >= %(first)s", _start(wanted.first)),
        "last": ("c.at < %(last)s", _start(wanted.last, days=1)),
        "by": ("c.person = %(by)s", wanted.by),
        "but_by": ("c.person IS DISTINCT FROM %(but_by)s", wanted.but_by),
        "by_people": ("(c.person IS NOT NULL) = %(by_people)s", wanted.by_people or None),
        "only": ("c.change = %(only)s", only),
        "at": ("(c.at, c.change) < (%(at)s, %(change)s)", after.at if after else None),
    }
    asked = {name: each for name, each in given.items() if each[1] is not None}
    conditions = " AND ".join(["true", *(condition for condition, _ in asked.values())])
    values = {name: value for name, (_, value) in asked.items()} | {"most": most}
    if after:
        values["change"] = after.change
    with connection.cursor() as cursor:
        cursor.execute(FIND.format(conditions=conditions, exists=exists), values)
        return cursor.fetchall()


def _start(day: datetime.date | None, days: int = 0) -> datetime.datetime | None:
    """The first moment of a day, or of so many days later, UK time."""
    if day is None:
        return None
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time()))


# --- Telling them -------------------------------------------------------------------------------------

COUNT = """
SELECT c.change, k.* FROM unnest(%(changes)s::uuid[], %(contexts)s::uuid[], %(ats)s::timestamptz[])
                          AS c (change, context, at)
 CROSS JOIN LATERAL ({kinds}) k
"""
COUNT_OF_KIND = """
    SELECT '{kind}' AS kind, count(*), count(DISTINCT obj), array_agg(DISTINCT label), array_agg(DISTINCT organisation),
           min(property), max(property)
      FROM (SELECT WHERE EXISTS (
               SELECT FROM estate_changemark m WHERE m.change = c.change AND m.kind = '{kind}')) marked
     CROSS JOIN LATERAL ({events} LIMIT %(limit)s) x HAVING count(*) > 0
"""


def _told(seen: Seen, found: Sequence[tuple[Any, ...]], counted: int | None) -> list[ChangeLine]:
    """The changes found (change, context, at), with what they touched; one of which nothing may be seen is left out."""
    if not found:
        return []
    rows = _counts(seen, found, counted)
    contexts = Context.objects.in_bulk([context for _, context, _ in found if context])
    alone = {change: own[0][6] for change, own in rows.items() if len({p for row in own for p in row[6:8]}) == 1}
    named, authors = _named(alone.values()), Authors(context.metadata for context in contexts.values())
    return [
        _line(each, rows[each[0]], contexts.get(each[1]), named.get(alone.get(each[0], 0)), counted, authors)
        for each in found
        if each[0] in rows
    ]


def _counts(seen: Seen, found: Sequence[tuple[Any, ...]], counted: int | None) -> Mapping[UUID, list[tuple[Any, ...]]]:
    """Rows of (change, kind, events, records, labels, bodies, first property, last property), by change."""
    rows: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    with connection.cursor() as cursor:
        keys = [change for change, _, _ in found]
        cursor.execute("SELECT DISTINCT kind FROM estate_changemark WHERE change = ANY (%s::uuid[])", [keys])
        marked = {kind for (kind,) in cursor.fetchall()}
        kinds = [COUNT_OF_KIND.format(kind=k, events=seen.events_of(k)) for k in ChangeKind.values if k in marked]
        cursor.execute(
            COUNT.format(kinds=" UNION ALL ".join(f"({each})" for each in kinds)),
            {
                "changes": keys,
                "contexts": [context for _, context, _ in found],
                "ats": [at for _, _, at in found],
                "limit": None if counted is None else counted + 1,
            },
        )
        for row in cursor.fetchall():
            rows[row[0]].append(row)
    return rows


def _named(properties: Collection[int]) -> dict[int, tuple[int, str, str]]:
    """Number, reference and name of properties that the person was found to see. Those gone have none."""
    found = Property.objects.filter(pk__in=set(properties)).values_list("pk", "reference", "name")
    return {row[0]: row for row in found}


def _line(
    found: tuple[Any, ...],
    rows: Sequence[tuple[Any, ...]],
    context: Context | None,
    alone: tuple[int, str, str] | None,
    counted: int | None,
    authors: Authors,
) -> ChangeLine:
    change, context_id, at = found
    metadata = context.metadata if context else {}
    batch = metadata.get("import")
    return ChangeLine(
        position=Position(at, change),
        context=context_id,
        who=authors.name(metadata),
        why=str(metadata.get("reason") or ""),
        batch=batch if isinstance(batch, int) else None,
        touched=tuple(_touched(row, counted) for row in rows),
        bodies=tuple(sorted({body for row in rows for body in row[5]})),
        property_id=alone[0] if alone else None,
        reference=alone[1] if alone else "",
        name=alone[2] if alone else "",
    )


def _touched(row: tuple[Any, ...], counted: int | None) -> Touched:
    _, kind, events, records, labels, *_ = row
    is_more = counted is not None and events > counted
    return Touched(ChangeKind(kind), min(records, counted or records), is_more, frozenset(labels))


# --- What one touched ---------------------------------------------------------------------------------

PROPERTIES = """
SELECT DISTINCT property FROM (SELECT %(context)s::uuid AS context, %(at)s::timestamptz AS at) c
 CROSS JOIN LATERAL ({kinds}) k
"""


def properties_of(user: Any, line: ChangeLine, *, most: int) -> list[Property]:
    """The first `most` by name of the properties that a change touched, looking at COUNTED_AT_MOST of each kind."""
    seen = _seen(user, None)
    if seen is None:
        return []
    kinds = [f"(SELECT property FROM ({seen.events_of(each.kind)} LIMIT {COUNTED_AT_MOST}) x)" for each in line.touched]
    with connection.cursor() as cursor:
        values = {"context": line.context, "at": line.position.at}
        cursor.execute(PROPERTIES.format(kinds=" UNION ALL ".join(kinds)), values)
        numbers = [number for (number,) in cursor.fetchall()]
    found = Property.objects.visible_to(user).filter(pk__in=numbers).select_related("organisation")
    return list(found.only("reference", "name", "organisation__name", "organisation__short_name")[:most])
