"""The county map in a browser: seen, moved, chosen from by mouse and by keyboard, and restored by its link."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pmtiles.tile import TileType

from estate.models import Property, RagAssessment
from tests.base_maps import a_png, water, write
from tests.factories import make_officer, make_organisation, make_person, make_property, point, square
from totalplace.choices import Role
from totalplace.models import OwnMapLayer, User

SignIn = Callable[[Page, str], Page]
Axe = Callable[[Page], list[str]]

HALL = "16/52.18453/-2.19115"
DRAWN = '[data-map="map"][data-drawn]'


@pytest.fixture
def county(page: Page, signed_in: SignIn) -> Page:
    """A partner's page. County Hall stands alone in the middle; forty schools lie a kilometre north."""
    make_person("partner", [(Role.PARTNER, None)])
    make_officer("BDC")
    make_organisation("WCC", name="Worcestershire County Council", short_name="County")
    hall = make_property(
        "WCC", name="County Hall", boundary=square(387000, 254000, 60), rag="amber", rag_assessed_on="2026-01-05",
        tenure="leasehold", book_value=12_000_000, use="office",
    )  # fmt: skip
    make_property("WCC", name="Lavender Refuge", is_sensitive=True, location=point(387200, 254010), rag="green",
                  rag_assessed_on="2026-01-05")  # fmt: skip
    Property.objects.bulk_create(
        Property(organisation=hall.organisation, name=f"School {number:02}", rag="red", rag_assessed_on="2026-01-05",
                 location=point(386000 + 40 * number, 255500), location_source="given", use="school")
        for number in range(40)
    )  # fmt: skip
    return signed_in(page, "partner")


def look(page: Page, query: str = "") -> Page:
    page.goto(f"/map/{query}")
    page.locator(DRAWN).wait_for()
    return page


def legend(page: Page) -> dict[str, str]:
    """The legend's counts by its words."""
    lines = page.locator('[data-map="legend"] li').all()
    return {line.locator("span").first.inner_text(): line.locator("span").last.inner_text() for line in lines}


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("query", ["", f"?at={HALL}", "?near=-2.19115,52.18453,1000&by=use"])
def test_the_map_is_open_to_everybody_at_any_width(county: Page, axe: Axe, query: str, width: int) -> None:
    county.set_viewport_size({"width": width, "height": 900})
    look(county, query)
    expect(county.get_by_role("button", name="On the map").first).to_be_visible()
    assert axe(county) == []
    assert county.evaluate("document.documentElement.scrollWidth") <= width


def test_the_legend_counts_what_is_in_view_and_never_a_hidden_site(county: Page, signed_in: SignIn) -> None:
    look(county, f"?at={HALL}")
    assert legend(county) == {
        "Red – core": "0", "Amber – possible change": "1", "Green – surplus or available": "0", "Not rated": "0",
    }  # fmt: skip
    expect(county.get_by_role("heading", name="1 property in view")).to_be_visible()
    expect(county.get_by_text("Lavender Refuge")).to_have_count(0)
    signed_in(county, "officer-bdc")
    look(county, f"?at={HALL}")
    assert legend(county)["Green – surplus or available"] == "0"


def test_far_away_the_map_counts_and_a_ring_leads_nearer(county: Page) -> None:
    look(county, "?at=10/52.1845/-2.19")
    assert legend(county)["Red – core"] == "40"
    box = county.locator('[data-map="map"]').bounding_box()
    assert box is not None
    # All of it lies within two kilometres of the middle: one ring, which a click opens.
    county.locator('[data-map="map"]').click(position={"x": box["width"] / 2, "y": box["height"] / 2 - 13})
    expect(county).to_have_url(re.compile(r"at=12/"))


def test_a_click_chooses_a_property_and_its_card_says_what_decides(county: Page) -> None:
    look(county, f"?at={HALL}")
    county.locator('[data-map="map"]').click()
    card = county.get_by_role("article", name="County Hall")
    expect(card).to_contain_text("Amber – possible change")
    expect(card).to_contain_text("Leasehold")
    expect(card).to_contain_text("£12,000,000")
    expect(card.get_by_role("link", name="Everything about County Hall")).to_be_visible()
    card.get_by_role("button", name="Close").click()
    expect(card).to_have_count(0)


