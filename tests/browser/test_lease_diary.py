"""The lease diary in a browser, turned by keyboard."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from estate.models import Lease
from tests.factories import make_person, make_property
from totalplace.choices import Role

TODAY = datetime.date.today()


@pytest.fixture
def diary(page: Page, signed_in: Callable[[Page, str], Page]) -> Page:
    """A partner's page, and a lease to look at."""
    make_person("partner", [(Role.PARTNER, None)])
    expires = TODAY + datetime.timedelta(days=200)
    Lease.objects.create(
        property=make_property(name="County Hall"), counterparty="Acme", expires_on=expires, inside_1954_act=True
    )
    return signed_in(page, "partner")


def test_the_month_is_turned_by_keyboard(diary: Page) -> None:
    diary.goto("/estate/leases/month/?month=2027-01")
    diary.get_by_role("link", name="February 2027").focus()
    diary.keyboard.press("Enter")
    expect(diary.get_by_role("heading", name="February 2027")).to_be_visible()
