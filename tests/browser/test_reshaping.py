"""Splitting, merging and grouping properties in a browser: looked at, done and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from estate.models import Lease, Property, Site
from tests.factories import make_officer, make_property, square

SignIn = Callable[[Page, str], Page]
LONG = "The former highways depot and salt store at the junction of Mill Lane with the Droitwich Road"

ALL_IN_SIGHT = """() => {
  const map = document.querySelector(".app-map").getBoundingClientRect();
  return [...document.querySelectorAll(".app-map path.leaflet-interactive")].every((path) => {
    const {left, right, width} = path.getBoundingClientRect();
    return width > 0 && left >= map.left && right <= map.right;
  });
}"""


@pytest.fixture
def officers(page: Page, signed_in: SignIn) -> Page:
    """The page of an officer with two depots side by side."""
    for number, east in enumerate((385000, 385100), start=1):
        prop = make_property(
            "WCC", name=f"Depot {number}", boundary=square(east, 254000, 100), tenure="freehold", book_value=1000,
            gross_internal_area_m2=500, site_area_ha=1,
        )  # fmt: skip
        Lease.objects.create(property=prop, counterparty=f"Tenant {number}", annual_rent=100)
    return signed_in(page, make_officer("WCC").username)


def test_a_property_is_split_by_a_line_and_put_together_again(officers: Page) -> None:
    prop = Property.objects.get(name="Depot 1")
    officers.goto(f"/estate/{prop.reference}/")
    officers.get_by_role("link", name="Split it").click()
    officers.get_by_role("button", name="Describe the parts").click()
    officers.get_by_label("The line to cut by").fill("LINESTRING (385030 253900, 385030 253950)")
    officers.get_by_role("button", name="See what would be").click()
    expect(officers.get_by_role("link", name="Write what part 2 is called")).to_be_visible()
    officers.get_by_label("The line to cut by").fill("LINESTRING (385030 253900, 385030 254200)")
    second = officers.get_by_role("group", name="Part 2", exact=True)
    second.get_by_label("Name").fill(LONG)
    second.get_by_label("Gross internal floor area").fill("200")
    officers.get_by_label("Lease: Tenant, with Tenant 1").select_option("2")
    officers.get_by_label("Why").fill("Let by halves")
    officers.get_by_role("button", name="See what would be").click()
    expect(officers.get_by_role("heading", name="What the split would be")).to_be_visible()
    # The parts stay in sight when the window becomes a phone's.
    officers.locator(".app-map path.leaflet-interactive").first.wait_for()
    officers.set_viewport_size({"width": 390, "height": 844})
    officers.wait_for_function(ALL_IN_SIGHT)
    officers.set_viewport_size({"width": 1280, "height": 720})
    officers.get_by_role("button", name="Split into 2").click()
    expect(officers.get_by_role("heading", name="Split into 2 properties")).to_be_visible()
    officers.get_by_role("link", name=LONG).click()
    expect(officers.get_by_text("Split from")).to_be_visible()
    officers.go_back()
    officers.get_by_role("button", name="Undo the split").click()
    expect(officers.get_by_role("heading", name="The split was taken back")).to_be_visible()
    assert Property.objects.count() == 2


def test_ticked_properties_are_merged_and_stand_on_a_site(officers: Page) -> None:
    officers.goto("/estate/?organisation=WCC")
    officers.get_by_label("Choose Depot 1").check()
    officers.get_by_label("Choose Depot 2").check()
    officers.get_by_role("button", name="Merge the ticked").click()
    officers.get_by_label("Depot 2").check()
    officers.get_by_role("button", name="Choose what stands").press("Enter")
    expect(officers.get_by_label("1,000 m² (all together)")).to_be_checked()
    officers.get_by_role("group", name="Name").get_by_label("Depot 1").check()
    officers.get_by_label("Why").fill("One yard")
    officers.get_by_role("button", name="See what would be").press("Enter")
    officers.get_by_role("button", name="Merge into").press("Enter")
    expect(officers.get_by_role("heading", name="Merged into one")).to_be_visible()
    kept = Property.objects.in_register().get()
    officers.goto(f"/estate/sites/add/?property={kept.reference}")
    officers.get_by_label("Name of the site").fill(LONG)
    officers.get_by_role("button", name="Make the site").press("Enter")
    expect(officers.get_by_role("heading", name=LONG)).to_be_visible()


def test_it_works_without_scripts(officers: Page, browser: Browser, server) -> None:
    prop = Property.objects.get(name="Depot 1")
    plain = browser.new_context(java_script_enabled=False, storage_state=officers.context.storage_state())
    try:
        page = plain.new_page()
        page.goto(f"{server.url}/estate/{prop.reference}/edit/split/")
        page.get_by_label("It is closed, and each part is new").check()
        page.get_by_role("button", name="Describe the parts").click()
        page.get_by_label("The line to cut by").fill("LINESTRING (385030 253900, 385030 254200)")
        for number, name in enumerate(("West", "East"), start=1):
            page.get_by_role("group", name=f"Part {number}", exact=True).get_by_label("Name").fill(name)
        page.get_by_label("Why").fill("Let by halves")
        page.get_by_role("button", name="See what would be").click()
        expect(page.get_by_text("The book value of £1,000 is given to no part.")).to_be_visible()
        page.get_by_role("button", name="Split into 2").click()
        expect(page.get_by_role("heading", name="Split into 2 properties")).to_be_visible()
        page.goto(f"{server.url}/estate/sites/add/?property={Property.objects.get(name='East').reference}")
        page.get_by_label("Name of the site").fill("Yard")
        page.get_by_role("button", name="Make the site").click()
        page.get_by_role("button", name="Take out East").click()
        expect(page.get_by_text("East stands on Yard no more.")).to_be_visible()
    finally:
        plain.close()
    assert not Site.objects.exists()
