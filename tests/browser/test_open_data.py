"""Open data in a browser: read by anybody at any width, and switched on by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from estate.services.open_data import publish
from tests.factories import make_officer, make_organisation, make_property

SignIn = Callable[[Page, str], Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def county(page: Page, signed_in: SignIn) -> None:
    """Two bodies, of which one publishes; their officers."""
    make_organisation("WCC", name="Worcestershire County Council", short_name="County")
    make_organisation("BDC", name="Bromsgrove District Council", short_name="Bromsgrove")
    officer = make_officer("WCC")
    make_officer("BDC")
    make_property("WCC", name="County Hall", uprn="100120600001", postcode="WR5 2NP", tenure="freehold")
    make_property("WCC", name="Refuge", is_sensitive=True, use="refuge")
    make_property("BDC", name="Burcot Lane Depot", status="vacant", location=None)
    publish(
        user=officer,
        organisation=make_organisation("WCC"),
        version=None,
        reason="The Code",
        contact="open.data.of.the.whole.council@worcestershire.example.org",
    )


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("address", ["/open-data/", "/open-data/WCC/"])
def test_the_public_pages_are_open_to_everybody_at_any_width(
    page: Page, county: None, axe: Axe, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    ("person", "address"),
    [
        ("officer-wcc", "/open-data/WCC/preview/"),
        ("officer-wcc", "/open-data/WCC/withdraw/"),
        ("officer-bdc", "/open-data/BDC/preview/"),
        ("officer-bdc", "/open-data/BDC/publish/"),
    ],
)
def test_the_pages_where_a_body_decides_too(
    page: Page, county: None, signed_in: SignIn, axe: Axe, person: str, address: str, width: int
) -> None:
    signed_in(page, person)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_body_is_published_by_keyboard(page: Page, county: None, signed_in: SignIn) -> None:
    signed_in(page, "officer-bdc")
    page.goto("/estate/organisations/BDC/")
    page.get_by_role("link", name="What would be public").press("Enter")
    expect(page.get_by_text("If it did, everybody could read 1 row.")).to_be_visible()
    page.get_by_role("button", name="Publish…").press("Enter")
    page.get_by_label("Reason").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Say why, in a few words")
    page.get_by_label("Reason").fill("The Code asks for it")
    page.get_by_role("button", name="Publish", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bromsgrove District Council")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").press("Enter")
    assert download.value.suggested_filename.endswith("BDC-land-and-building-assets.csv")


def test_without_scripts_the_pages_say_the_same(page: Page, county: None) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    page.goto("/open-data/WCC/")
    plain.goto(page.url)
    assert plain.locator("main").inner_text() == page.locator("main").inner_text()
    context.close()
