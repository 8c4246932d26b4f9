"""The places that a planned change may be for."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Value, When

from totalplace.choices import AreaLevel
from totalplace.models import Area

# The largest first: a code may stand for a county and for its only district.
LEVELS = (AreaLevel.COUNTY, AreaLevel.DISTRICT, AreaLevel.WARD, AreaLevel.LSOA)
PLACE = Case(*(When(level=level, then=Value(at)) for at, level in enumerate(LEVELS)), output_field=IntegerField())


def areas_coded(codes: Iterable[str]) -> dict[str, str]:
    """The names of those of these places that are in force, by code."""
    found = Area.objects.current().filter(level__in=LEVELS, code__in=list(codes)).order_by(-PLACE)
    return dict(found.values_list("code", "name"))


def places_offered() -> list[tuple[str, str, str, str]]:
    """(code, name, level, name of the area around it) of the county, its districts and wards, in order."""
    found = Area.objects.current().filter(level__in=LEVELS[:3]).order_by(PLACE, "parent__name", "name", "code")
    return list(found.values_list("code", "name", "level", "parent__name"))
