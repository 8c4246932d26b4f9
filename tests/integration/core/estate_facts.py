"""People, bodies and properties that the core's integration tests begin with."""

from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from estate.models import Property
from totalplace.choices import Role
from totalplace.models import Membership, Organisation, User


def body(code: str, **values: Any) -> Organisation:
    return Organisation.objects.create(**{"code": code, "name": f"Body {code}", "kind": "district"} | values)


def person(username: str, *roles: str | tuple[str, Organisation]) -> User:
    """A person with roles: `person("ann", Role.PARTNER, (Role.OFFICER, wcc))`."""
    user = User.objects.create_user(username)
    for role in roles:
        name, organisation = role if isinstance(role, tuple) else (role, None)
        Membership.objects.create(user=user, role=name, organisation=organisation)
    return user


def officer(username: str, organisation: Organisation) -> User:
    return person(username, (Role.OFFICER, organisation))


def property_of(organisation: Organisation, **values: Any) -> Property:
    """A property as the database has it: with its reference and version."""
    made = Property.objects.create(**{"organisation": organisation, "name": "Depot"} | values)
    made.refresh_from_db()
    return made


def square(east: float, north: float, side: float) -> MultiPolygon:
    """A square with its south-west corner at a grid position, `side` metres wide."""
    ring = Polygon.from_bbox((east, north, east + side, north + side))
    ring.srid = 27700
    return MultiPolygon(ring, srid=27700)


def at(east: float, north: float) -> Point:
    return Point(east, north, srid=27700)
