"""Writes object-centric event logs as OCEL 2.0 in JSON, piece by piece, so that a log of any length needs no memory.

The objects are young people (made-up cases), agencies, plans and enrolments; an event may touch several, which is what
a log of cases alone cannot say.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .safe_log import Case

PERSON, AGENCY = "Young person", "Agency"


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: its name in the log, its type, its attributes (which do not change over time), its (object,
    role)s."""

    key: str
    type: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    related: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """An event: its name in the log, its type, when, the (object, role)s it touches."""

    key: str
    type: str
    at: dt.datetime
    touches: Sequence[tuple[str, str]]


def ocel(
    object_types: Mapping[str, Sequence[str]],
    event_types: Sequence[str],
    objects: Iterable[Thing],
    events: Iterable[Happening],
) -> Iterator[str]:
    """The file in pieces of text. `object_types` names each type's attributes, all of them text."""
    yield '{"objectTypes": ' + json.dumps(
        [
            {"name": name, "attributes": [{"name": own, "type": "string"} for own in attributes]}
            for name, attributes in object_types.items()
        ]
    )
    yield ',\n"eventTypes": ' + json.dumps([{"name": name, "attributes": []} for name in event_types])
    yield ',\n"objects": ['
    yield from _listed(_object(thing) for thing in objects)
    yield '],\n"events": ['
    yield from _listed(_event(happening) for happening in events)
    yield "]}\n"


def from_cases(cases: Sequence[Case]) -> Iterator[str]:
    """The log of made-up cases, with the agencies their steps name."""
    steps = [(case, at, step) for case in cases for at, step in enumerate(case.steps, start=1)]
    agencies = sorted({step.agency for _, _, step in steps if step.agency is not None})
    people = (Thing(f"person:{case.name}", PERSON) for case in cases)
    bodies = (Thing(f"agency:{name}", AGENCY, {"name": name}) for name in agencies)
    happenings = (
        Happening(
            f"event:{case.name}-{at}",
            step.activity,
            step.at,
            [(f"person:{case.name}", "of"), *([(f"agency:{step.agency}", "by")] if step.agency else [])],
        )
        for case, at, step in steps
    )
    types = sorted({step.activity for _, _, step in steps})
    yield from ocel({PERSON: [], AGENCY: ["name"]}, types, [*people, *bodies], happenings)


def _object(thing: Thing) -> dict[str, object]:
    # The standard dates every value of an attribute; one that does not change holds from the first second there is.
    since = "1970-01-01T00:00:00Z"
    return {
        "id": thing.key,
        "type": thing.type,
        "attributes": [{"name": name, "time": since, "value": value} for name, value in thing.attributes.items()],
        "relationships": _relations(thing.related),
    }


def _event(happening: Happening) -> dict[str, object]:
    return {
        "id": happening.key,
        "type": happening.type,
        "time": happening.at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "attributes": [],
        "relationships": _relations(happening.touches),
    }


def _relations(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"objectId": key, "qualifier": role} for key, role in pairs]


def _listed(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    """Rows as JSON, parted by commas."""
    for at, row in enumerate(rows):
        yield (",\n" if at else "\n") + json.dumps(row, ensure_ascii=False)
