"""The areas in force, one collection a level. They are public facts, the same for everybody who has signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from totalplace.api.resources import Areas, as_geojson
from totalplace.choices import AreaLevel
from totalplace.models import Area
from totalplace.ogc.collections import Collection, queryables_of
from totalplace.selectors.areas import county_extent
from totalplace.selectors.keyset import Sort

NAMES = {
    AreaLevel.COUNTY: ("counties", "Counties"),
    AreaLevel.DISTRICT: ("districts", "Districts"),
    AreaLevel.WARD: ("wards", "Wards"),
    AreaLevel.MSOA: ("msoas", "Middle layer super output areas"),
    AreaLevel.LSOA: ("lsoas", "Lower layer super output areas"),
    AreaLevel.NEIGHBOURHOOD: ("neighbourhoods", "Neighbourhoods"),
}
SORTS = {sort.key: sort for sort in (Sort("code", "Code", "code"), Sort("name", "Name", "name"))}


def collections_of_areas(user: Any) -> list[Collection]:
    """A collection for each level, empty where none is in force."""
    return [
        Collection(
            id=name,
            title=title,
            description=f"{title} in force today, as polygons with their codes and names.",
            order=order,
            rows=_in_force(level),
            columns=Areas.columns,
            queryables=queryables_of(Areas.columns),
            shapes=("boundary",),
            geojson=lambda srid: as_geojson("boundary", srid),
            sorts=SORTS,
            extent=county_extent,
            shown=("code", "name", "parent", "valid_from"),
            identity="code",
            default_sort="code",
            when=("valid_from", "valid_to"),
        )
        for order, (level, (name, title)) in enumerate(NAMES.items(), start=50)
    ]


def _in_force(level: AreaLevel) -> Callable[[Any], QuerySet]:
    return lambda user: Area.objects.current().filter(level=level)
