"""A place as its profile shows it: an area in force, where it lies, how large it is, and how many people live there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db import connection
from django.db.models import Case, F, FloatField, Func, IntegerField, QuerySet, Value, When

from totalplace.calc.people import AgeBand, age_bands
from totalplace.choices import AreaLevel
from totalplace.models import Area, Population

# Two outlines that were simplified apart may miss each other by as much: metres.
TOUCHING_M = 5
MOST_NEIGHBOURS = 12
MOST_FOUND = 100
# A place's outline is drawn some 600 pixels wide; a thousandth of its size is finer than that.
DRAWN_FINENESS = 0.001
# A code may stand for a county and for its only district: the larger is meant.
LARGEST_FIRST = Case(
    *(When(level=level, then=Value(place)) for place, level in enumerate(AreaLevel)), output_field=IntegerField()
)


@dataclass(frozen=True, slots=True)
class People:
    """How many live in an area at the middle of `year`, and who says so. Where nobody counted the area itself, `parts`
    says how many smaller areas were added up."""

    people: int
    year: int
    source: str
    parts: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """An area, its size in hectares, and its people; `people` None where nobody counted them."""

    area: Area
    hectares: float
    people: People | None


def place(code: str) -> Place | None:
    """The area in force with that code; the largest, where a county is its own only district."""
    current = Area.objects.current().filter(code=code).alias(size=LARGEST_FIRST).order_by("size")
    found = _sized(current).defer(None).defer("parent__boundary").first()
    return with_people([found])[0] if found else None


def trail(area: Area) -> list[Area]:
    """The areas that `area` lies in, the largest first."""
    above: list[Area] = []
    parent = area.parent
    while parent is not None and parent not in above:
        above.insert(0, parent)
        parent = Area.objects.defer("boundary").filter(pk=parent.parent_id).first() if parent.parent_id else None
    return above


def children(area: Area) -> list[Place]:
    """The areas in force that lie in `area` by name, its own level's parts only."""
    return with_people(_sized(Area.objects.current()).filter(parent=area).order_by("level", "name", "code"))


def neighbours(area: Area) -> list[Place]:
    """The areas of the same level that touch this one, by name; none for one that somebody drew."""
    if area.level == AreaLevel.NEIGHBOURHOOD:
        return []
    touching = Area.objects.current().filter(level=area.level, boundary__dwithin=(area.boundary, TOUCHING_M))
    return with_people(_sized(touching.exclude(pk=area.pk)).order_by("name", "code")[:MOST_NEIGHBOURS])


def top_places() -> list[Place]:
    """The counties in force, or where there is none every district: where a reader begins."""
    current = _sized(Area.objects.current()).order_by("name", "code")
    counties = with_people(current.filter(level=AreaLevel.COUNTY))
    return counties or with_people(current.filter(level=AreaLevel.DISTRICT))


def drawn_places() -> list[Place]:
    """The neighbourhoods that officers drew, by name."""
    return with_people(_sized(Area.objects.current()).filter(level=AreaLevel.NEIGHBOURHOOD).order_by("name", "code"))


def find_places(words: str) -> list[Place]:
    """Areas in force whose name has these words in it, or whose code begins so; the largest levels first."""
    current = _sized(Area.objects.current())
    found = current.filter(code__istartswith=words) | current.filter(name__icontains=words)
    return with_people(found.alias(size=LARGEST_FIRST).order_by("size", "name", "code")[:MOST_FOUND])


def outline_of(area: Area) -> dict[str, Any]:
    """The area's outline as a GeoJSON FeatureCollection in longitude and latitude, simplified for a small map."""
    extent = area.boundary.extent
    metres = max(extent[2] - extent[0], extent[3] - extent[1]) * DRAWN_FINENESS
    simple = Func(
        F("boundary"),
        Value(metres),
        function="ST_SimplifyPreserveTopology",
        output_field=GeometryField(srid=27700),
    )
    text = Area.objects.filter(pk=area.pk).values_list(AsGeoJSON(Transform(simple, 4326), precision=5), flat=True).get()
    feature = {"type": "Feature", "geometry": json.loads(text), "properties": {"title": area.name, "role": "this"}}
    return {"type": "FeatureCollection", "features": [feature]}


def with_sizes(areas: Iterable[Area]) -> list[Place]:
    """The same areas as places, in their order."""
    wanted = [area.pk for area in areas]
    found = {each.area.pk: each for each in with_people(_sized(Area.objects.filter(pk__in=wanted)))}
    return [found[pk] for pk in wanted]


def years_of(area: Area) -> list[People]:
    """How many lived in the area at each mid-year that is known, the latest first."""
    if area.level == AreaLevel.NEIGHBOURHOOD:
        return _added_up([area]).get(area.code, [])
    return [_people(row) for row in Population.objects.totals([area.code])]


def bands_of(code: str, year: int) -> list[AgeBand]:
    """The people of a mid-year by band of age; none where ages are not known."""
    counted = Population.objects.by_age(code, year)
    return age_bands((row["age"], row["people_in_all"]) for row in counted)


def with_people(areas: Iterable[Any]) -> list[Place]:
    """The areas, read with their size, as places: one more query for all their people."""
    found = list(areas)
    latest: dict[str, People] = {}
    for row in Population.objects.totals({area.code for area in found}):
        latest.setdefault(row["area_code"], _people(row))
    drawn = [area for area in found if area.level == AreaLevel.NEIGHBOURHOOD]
    latest |= {code: years[0] for code, years in _added_up(drawn).items() if years}
    return [Place(area, area.square_metres / 10_000, latest.get(area.code)) for area in found]


# Of these areas: which LSOAs have their centre inside. Nobody counts the people of an area that somebody drew.
INSIDE = """
    SELECT n.code, l.code FROM totalplace_area n
      JOIN totalplace_area l ON l.level = 'lsoa' AND l.valid_to IS NULL AND l.boundary && n.boundary
                            AND ST_Contains(n.boundary, ST_Centroid(l.boundary))
     WHERE n.id = ANY (%s)
"""


def _added_up(drawn: Iterable[Area]) -> dict[str, list[People]]:
    """The people of neighbourhoods at each mid-year for which all LSOAs inside are counted, the latest first."""
    numbers = [area.pk for area in drawn]
    if not numbers:
        return {}
    inside: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(INSIDE, [numbers])
        for code, lsoa in cursor.fetchall():
            inside[code].add(lsoa)
    counted: dict[int, dict[str, People]] = defaultdict(dict)
    for row in Population.objects.totals(set().union(*inside.values())):
        counted[row["year"]][row["area_code"]] = _people(row)
    return {
        code: [_sum([of[lsoa] for lsoa in lsoas]) for _, of in sorted(counted.items(), reverse=True) if lsoas <= {*of}]
        for code, lsoas in inside.items()
    }


def _sum(counted: list[People]) -> People:
    return People(sum(each.people for each in counted), counted[0].year, counted[0].source, len(counted))


def _people(row: Mapping[str, Any]) -> People:
    return People(row["people_in_all"], row["year"], row["said_by"])


def _sized(areas: Any) -> QuerySet[Any]:
    """The areas with their `square_metres`, their parents read with them, and without outlines."""
    size = Func("boundary", function="ST_Area", output_field=FloatField())
    return areas.annotate(square_metres=size).select_related("parent").defer("boundary", "parent__boundary")
