"""An officer of the county's and her works, with everything a property can have; a store beside it, with some of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from estate.models import (
    EnergyUse,
    Lease,
    LeaseBreak,
    Occupation,
    Property,
    PropertyTitle,
    RagAssessment,
    RunningCost,
    Title,
    Valuation,
)
from tests.factories import make_officer, make_organisation, make_property, square
from totalplace.models import User

DAY = datetime.date(2024, 3, 31)


@pytest.fixture
def ann(db: None, settings: Any) -> User:
    """The county's officer."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_officer("WCC")


@pytest.fixture
def client(ann: User) -> Client:
    browser = Client()
    browser.force_login(ann, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def works(ann: User) -> Property:
    """A square of 100 m with its south-west corner at 385000, 254000."""
    made = make_property(
        "WCC", name="Highway works", local_reference="W1", boundary=square(385000, 254000, 100), use="depot",
        category="depot", gross_internal_area_m2="1000", site_area_ha="1", book_value="900000",
        required_maintenance="5000.50", tenure="freehold", street="Mill Lane", post_town="Worcester", uprn="123",
    )  # fmt: skip
    lease = Lease.objects.create(property=made, counterparty="Acme", expires_on=DAY.replace(year=2031), annual_rent=100)
    LeaseBreak.objects.create(lease=lease, on=DAY.replace(year=2029), notice_months=6)
    Lease.objects.create(property=made, counterparty="Bolt", role="landlord", annual_rent=50)
    body = make_organisation("BDC")
    Occupation.objects.create(property=made, organisation=made.organisation, use="depot", area_m2=600, desks=5)
    Occupation.objects.create(property=made, organisation=body, use="depot", area_m2=400)
    for year, heading, amount in ((2024, "rent", 10), (2024, "energy", 20), (2025, "total", 70)):
        RunningCost.objects.create(property=made, year=year, heading=heading, amount=amount)
    Valuation.objects.create(property=made, valued_on=DAY, basis="euv", amount=900_000)
    EnergyUse.objects.create(property=made, year=2024, fuel="gas", kwh=1000)
    for number in ("WR1", "WR2"):
        PropertyTitle.objects.create(
            property=made, title=Title.objects.create(number=number, organisation=made.organisation)
        )
    RagAssessment.objects.create(property=made, rating="red", reason="no_change", assessed_by=ann)
    made.refresh_from_db()
    return made


@pytest.fixture
def store(works: Property) -> Property:
    """The square east of it, with a lease, a cost and a title that the works have alike."""
    made = make_property(
        "WCC", name="Salt store", local_reference="W2", boundary=square(385100, 254000, 100), use="depot",
        gross_internal_area_m2="250", site_area_ha="1", book_value="100000", tenure="leasehold", uprn="456",
    )  # fmt: skip
    Lease.objects.create(property=made, counterparty="Acme", annual_rent=10)
    Occupation.objects.create(property=made, organisation=made.organisation, use="depot", area_m2=250)
    RunningCost.objects.create(property=made, year=2024, heading="total", amount=5)
    RunningCost.objects.create(property=made, year=2025, heading="total", amount=7)
    EnergyUse.objects.create(property=made, year=2024, fuel="gas", kwh=500)
    PropertyTitle.objects.create(property=made, title=Title.objects.get(number="WR1"))
    made.refresh_from_db()
    return made
