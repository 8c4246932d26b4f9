"""What happened to a property, in a browser: put back by keyboard alone, without scripts too."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from estate.models import Property
from tests.factories import make_officer, make_property, square
from totalplace.selectors.history import history_of

SignIn = Callable[[Page, str], Page]


@pytest.fixture
def moved(page: Page, signed_in: SignIn) -> tuple[Page, Property, str]:
    """An officer's page, a property whose outline and tenure changed, and the address of that change."""
    ann = make_officer("WCC")
    hall = make_property("WCC", name="County Hall", boundary=square(387000, 254000, 60), tenure="freehold")
    with pghistory.context(username="ann", reason="Surveyed again"):
        Property.objects.filter(pk=hall.pk).update(boundary=square(387050, 254000, 60), tenure="leasehold")
    address = reverse("property_change", args=[hall.reference, history_of(hall, user=ann)[0].change_id])
    return signed_in(page, ann.username), hall, address


def test_a_detail_is_put_back_by_keyboard_alone_with_old_and_new_place_drawn(moved) -> None:
    page, hall, address = moved
    page.goto(address)
    expect(page.locator("#moved path.leaflet-interactive")).to_have_count(2)
    page.get_by_label("Tenure: Freehold").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Wrong form")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 detail is back as before")).to_be_visible()
    hall.refresh_from_db()
    assert hall.tenure == "freehold"


def test_it_is_put_back_without_scripts(moved, browser: Browser, server) -> None:
    page, hall, address = moved
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    try:
        sheet = plain.new_page()
        sheet.goto(f"{server.url}{address}")
        sheet.get_by_label("Tenure: Freehold").check()
        sheet.get_by_label("Reason").fill("Wrong form")
        sheet.get_by_role("button", name="Put back").click()
        expect(sheet.get_by_text("1 detail is back as before")).to_be_visible()
    finally:
        plain.close()
    hall.refresh_from_db()
    assert hall.tenure == "freehold"
