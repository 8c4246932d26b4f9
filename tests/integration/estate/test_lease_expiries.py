"""A list by lease expiry is read from the property alone, and is always what asking every lease would give."""

from __future__ import annotations

import datetime
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from estate.models import Lease, Property
from tests.factories import make_property
from tests.integration.estate.conftest import County

YEARS = [None, *(datetime.date(year, 6, 30) for year in range(2026, 2033)), datetime.date.max]


def lease(prop: Property, expires: datetime.date | None, **given: Any) -> Lease:
    values = {"role": "tenant", "starts_on": datetime.date(2020, 1, 1), "counterparty": "Anybody"}
    return Lease.objects.create(property=prop, expires_on=expires, **(values | given))


def assert_as_every_lease_says() -> None:
    """For any two days, the list holds the properties of which one lease expires between them."""
    for first, last in product(YEARS, YEARS):
        if first is None and last is None:
            continue
        bounds = {"expires_on__gte": first, "expires_on__lte": last}
        asked = Lease.objects.filter(
            property=OuterRef("pk"), **{name: day for name, day in bounds.items() if day is not None}
        )
        expected = set(Property.objects.filter(Exists(asked)).values_list("pk", flat=True))
        found = Property.objects.with_lease_expiring(first, last).values_list("pk", flat=True)
        assert sorted(found) == sorted(expected), (first, last)


@pytest.mark.django_db
def test_a_list_by_expiry_is_what_every_lease_says_after_every_kind_of_change(county: County) -> None:
    shop = make_property("BDC", name="Shop")
    # On 30 June of 2026, 2028 and 2032: between the first and the last are years with none.
    several = [lease(county.hall, day) for day in (YEARS[1], YEARS[3], YEARS[7])]
    steps = [
        lambda: None,
        lambda: lease(shop, None),
        lambda: lease(shop, YEARS[2], role="landlord"),
        lambda: Lease.objects.filter(pk=several[1].pk).update(expires_on=YEARS[5]),
        lambda: Lease.objects.filter(pk=several[0].pk).update(property=shop),
        lambda: Lease.objects.update(annual_rent=1),
        lambda: several[2].delete(),
        lambda: lease(county.library, datetime.date.max),
        lambda: Lease.objects.filter(property=county.hall).update(expires_on=None),
        lambda: Lease.objects.bulk_create(
            Lease(property=prop, role="tenant", expires_on=YEARS[4]) for prop in (shop, county.depot)
        ),
        lambda: Lease.objects.all().delete(),
    ]
    for step in steps:
        step()
        assert_as_every_lease_says()


@pytest.mark.django_db
def test_a_lease_is_no_edit_of_the_property(county: County) -> None:
    def standing() -> tuple[Any, int]:
        held = Property.objects.get(pk=county.hall.pk)
        return held.version, held.pgh_event_model.objects.filter(pgh_obj_id=held.pk).count()

    before = standing()
    lease(county.hall, YEARS[1])
    assert standing() == before


@pytest.mark.django_db
def test_however_many_leases_a_property_has_it_can_be_stored(county: County) -> None:
    day = datetime.date(2026, 1, 1)
    Lease.objects.bulk_create(
        Lease(property=county.hall, role="landlord", expires_on=day + datetime.timedelta(days=20 * number))
        for number in range(600)
    )
    found = Property.objects.with_lease_expiring(day + datetime.timedelta(days=19), day + datetime.timedelta(days=20))
    assert list(found) == [county.hall]


@pytest.mark.django_db
def test_a_page_of_the_list_reads_no_lease_while_each_property_has_one(county: County) -> None:
    lease(county.hall, YEARS[3])
    page = Property.objects.with_lease_expiring(YEARS[2], YEARS[4]).order_by("name", "id").values("pk")[:50]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = page.explain(analyze=True)
    assert "Index Only Scan using property_by_name" in plan or "property_by_lease_expiry" in plan
    assert "(never executed)" in plan
