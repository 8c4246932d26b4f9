"""Writes a drafted county into an empty register: everything as one change, then its officers' later edits."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import groupby

import pghistory
from django.db import connection, transaction
from shapely.geometry.base import BaseGeometry

from estate.demo.building import Building
from estate.demo.copies import analyse, copy_until
from estate.demo.draft import Draft
from estate.demo.facts import Facts
from estate.demo.people import write_bodies, write_people
from estate.demo.records import geometry, write_estate
from estate.models import OpenDataPublication, Property
from estate.services.open_data import publish
from totalplace.choices import AreaLevel
from totalplace.models import Area, Organisation, Postcode, User

REASON = "Demonstration county"
# Bodies of which the demonstration has an officer.
PUBLISHING = ("WCC", "BDC")
SOURCE = "Made up for the demonstration"
# When the county and its districts took the shape they have; any loaded boundary is of a later day.
SINCE = datetime.date(1998, 4, 1)
# Any number that no other lock of ours is: two loads at once would both find the register empty.
_LOCK = 7_304_026


@transaction.atomic
def load(facts: Facts, draft: Draft, size: int, progress: Callable[[str], None]) -> bool:
    """Fill an empty register with `draft`, copied until `size` properties are in it. All or nothing.

    Returns False, having changed nothing, where the register has properties already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if Property.objects.exists():
        return False
    with pghistory.context(reason=REASON, command="load_demo"):
        bodies = write_bodies(facts)
        write_people(bodies, REASON)
        _write_areas(facts, draft)
        progress("Bodies, people and areas are in.")
        records = write_estate(draft.buildings, bodies)
        progress(f"{len(records):,} properties are in.")
        copy_until(size, facts.streets, progress)
    _publish(bodies)
    _make_edits(list(zip(draft.buildings, records, strict=True)))
    analyse()
    return True


def _write_areas(facts: Facts, draft: Draft) -> None:
    """The illustrative outlines, unless real ones were loaded before the demonstration."""
    code, name = facts.county
    county = _area(AreaLevel.COUNTY, code, name, draft.county.outline, None)
    for district, district_name in facts.districts.items():
        _area(AreaLevel.DISTRICT, district, district_name, draft.county.districts[district], county)
    Postcode.objects.bulk_create(
        [Postcode(postcode=unit, location=geometry(at), source=SOURCE) for unit, at in draft.postcodes.items()],
        ignore_conflicts=True,
    )


def _area(level: AreaLevel, code: str, name: str, shape: BaseGeometry, parent: Area | None) -> Area:
    found = Area.objects.current().filter(level=level, code=code).first()
    return found or Area.objects.create(
        level=level,
        code=code,
        name=name,
        parent=parent,
        boundary=geometry(shape),
        valid_from=SINCE,
        source=SOURCE,
        is_illustrative=True,
    )


def _publish(bodies: dict[str, Organisation]) -> None:
    """Two bodies publish their estate, each by its own officer, unless somebody has decided about it before."""
    for code in PUBLISHING:
        if OpenDataPublication.objects.filter(organisation=bodies[code]).exists():
            continue
        officer = User.objects.get(username=f"officer-{code.lower()}")
        with pghistory.context(user=officer.pk, username=officer.username, reason=REASON):
            publish(
                user=officer,
                organisation=bodies[code],
                version=None,
                reason=REASON,
                contact=f"open-data.{code.lower()}@example.org",
            )


def _make_edits(pairs: list[tuple[Building, Property]]) -> None:
    """The officers' later changes: each reason one change of one person, after the loading."""
    edits = [(edit, building, record) for building, record in pairs for edit in building.edits]
    people = {person.username: person for person in User.objects.filter(username__in={edit.by for edit, _, _ in edits})}
    edits.sort(key=lambda each: (each[0].by, each[0].reason))
    for (by, reason), group in groupby(edits, key=lambda each: (each[0].by, each[0].reason)):
        changed: list[Property] = []
        fields: set[str] = set()
        for edit, building, record in group:
            for name in edit.before:
                setattr(record, name, getattr(building, name))
            changed.append(record)
            fields.update(edit.before)
        person = people[by]
        with pghistory.context(user=person.pk, username=by, reason=reason):
            Property.objects.bulk_update(changed, sorted(fields))
