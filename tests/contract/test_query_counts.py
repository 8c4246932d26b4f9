"""A page asks the database as many questions of a large estate as of a small one."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from estate.models import EnergyUse, Lease, LeaseBreak, Occupation, Property, RunningCost, Valuation
from tests.factories import make_organisation, make_person, make_property, point
from totalplace.choices import Role

pytestmark = pytest.mark.django_db

# Questions that each address may ask. More than this, and somebody should know why.
PAGES = {
    "/": 12,
    "/estate/": 7,
    "/estate/?organisation=BDC&rag=red&ordering=-book_value": 8,
    "/estate/?q=school": 8,
    "/estate/?missing=uprn": 7,
    "/estate/?page=2": 7,
    "/estate/organisations/": 5,
    "/estate/organisations/BDC/": 6,
    "/estate/suggest/?q=school": 5,
    "/estate/export.csv?organisation=BDC": 9,
}


def grow(count: int) -> None:
    """Add so many properties, with what belongs to them, to two bodies."""
    bodies = [make_organisation(code) for code in ("WCC", "BDC")]
    made = Property.objects.bulk_create(
        Property(
            organisation=bodies[number % 2],
            name=f"School {number}",
            location=point(385000 + number * 7, 254000),
            location_source="given",
            use="school",
            rag="red",
            rag_assessed_on=datetime.date(2026, 1, 1),
            book_value=Decimal(number),
        )
        for number in range(count)
    )
    Lease.objects.bulk_create(Lease(property=prop, expires_on=datetime.date(2030, 1, 1)) for prop in made)
    RunningCost.objects.bulk_create(
        RunningCost(property=prop, year=2025, heading="total", amount=Decimal(10)) for prop in made
    )


def belongings(prop: Property, numbers: range) -> None:
    """Give a property so many leases, users, costs, valuations, readings and changes."""
    for number in numbers:
        lease = Lease.objects.create(property=prop, expires_on=datetime.date(2030 + number, 1, 1))
        LeaseBreak.objects.create(lease=lease, on=datetime.date(2029, 1, 1))
        body = make_organisation(f"B{number}")
        Occupation.objects.create(property=prop, organisation=body, use="back_office")
        RunningCost.objects.create(property=prop, year=2000 + number, heading="rent", amount=Decimal(1))
        Valuation.objects.create(property=prop, valued_on=datetime.date(2000 + number, 1, 1), basis="euv", amount=1)
        EnergyUse.objects.create(property=prop, year=2000 + number, fuel="gas", kwh=1)
        Property.objects.filter(pk=prop.pk).update(name=f"School, called {number}")


@pytest.fixture
def client(settings: Any) -> Client:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    browser = Client()
    browser.force_login(
        make_person("partner", [(Role.PARTNER, None)]), backend="django.contrib.auth.backends.ModelBackend"
    )
    return browser


def questions(client: Client, address: str) -> list[str]:
    """The queries behind one answer, without what Django remembers from one request to the next."""
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[arg-type]
    assert answer.status_code == 200, address
    return [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_no_more_of_200_properties_than_of_20(client: Client, address: str) -> None:
    if "page=2" in address:
        grow(60)
    grow(20)
    few = questions(client, address)
    grow(180)
    many = questions(client, address)
    # A page that its sort's known values do not fill asks once more, for those that have none.
    assert len(many) <= len(few), "\n".join(many)
    assert len(few) <= PAGES[address], "\n".join(many)


def test_a_property_page_asks_no_more_of_a_long_record_than_of_a_short_one(client: Client) -> None:
    prop = make_property("WCC", name="School")
    grow(20)
    belongings(prop, range(1))
    few = questions(client, f"/estate/{prop.reference}/")
    grow(180)
    belongings(prop, range(1, 10))
    many = questions(client, f"/estate/{prop.reference}/")
    assert len(many) <= len(few), "\n".join(sql[:150] for sql in many)
    assert len(few) <= 32
