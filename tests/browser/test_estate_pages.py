"""The estate in a browser: found by typing, turned through by keyboard, printed, shown on a map."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from estate.models import Lease, Property, RunningCost
from tests.factories import make_organisation, make_person, make_property, point, square
from totalplace.choices import Role

SignIn = Callable[[Page, str], Page]


@pytest.fixture
def estate(page: Page, signed_in: SignIn) -> Page:
    """A partner's page, and sixty properties of two bodies to look at."""
    make_person("partner", [(Role.PARTNER, None)])
    make_organisation("WCC", name="Worcestershire County Council", short_name="County")
    hall = make_property(
        "WCC", name="County Hall", boundary=square(387000, 254000, 60), book_value=12_000_000,
        gross_internal_area_m2=10_000, rag="amber", rag_assessed_on="2026-01-05", postcode="WR5 2NP",
    )  # fmt: skip
    Lease.objects.create(property=hall, counterparty="Acme Estates", expires_on="2040-03-31")
    RunningCost.objects.create(property=hall, year=2025, heading="total", amount=250_000)
    make_property("WCC", name="Lavender Refuge", is_sensitive=True, location=point(387010, 254010))
    Property.objects.bulk_create(
        Property(organisation=hall.organisation, name=f"School {number:02}", rag="red", rag_assessed_on="2026-01-05",
                 location=point(387000 + 40 * number, 254100), location_source="given")
        for number in range(60)
    )  # fmt: skip
    return signed_in(page, "partner")


def test_a_propertys_place_is_drawn_beside_what_is_near_it(estate: Page) -> None:
    hall = Property.objects.get(name="County Hall")
    estate.goto(f"/estate/{hall.reference}/")
    expect(estate.locator(".leaflet-interactive").first).to_be_attached()
    expect(estate.get_by_role("heading", name="Near this")).to_be_visible()


def test_a_list_is_filtered_and_turned_through_by_keyboard_alone(estate: Page) -> None:
    estate.goto("/estate/")
    estate.get_by_label("Red – core").focus()
    estate.keyboard.press("Space")
    estate.keyboard.press("Enter")
    expect(estate.get_by_text("1 to 50 of 60")).to_be_visible()
    following = estate.get_by_role("link", name="Next page")
    following.focus()
    estate.keyboard.press("Enter")
    expect(estate.get_by_text("51 to 60 of 60")).to_be_visible()
    expect(estate.get_by_role("link", name="School 59")).to_be_visible()


def test_the_search_box_suggests_while_typing_and_the_arrows_choose(estate: Page) -> None:
    estate.goto("/")
    box = estate.get_by_role("combobox")
    box.fill("county ha")
    expect(estate.get_by_role("option", name="County Hall")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(estate.get_by_role("option", name="County Hall")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(estate.get_by_role("heading", level=1, name="County Hall")).to_be_visible()


def test_the_search_box_suggests_nothing_that_must_stay_hidden(estate: Page) -> None:
    estate.goto("/")
    with estate.expect_response("**/estate/suggest/**") as answer:
        estate.get_by_role("combobox").fill("lavender")
    assert answer.value.json() == {"results": []}
    expect(estate.get_by_role("option")).to_have_count(0)


def test_escape_closes_the_suggestions_and_enter_then_searches(estate: Page) -> None:
    estate.goto("/")
    box = estate.get_by_role("combobox")
    box.fill("county hall")
    expect(estate.get_by_role("option")).to_have_count(1)
    box.press("Escape")
    expect(estate.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(estate.get_by_text("1 to 1 of 1")).to_be_visible()


def test_the_list_works_without_javascript(estate: Page, browser, server) -> None:
    plain = browser.new_context(
        java_script_enabled=False, base_url=server.url, storage_state=estate.context.storage_state()
    )
    page = plain.new_page()
    page.goto("/estate/")
    page.locator("#filter-q").fill("county hall")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("link", name="County Hall", exact=True)).to_be_visible()
    plain.close()


def test_a_downloaded_list_is_the_list_that_is_shown(estate: Page) -> None:
    estate.goto("/estate/?rag=amber")
    with estate.expect_download() as download:
        estate.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "County Hall" in lines[1]
