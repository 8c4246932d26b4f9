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
from estate.services.quality import check_everything
from tests.factories import make_officer, make_organisation, make_person, make_property, point
from totalplace.choices import Role

pytestmark = pytest.mark.django_db

# Questions that each address may ask. More than this, and somebody should know why.
PAGES = {
    "/": 12,
    "/estate/": 7,
    "/estate/?organisation=BDC&rag=red&ordering=-book_value": 8,
    "/estate/?q=school": 8,
    "/estate/?missing=uprn": 7,
    "/estate/?quality=missing-uprn": 7,
    "/estate/quality/": 9,
    "/estate/quality/?organisation=BDC": 8,
    "/estate/quality/missing-uprn/": 6,
    "/estate/quality/missing-uprn/?organisation=BDC&show=waived": 6,
    "/estate/?page=2": 7,
    "/estate/organisations/": 5,
    "/places/": 7,
    "/estate/organisations/BDC/": 8,
    "/estate/suggest/?q=school": 5,
    "/estate/outlines.json?box=385000,253000,386000,255000": 4,
    "/estate/export.csv?organisation=BDC": 9,
    "/estate/?review_before=2027-01-01": 7,
    "/tiles/properties/9/252/168.mvt": 8,
    "/tiles/properties/9/252/168.mvt?by=use&rag=red": 10,
    "/tiles/properties/14/8090/5398.mvt": 9,
    "/tiles/properties/14/8090/5398.mvt?q=school": 11,
    "/tiles/properties/9/252/168.mvt?as_at=2026-03-01": 10,
    "/tiles/properties/14/8090/5398.mvt?as_at=2026-03-01&q=school": 11,
    "/estate/changes/": 9,
    "/estate/changes/?organisation=BDC&kind=lease": 9,
    "/estate/changes/export.csv": 15,
    "/map/": 16,
    "/map/?organisation=BDC&rag=red&by=use": 16,
    "/map/view/?view=-3,51,-1,53": 8,
    "/map/view/?rag=red&near=-2.2,52.2,5000": 9,
    "/map/view/?as_at=2026-03-01&view=-3,51,-1,53": 9,
    "/map/find/?q=school": 9,
    "/estate/leases/?to=2031-01-01": 10,
    "/estate/leases/?to=2031-01-01&organisation=BDC": 10,
    "/estate/leases/?to=2031-01-01&page=2": 10,
    "/estate/leases/year/?month=2030-01": 11,
    "/estate/leases/month/?month=2030-01": 10,
    "/estate/leases/export.csv?to=2031-01-01": 10,
    "/api/v1/properties/": 5,
    "/api/v1/properties/?organisation=BDC&rag=red&limit=50": 6,
    "/api/v1/properties/?rag=red&limit=50": 5,
    "/api/v1/properties/?organisation=BDC&rag=red&format=geojson&limit=20": 5,
    "/api/v1/properties/?status=all&cursor=&ordering=-book_value": 5,
    "/api/v1/properties/?format=csv": 8,
    "/api/v1/estate/summary/?by=organisation,rag": 6,
    "/api/v1/lease-events/?to=2031-01-01": 9,
    "/api/v1/organisations/": 4,
    "/api/v1/areas/?format=geojson": 5,
    "/ogc/collections": 4,
    "/ogc/collections/properties/items?limit=10": 5,
    "/ogc/collections/properties/items?f=html&limit=5&organisation=BDC&rag=red": 9,
    "/ogc/collections/properties/items?limit=10&filter=name%20LIKE%20'%25School%25'": 9,
    "/ogc/collections/properties/items?limit=10&bbox=-3,51,-1,53": 9,
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
    check_everything()


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
    assert len(few) <= 39


@pytest.mark.parametrize("address", ["/", "/estate/mine/", "/estate/mine/?organisation=BDC"])
def test_an_officers_own_pages_ask_no_more_of_a_large_estate_than_of_a_small_one(address: str) -> None:
    officer = make_person("officer", [(Role.OFFICER, "WCC"), (Role.OFFICER, "BDC")])
    browser = Client()
    browser.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    due = datetime.date.today() + datetime.timedelta(days=20)
    grow(20)
    Property.objects.update(next_review_on=due)
    few = questions(browser, address)
    grow(180)
    Property.objects.update(next_review_on=due)
    many = questions(browser, address)
    assert len(many) <= len(few), "\n".join(sql[:150] for sql in many)
    assert len(few) <= 32, "\n".join(sql[:150] for sql in many)


ADMINISTRATION = {
    "/administration/": 7,
    "/administration/?q=p&role=partner&organisation=B1": 9,
    "/administration/organisations/": 6,
    "/administration/areas/?level=ward": 6,
}


def test_the_administration_asks_no_more_of_many_people_than_of_few() -> None:
    root = make_person("root", [(Role.ADMINISTRATOR, None)])
    browser = Client()
    browser.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    addresses = ADMINISTRATION | {f"/administration/people/{root.pk}/": 16}

    def asked() -> dict[str, int]:
        return {address: len(questions(browser, address)) for address in addresses}

    def people(numbers: range) -> None:
        for number in numbers:
            make_person(f"p{number}", [(Role.PARTNER, f"B{number}"), (Role.ANALYST, None)])

    people(range(2))
    few = asked()
    people(range(2, 30))
    assert asked() == few
    assert {address: count for address, count in few.items() if count > addresses[address]} == {}


EDITING = ("identity", "use", "place", "list/leases/add", "list/costs", "list/leases", "list/occupations", "titles")


@pytest.mark.parametrize("rest", EDITING)
def test_an_editing_page_asks_no_more_of_a_long_record_in_a_large_estate(settings: Any, rest: str) -> None:
    editor = Client()
    editor.force_login(make_officer("WCC"), backend="django.contrib.auth.backends.ModelBackend")
    prop = make_property("WCC", name="School")
    belongings(prop, range(1))
    few = questions(editor, f"/estate/{prop.reference}/edit/{rest}/")
    grow(100)
    belongings(prop, range(1, 6))
    many = questions(editor, f"/estate/{prop.reference}/edit/{rest}/")
    assert len(many) <= len(few), "\n".join(sql[:150] for sql in many)
    assert len(few) <= 10, "\n".join(sql[:150] for sql in few)