def test_the_keyboard_chooses_on_the_map_and_from_the_list(county: Page) -> None:
    look(county, f"?at={HALL}")
    county.locator('[data-map="map"]').focus()
    county.keyboard.press("Enter")
    expect(county.get_by_role("heading", name="County Hall")).to_be_focused()
    county.keyboard.press("Tab")
    county.keyboard.press("Enter")
    expect(county.get_by_role("article", name="County Hall")).to_have_count(0)
    look(county, "?at=10/52.3/-2.0")
    county.get_by_role("button", name=re.compile("On the map.*County Hall")).focus()
    county.keyboard.press("Enter")
    expect(county.get_by_role("heading", name="County Hall")).to_be_focused()
    expect(county).to_have_url(re.compile(r"at=16/52\.18\d*/-2\.19"))


def test_a_copied_link_restores_filter_colour_and_place(county: Page, browser: Browser, signed_in: SignIn) -> None:
    look(county, f"?rag=amber&at={HALL}")
    county.get_by_label("Colour by").select_option("use")
    county.locator('[data-map="map"]').focus()
    county.keyboard.press("+")
    expect(county).to_have_url(re.compile(r"at=17/"))
    link = county.url
    assert "rag=amber" in link
    assert "by=use" in link
    there = browser.new_context(base_url=link.split("/map/")[0], locale="en-GB")
    other = signed_in(there.new_page(), "partner")
    other.goto(link)
    other.locator(DRAWN).wait_for()
    expect(other).to_have_url(link)
    expect(other.get_by_label("Colour by")).to_have_value("use")
    assert legend(other)["Office"] == "1"
    there.close()


def test_layers_that_are_on_are_in_the_link_and_ones_own_only_her_own(
    county: Page, browser: Browser, signed_in: SignIn
) -> None:
    square_km = {"type": "Polygon", "coordinates": [[[-2.2, 52.18], [-2.18, 52.18], [-2.18, 52.19], [-2.2, 52.18]]]}
    OwnMapLayer.objects.create(
        owner=User.objects.get(username="partner"), name="Flood zones", coloured_by="Depth, m", tolerance_m=1,
        shapes=[square_km, square_km], names=["<b>Zone</b> 3", "Zone 2"], numbers={"Depth, m": [1.5, None]},
    )  # fmt: skip
    look(county, f"?at={HALL}")
    county.get_by_text("Layers", exact=True).click()
    county.get_by_label("Flood zones").check()
    panel = county.get_by_role("group", name="Legend")
    expect(panel.get_by_text("Flood zones: Depth, m")).to_be_visible()
    expect(panel).to_contain_text("Not known")
    expect(county).to_have_url(re.compile(r"layers=own-\d+"))
    county.locator('[data-map="map"]').hover(position={"x": 300, "y": 250})
    county.reload()
    county.locator(DRAWN).wait_for()
    expect(county.locator(".leaflet-areas-pane path")).to_have_count(2)
    expect(county.get_by_label("Flood zones")).to_be_checked()
    link = county.url
    make_person("another", [(Role.PARTNER, None)])
    there = browser.new_context(base_url=link.split("/map/")[0], locale="en-GB")
    other = signed_in(there.new_page(), "another")
    other.goto(link)
    expect(other.get_by_text("A layer that the link names is gone, or is another person’s own.")).to_be_visible()
    expect(other.get_by_label("Flood zones")).to_have_count(0)
    there.close()


@pytest.mark.parametrize("kind", [TileType.PNG, TileType.MVT])
def test_a_base_map_of_ones_own_lies_under_the_estate(
    county: Page, settings: Any, tmp_path: Path, kind: TileType
) -> None:
    places = [(x, y) for x in range(500, 512) for y in range(332, 344)]
    tile = water() if kind is TileType.MVT else a_png()
    settings.BASE_MAP_PMTILES = str(write(tmp_path / "a.pmtiles", kind, tile, 10, places))
    look(county, f"?at={HALL}")
    if kind is TileType.PNG:
        county.wait_for_function("document.querySelector('.leaflet-tile-pane img').naturalWidth === 256")
    else:
        county.wait_for_function("""() => {
            const canvas = document.querySelector('.leaflet-tile-pane canvas');
            return canvas && canvas.getContext('2d').getImageData(9, 9, 1, 1).data.join() === '211,228,238,255';
        }""")
    assert legend(county)["Amber – possible change"] == "1"


