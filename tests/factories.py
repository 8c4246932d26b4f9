"""The few records that tests begin from. What a test is about, it says; the rest is made up here."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from estate.models import Property
from totalplace.choices import OrganisationKind, Role
from totalplace.models import Membership, Organisation, User

# Every made-up person's password: long enough for the validators, and known to tests alone.
PASSWORD = "a-password-of-tests"

# The middle of Worcester, more or less: where a made-up property stands unless told otherwise.
WORCESTER = (385000, 254700)

_numbers = itertools.count(1)


def make_organisation(code: str = "WCC", **fields: Any) -> Organisation:
    """The body with this code: the one there is, or a new one with `fields`."""
    made_up = {"name": f"Body {code}", "kind": OrganisationKind.DISTRICT}
    return Organisation.objects.get_or_create(code=code, defaults=made_up | fields)[0]


def make_person(username: str, roles: Iterable[tuple[str, str | None]] = (), **fields: Any) -> User:
    """A person who can sign in with PASSWORD, holding `roles`: (role, body's code or None) each.

    make_person("rosa", [(Role.OFFICER, "WCC")]); bodies that are not there yet are made.
    """
    person = User.objects.create_user(username, f"{username}@example.org", PASSWORD, **fields)
    for role, code in roles:
        Membership.objects.create(user=person, role=role, organisation=make_organisation(code) if code else None)
    return person


def make_officer(code: str = "WCC") -> User:
    """A property officer of one body: officer-wcc, officer-bdc…"""
    return make_person(f"officer-{code.lower()}", [(Role.OFFICER, code)])


def make_property(organisation: Organisation | str = "WCC", **fields: Any) -> Property:
    """A property with a name and a point. Leave either out with name="" or location=None."""
    if isinstance(organisation, str):
        organisation = make_organisation(organisation)
    number = next(_numbers)
    made_up: dict[str, Any] = {"name": f"Building {number}", "local_reference": f"L{number:05}"}
    if "location" not in fields and "boundary" not in fields:
        fields["location"] = point(*WORCESTER)
    if fields.get("location") is not None:
        fields.setdefault("location_source", "given")
    made = Property.objects.create(organisation=organisation, **(made_up | fields))
    # The database gives the reference, the areas and, from a boundary, the point.
    made.refresh_from_db()
    return made


def point(easting: float, northing: float) -> Point:
    """A point on the National Grid, in metres."""
    return Point(easting, northing, srid=27700)


def square(easting: float = WORCESTER[0], northing: float = WORCESTER[1], side: float = 40) -> MultiPolygon:
    """A square footprint, `side` metres wide, with its south-west corner at the point given."""
    return MultiPolygon(Polygon.from_bbox((easting, northing, easting + side, northing + side)), srid=27700)
