"""A small county for the estate's tests: two councils, a refuge that must stay hidden, and everybody who may look."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client

from estate.models import Lease, Property, PropertyTitle, RunningCost, Title
from tests.factories import make_officer, make_organisation, make_person, make_property, point, square
from totalplace.choices import AreaLevel, Role
from totalplace.models import Area, User

# Nobody but the county's own officers and the programme team may learn that this is here.
REFUGE = "Lavender Refuge"


@dataclass(frozen=True)
class County:
    """The records that tests name."""

    hall: Property
    library: Property
    refuge: Property
    depot: Property
    people: dict[str, User]


def _area(code: str, name: str, west: int, south: int, east: int, north: int, level: str = AreaLevel.DISTRICT) -> Area:
    outline = MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=27700)
    return Area.objects.create(
        code=code, name=name, level=level, boundary=outline, valid_from=datetime.date(2020, 1, 1)
    )


@pytest.fixture
def county(db: None, settings: Any) -> County:
    """County Hall, a library and a refuge of the county council (WCC); a depot of Bromsgrove's (BDC)."""
    # Nobody here signs in by password, and a hash that is meant to be slow would make up most of these tests' time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_organisation("WCC", name="Worcestershire County Council", short_name="County")
    make_organisation("BDC", name="Bromsgrove District Council", short_name="Bromsgrove")
    _area("E07000237", "Worcester", 380000, 250000, 390000, 260000)
    _area("E07000234", "Bromsgrove", 390000, 260000, 400000, 275000)
    hall = make_property(
        "WCC",
        name="County Hall",
        local_reference="C1",
        uprn="100120600001",
        street="Spetchley Road",
        post_town="Worcester",
        postcode="WR5 2NP",
        boundary=square(387000, 254000, 60),
        category="office",
        use="office",
        tenure="freehold",
        energy_rating="C",
        gross_internal_area_m2=Decimal("10000"),
        site_area_ha=Decimal("2.5"),
        book_value=Decimal("12000000"),
        rag="amber",
        rag_assessed_on=datetime.date(2026, 1, 5),
    )
    library = make_property(
        "WCC",
        name="Warndon Library",
        local_reference="C2",
        location=point(387500, 254300),
        postcode="WR4 9NX",
        category="access",
        use="library",
        tenure="leasehold",
        gross_internal_area_m2=Decimal("400.50"),
        book_value=Decimal("300000"),
    )
    refuge = make_property(
        "WCC",
        name=REFUGE,
        local_reference="C3",
        uprn="100120600077",
        location=point(387100, 254100),
        postcode="WR5 2NP",
        category="specialist",
        use="refuge",
        tenure="freehold",
        is_sensitive=True,
        gross_internal_area_m2=Decimal("77141"),
        book_value=Decimal("555555"),
    )
    depot = make_property(
        "BDC",
        name="Burcot Lane Depot",
        local_reference="B1",
        location=point(396000, 270600),
        category="depot",
        use="depot",
        tenure="freehold",
        rag="green",
        rag_assessed_on=datetime.date(2026, 1, 5),
    )
    Lease.objects.create(
        property=library,
        counterparty="Acme Estates",
        starts_on=datetime.date(2015, 4, 1),
        expires_on=datetime.date(2030, 3, 31),
        annual_rent=Decimal("12500"),
    )
    PropertyTitle.objects.create(
        property=hall, title=Title.objects.create(number="WR12345", organisation=hall.organisation)
    )
    RunningCost.objects.create(property=hall, year=2025, heading="total", amount=Decimal("250000"))
    RunningCost.objects.create(property=library, year=2024, heading="energy", amount=Decimal("9000"))
    RunningCost.objects.create(property=library, year=2024, heading="rates", amount=Decimal("1000"))
    RunningCost.objects.create(property=refuge, year=2025, heading="total", amount=Decimal("33333"))
    people = {
        "officer-wcc": make_officer("WCC"),
        "officer-bdc": make_officer("BDC"),
        "partner": make_person("partner", [(Role.PARTNER, None)]),
        "analyst": make_person("analyst", [(Role.ANALYST, None)]),
        "programme": make_person("programme", [(Role.PROGRAMME, None)]),
        "neet-lead": make_person("neet-lead", [(Role.NEET_LEAD, None)]),
        "caseworker": make_person("caseworker", [(Role.CASEWORKER, "WCC")]),
    }
    return County(hall, library, refuge, depot, people)


def signed_in(person: User) -> Client:
    """A browser in which `person` has signed in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def partner(county: County) -> Client:
    """A partner's browser: she sees every body's estate but no sensitive site."""
    return signed_in(county.people["partner"])