def test_the_slider_goes_through_the_past_by_keyboard_and_the_link_says_the_day(county: Page) -> None:
    hall = Property.objects.get(name="County Hall")
    today = timezone.localdate()
    for rating, days in (("red", 20), ("amber", 3)):
        moment = timezone.now() - datetime.timedelta(days=days)
        RagAssessment.objects.create(property=hall, rating=rating, reason="no_change", assessed_at=moment)
    look(county, f"?at={HALL}")
    assert legend(county)["Amber – possible change"] == "1"
    slider = county.get_by_role("slider", name="Rated as at")
    slider.focus()
    county.keyboard.press("ArrowLeft")
    week = (today - datetime.timedelta(days=7)).isoformat()
    expect(county).to_have_url(re.compile(f"as_at={week}"))
    expect(county.locator('[data-map="legend"] li').first).to_contain_text("1")
    expect(county.get_by_role("heading", name=re.compile(r"1 property in view on \d"))).to_be_visible()
    county.keyboard.press("Home")
    expect(county.get_by_role("heading", name=re.compile("0 properties in view on"))).to_be_visible()
    county.get_by_label("Rated as at", exact=True).fill(week)
    expect(county.get_by_role("heading", name=re.compile("1 property in view on"))).to_be_visible()
    county.reload()
    county.locator(DRAWN).wait_for()
    assert legend(county)["Red – core"] == "1"
    expect(slider).to_have_attribute("aria-valuetext", re.compile(str(today.year)))
    county.get_by_role("button", name="Today").click()
    expect(county).not_to_have_url(re.compile("as_at"))
    expect(county.locator('[data-map="legend"] li').nth(1)).to_contain_text("1")


def test_a_filter_keeps_the_place_and_leads_to_the_same_list(county: Page) -> None:
    look(county, f"?at={HALL}")
    county.get_by_text("Filter", exact=True).click()
    county.get_by_label("Red – core").check()
    county.get_by_role("button", name="Apply").click()
    expect(county).to_have_url(re.compile(rf"rag=red&.*at={HALL}|at={HALL}&.*rag=red"))
    county.locator(DRAWN).wait_for()
    assert set(legend(county).values()) == {"0"}
    county.get_by_role("link", name="Show as list", exact=True).click()
    expect(county.get_by_text("1 to 40 of 40")).to_be_visible()


def test_a_place_is_found_by_typing(county: Page) -> None:
    look(county)
    box = county.get_by_label("Find a place, postcode or property")
    box.fill("county hall")
    county.get_by_role("option", name=re.compile("County Hall")).wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    expect(county.get_by_role("article", name="County Hall")).to_be_visible()
    expect(county).to_have_url(re.compile(r"at=17/52\.18"))


def test_a_circle_is_drawn_and_says_what_is_inside(county: Page) -> None:
    look(county, f"?at={HALL}")
    county.get_by_text("Draw, measure, print").click()
    county.get_by_role("button", name="Circle").click()
    expect(county.get_by_text("Click the middle of the circle, then its edge.")).to_be_visible()
    area = county.locator('[data-map="map"]')
    area.click(position={"x": 300, "y": 300})
    area.hover(position={"x": 500, "y": 300})
    area.click(position={"x": 500, "y": 300})
    expect(county).to_have_url(re.compile(r"near=-2\.\d+,52\.\d+,\d+"))
    expect(county.get_by_role("heading", name=re.compile(r"^Within \d+ m: "))).to_be_visible()


def test_near_this_and_the_middle_of_the_map_need_no_mouse(county: Page) -> None:
    look(county, f"?at={HALL}")
    county.get_by_text("Draw, measure, print").click()
    county.get_by_label("Or all within").select_option("2000")
    county.get_by_role("button", name="of the map’s middle").click()
    expect(county.get_by_role("heading", name="Within 2,000 m: 41 properties")).to_be_visible()
    inside = county.get_by_role("region", name=re.compile("^Within 2,000 m"))
    expect(inside).to_contain_text("County 41")
    expect(inside.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile(r"export\.csv\?near="))


def test_without_javascript_the_page_lists_and_says_why(county: Page, browser: Browser, server) -> None:
    still = browser.new_context(base_url=server.url, java_script_enabled=False)
    still.add_cookies(county.context.cookies())
    page = still.new_page()
    page.goto("/map/?rag=amber")
    expect(page.get_by_text("The map itself needs JavaScript")).to_be_visible()
    expect(page.get_by_role("link", name="County Hall")).to_be_visible()
    expect(page.get_by_role("img", name="The county and its districts")).to_be_visible()
    expect(page.get_by_text("School 01")).to_have_count(0)
    still.close()
