"""Neighbourhoods: areas that people draw and name. What stands in one follows from where it lies, as for any area.

Whoever edits properties may draw one, and change or withdraw any: a neighbourhood is the county's, not a body's.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pghistory
from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from totalplace.choices import AreaLevel
from totalplace.models import Area
from totalplace.permissions import Action, require
from totalplace.services.constraints import explained
from totalplace.services.merging import reconcile
from totalplace.versioning import lock, lock_current

LEVEL = AreaLevel.NEIGHBOURHOOD
DRAWN_HERE = "drawn in Total Place"


@transaction.atomic
def draw_neighbourhood(*, user: Any, name: str, boundary: MultiPolygon, reason: str = "") -> Area:
    """A new neighbourhood under a code of its own, in force from today.

    `boundary` is in EPSG:27700. Raises PermissionDenied, and ValidationError that names the field. Sent again word for
    word, it answers the one that is there.
    """
    require(user, Action.DRAW_PLACES)
    there = _drawn().filter(name=name.strip()).first()
    if there is not None and there.boundary.equals_exact(boundary, 0.001):
        return there
    area = Area(
        code=_next_code(), name=_tidy(name), level=LEVEL, boundary=boundary, parent=_around(boundary),
        valid_from=datetime.date.today(), source=DRAWN_HERE,
    )  # fmt: skip
    with pghistory.context(reason=reason.strip()), explained(Area):
        area.save()
    area.refresh_from_db()
    return area


@transaction.atomic
def edit_neighbourhood(*, user: Any, pk: int, version: int, values: Mapping[str, Any], reason: str = "") -> Area:
    """Change the name or the outline of one seen at `version`; the history keeps what it was.

    Raises Area.DoesNotExist, PermissionDenied, Conflict, and ValidationError that names the field.
    """
    require(user, Action.DRAW_PLACES)
    area = lock(_drawn(), pk)
    mine = dict(values) | ({"name": _tidy(values["name"])} if "name" in values else {})
    changed = reconcile(area, expected=version, mine=mine)
    if "boundary" in changed:
        changed["parent"] = _around(changed["boundary"])
    for name, value in changed.items():
        setattr(area, name, value)
    if changed:
        with pghistory.context(reason=reason.strip()), explained(Area):
            area.save(update_fields=list(changed))
        area.refresh_from_db()
    return area


@transaction.atomic
def withdraw_neighbourhood(*, user: Any, pk: int, version: int, reason: str = "") -> None:
    """Let one end today: its page is gone, its history stays. One drawn today was never in force, and goes wholly.

    Raises Area.DoesNotExist, PermissionDenied, and StaleRecord when it was changed since.
    """
    require(user, Action.DRAW_PLACES)
    area, today = lock_current(_drawn(), pk, version), datetime.date.today()
    with pghistory.context(reason=reason.strip()):
        if area.valid_from >= today:
            area.delete()
        else:
            area.valid_to = today
            area.save(update_fields=["valid_to"])


def _drawn() -> Any:
    return Area.objects.current().filter(level=LEVEL)


def _tidy(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise ValidationError({"name": "Write what the neighbourhood is called."})
    return tidy


def _next_code() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'NB' || lpad(nextval('totalplace_neighbourhood')::text, 6, '0')")
        [code] = cursor.fetchone()
    return str(code)


def _around(boundary: MultiPolygon) -> Area | None:
    """The county that it lies in for the most part; the district, where no county is loaded."""
    middle = boundary.point_on_surface
    for level in (AreaLevel.COUNTY, AreaLevel.DISTRICT):
        found = Area.objects.current().filter(level=level, boundary__contains=middle).order_by("pk").first()
        if found is not None:
            return found
    return None
