"""Data quality in a browser: a fault waived by keyboard alone, and the pages without scripts."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from estate.models import Property, QualityTally
from estate.services.quality import check_everything, waive
from tests.factories import make_officer, make_organisation, make_property, square

SignIn = Callable[[Page, str], Page]


@pytest.fixture
def hall(page: Page, signed_in: SignIn) -> Property:
    """A hall that lacks much, a depot of another body over its ground, one waiver, and the figures of two months."""
    make_organisation("WCC", name="Worcestershire County Council", short_name="County")
    make_organisation("BDC", name="Bromsgrove District Council", short_name="Bromsgrove")
    officer = make_officer("WCC")
    hall = make_property("WCC", name="County Hall", boundary=square(387000, 254000, 60), uprn="100120600001")
    make_property("BDC", name="Burcot Lane Depot", boundary=square(387030, 254000, 60), uprn="100120600001")
    check_everything()
    waive(user=officer, property_id=hall.pk, rule="missing-condition", reason="To be surveyed in spring.")
    this = datetime.date.today().replace(day=1)
    before = (this - datetime.timedelta(days=1)).replace(day=1)
    QualityTally.objects.filter(month=this).update(month=before)
    check_everything()
    signed_in(page, "officer-wcc")
    return hall


def test_a_fault_is_found_and_waived_by_keyboard_and_the_waiver_withdrawn(page: Page, hall: Property) -> None:
    page.goto("/estate/quality/")
    expect(page.get_by_role("img", name="Score by month")).to_be_visible()
    page.get_by_role("link", name="1 to mend: The boundary overlaps").or_(
        page.get_by_role("link", name="2 to mend: The boundary overlaps")
    ).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="The boundary overlaps another body’s")).to_be_visible()
    page.get_by_role("link", name="Waive for County Hall").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why may it stand?").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("31/2/2027")
    page.keyboard.press("Enter")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.get_by_label("Why may it stand?").fill("A shared forecourt.")
    page.get_by_label("Until when?").fill("")
    page.get_by_label("Until when?").press("Enter")
    expect(page.get_by_text("Waived: The boundary overlaps another body’s.")).to_be_visible()
    expect(page.get_by_text("A shared forecourt.").first).to_be_visible()
    page.get_by_role("link", name="Withdraw the waiver: The boundary overlaps another body’s").click()
    page.get_by_role("button", name="Withdraw the waiver").press("Enter")
    expect(page.get_by_text("The waiver was withdrawn")).to_be_visible()


def test_the_pages_work_without_javascript(page: Page, hall: Property, browser, server) -> None:
    plain = browser.new_context(
        java_script_enabled=False, base_url=server.url, storage_state=page.context.storage_state()
    )
    still = plain.new_page()
    still.goto("/estate/quality/")
    still.get_by_label("Body", exact=True).select_option("WCC")
    still.get_by_role("button", name="Show").click()
    expect(still.get_by_text("Worcestershire County Council", exact=True).first).to_be_visible()
    still.goto(f"/estate/{hall.reference}/")
    expect(still.get_by_text("To be surveyed in spring.").first).to_be_visible()
    still.goto("/estate/quality/")
    still.get_by_role("button", name="Check everything now").click()
    expect(still.get_by_role("heading", level=1, name="Checking data quality")).to_be_visible()
    plain.close()
