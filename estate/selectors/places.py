"""The estate in a place: what stands there by body, use and rating, what of it is shared, and which leases end."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Polygon
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from estate.calc.lease_dates import months_before
from estate.choices import LeaseRole
from estate.models import Lease, Occupation, Property
from estate.selectors.bodies import IN_REGISTER
from estate.selectors.totals import MEASURES, Totals, as_totals, sums, tallied
from totalplace.choices import AreaLevel
from totalplace.models import Area, Organisation

# Counting further than this would cost more than the page; the lists it leads to go on.
COUNTED_AT_MOST = 1_000
SHARED_SHOWN = 10
MONTHS_AHEAD = 12
# The tally tells districts apart; a county is its districts.
TALLIED_LEVELS = (AreaLevel.COUNTY, AreaLevel.DISTRICT)
AREA_FIELDS = {AreaLevel.DISTRICT: "district_id", AreaLevel.WARD: "ward_id", AreaLevel.LSOA: "lsoa_id"}


@dataclass(slots=True)
class Group:
    """Properties that have something in common: what they add up to, and how many have each rating ("" is none)."""

    totals: Totals = field(default_factory=lambda: Totals(0))
    by_rag: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, totals: Totals, rag: str) -> None:
        self.totals += totals
        self.by_rag[rag] += totals.properties


@dataclass(frozen=True, slots=True)
class Ending:
    """Leases in which a body is the tenant, and that expire by `until`: how many, and their rent in pounds a year.

    `is_capped`: there are more than `leases`, and the rent is not known.
    """

    leases: int
    until: datetime.date
    annual_rent: Decimal | None
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """Properties that another body than the accountable one uses too: how many, and the first by name."""

    count: int
    first: list[Property]
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class EstateOfPlace:
    """What a person may see of the estate in a place. Bodies by id, uses by code ("" is not known)."""

    everything: Group
    by_body: Mapping[int, Group]
    by_use: Mapping[str, Group]
    bodies: Mapping[int, Organisation]
    ending: Ending
    shared: Shared


def estate_in(user: Any, area: Area, today: datetime.date) -> EstateOfPlace:
    """What `user` may see of the estate in `area`. The number of queries is the same for any place."""
    everything = Group()
    by_body: dict[int, Group] = defaultdict(Group)
    by_use: dict[str, Group] = defaultdict(Group)
    for row in _grouped(user, area, "organisation_id", "use", "rag"):
        totals = as_totals(row)
        for group in (everything, by_body[row["organisation_id"]], by_use[row["use"]]):
            group.add(totals, row["rag"])
    return EstateOfPlace(
        everything=everything,
        by_body=by_body,
        by_use=by_use,
        bodies=Organisation.objects.in_bulk(by_body),
        ending=_ending(user, area, today),
        shared=_shared(user, area),
    )


def totals_of(user: Any, areas: Iterable[Area]) -> dict[int, Totals]:
    """What `user` may see of the estate in each of these areas of one level, by the area's id."""
    found = {area.pk: area for area in areas}
    if not found:
        return {}
    (level,) = {area.level for area in found.values()}
    if level not in AREA_FIELDS:
        return {area.pk: _sum(_grouped(user, area, "rag")) for area in found.values()}
    key = AREA_FIELDS[AreaLevel(level)]
    if level in TALLIED_LEVELS:
        rows = _tallied(user, [*found], "district")
    else:
        rows = _measured(_standing_in_any([*found.values()], user), key)
    return {row[key]: as_totals(row) for row in rows}


def _sum(rows: Iterable[Mapping[str, Any]]) -> Totals:
    return sum((as_totals(row) for row in rows), Totals(0))


def _grouped(user: Any, area: Area, *names: str) -> Iterable[Mapping[str, Any]]:
    """Totals of what stands in `area`, a row for each combination of `names`."""
    if area.level in TALLIED_LEVELS:
        districts = [area.pk] if area.level == AreaLevel.DISTRICT else _districts_of(area)
        return _tallied(user, districts, *(name.removesuffix("_id") for name in names))
    return _measured(_standing_in(area, user), *names)


def _standing_in(area: Area, user: Any) -> Any:
    """The properties in the register that `user` may see in `area`: in a county's districts, as the tally has them."""
    seen = Property.objects.visible_to(user).filter(status__in=IN_REGISTER)
    return seen.filter(district__in=_districts_of(area)) if area.level == AreaLevel.COUNTY else seen.in_area(area)


def _districts_of(county: Area) -> list[int]:
    current = Area.objects.current().filter(level=AreaLevel.DISTRICT, parent=county)
    return list(current.values_list("pk", flat=True))


def _tallied(user: Any, districts: list[int], *names: str) -> Iterable[Mapping[str, Any]]:
    rows = tallied(user, {"status": IN_REGISTER, "district": districts}, apart=names)
    if rows is None:
        raise ValueError(f"the tally does not tell {', '.join(names)} apart by district")
    columns = [f"{name}_id" if name in ("organisation", "district") else name for name in names]
    return rows.values(*columns).annotate(**sums()).order_by()


def _measured(properties: QuerySet[Property], *names: str) -> Iterable[Mapping[str, Any]]:
    """The same sums as the tally's, counted from the properties themselves."""
    # The counts come first: once a sum bears its measure's name, the name means the sum.
    known = {f"{measure}_known": Count(measure) for measure in MEASURES}
    summed = {measure: Sum(measure) for measure in MEASURES}
    return properties.order_by().values(*names).annotate(properties=Count("pk"), **known, **summed)


def _standing_in_any(areas: list[Area], user: Any) -> QuerySet[Property]:
    """The same in any of these areas, which lie near each other: the points' index finds one box around them all."""
    ids = [area.pk for area in areas]
    around = Polygon.from_bbox(Area.objects.filter(pk__in=ids).aggregate(extent=Extent("boundary"))["extent"])
    around.srid = 27700
    key = AREA_FIELDS[AreaLevel(areas[0].level)]
    seen = Property.objects.visible_to(user).filter(status__in=IN_REGISTER)
    return seen.filter(location__bboverlaps=around, **{f"{key}__in": ids})


def _ending(user: Any, area: Area, today: datetime.date) -> Ending:
    until = months_before(today, -MONTHS_AHEAD)
    properties = _standing_in(area, user).with_lease_expiring(today, until)
    leases = Lease.objects.filter(
        property__in=properties, role=LeaseRole.TENANT, expires_on__range=(today, until)
    ).order_by()
    found = leases.values("pk", "annual_rent")[: COUNTED_AT_MOST + 1].aggregate(
        leases=Count("pk"), annual_rent=Sum("annual_rent")
    )
    if found["leases"] > COUNTED_AT_MOST:
        return Ending(COUNTED_AT_MOST, until, None, is_capped=True)
    return Ending(found["leases"], until, found["annual_rent"])


def _shared(user: Any, area: Area) -> Shared:
    others = Occupation.objects.filter(property=OuterRef("pk")).exclude(organisation=OuterRef("organisation"))
    properties = _standing_in(area, user).filter(Exists(others))
    count = properties.order_by()[: COUNTED_AT_MOST + 1].count()
    first = properties.select_related("organisation").order_by("name", "id")[:SHARED_SHOWN]
    return Shared(min(count, COUNTED_AT_MOST), list(first), is_capped=count > COUNTED_AT_MOST)
