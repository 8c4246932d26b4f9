"""An officer draws where a property is: with the mouse, by keyboard, on a phone, and beside somebody else."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, sin

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from estate.models import Property
from tests.browser.test_editing import drafts_kept, is_sound
from tests.browsing import Server
from tests.factories import make_officer, make_organisation, make_property, point, square

SignIn = Callable[[Page, str], Page]
Axe = Callable[[Page], list[str]]
STORED = "POLYGON ((387000 254000, 387000 254060, 387060 254060, 387060 254000, 387000 254000))"
CROSSED = "387000 254000\n387060 254060\n387060 254000\n387000 254060"


@pytest.fixture
def hall(server: Server) -> Property:
    """County Hall, 60 m square, and a neighbour 30 m east of it."""
    make_organisation("WCC", name="Worcestershire County Council")
    make_officer("WCC")
    make_property("WCC", name="Next door", boundary=square(387090, 254000, 60))
    return make_property("WCC", name="County Hall", boundary=square(387000, 254000, 60), location=point(387030, 254030))


def opened(page: Page, hall: Property) -> Page:
    """The page of its place, when the map and the neighbour are drawn."""
    page.goto(f"/estate/{hall.reference}/edit/place/")
    expect(page.locator("[data-drawn][data-neighbours='1']")).to_be_attached()
    page.locator("[data-map]").scroll_into_view_if_needed()
    return page


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def corners(page: Page) -> list[tuple[float, float]]:
    """The middles of the handles of corners, as the mouse finds them: the outline's, in its order."""
    handles = page.locator(".marker-icon:not(.marker-icon-middle)").all()
    boxes = [handle.bounding_box() for handle in handles]
    return [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]


def paste(page: Page, text: str) -> None:
    """A long text into the outline's box at once: Playwright's own way takes Chromium a minute."""
    page.get_by_role("textbox", name="Outline").evaluate(
        "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', {bubbles: true})); }", text
    )


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def click_round(page: Page, places: list[tuple[float, float]]) -> None:
    """Click each corner, and the first again."""
    for x, y in [*places, places[0]]:
        page.mouse.move(x - 4, y, steps=2)
        page.mouse.move(x, y)
        page.mouse.click(x, y)


def saved(page: Page, hall: Property) -> Property:
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(f"**/estate/{hall.reference}/#section-place")
    return Property.objects.get(pk=hall.pk)


def test_a_part_is_drawn_cut_undone_saved_and_told_in_the_history(page: Page, signed_in: SignIn, hall: Property):
    opened(signed_in(page, "officer-wcc"), hall)
    figures = page.locator("[data-figures]")
    expect(figures).to_have_text("3,600 m² (0.36 ha), 4 corners. Point at 387030, 254030.")
    frame = page.locator("[data-map]").bounding_box()
    left, top = frame["x"] + 60, frame["y"] + 60
    tool(page, "Draw").click()
    click_round(page, [(left, top), (left + 120, top), (left + 120, top + 80), (left, top + 80)])
    expect(figures).to_contain_text("2 parts, 8 corners")
    tool(page, "Cut out").click()
    click_round(page, [(left + 30, top + 20), (left + 70, top + 20), (left + 70, top + 50)])
    expect(figures).to_contain_text("2 parts, 11 corners")
    shown = figures.inner_text()
    tool(page, "Undo").click()
    expect(figures).to_contain_text("2 parts, 8 corners")
    page.locator("[data-map]").focus()
    page.keyboard.press("Control+z")
    expect(figures).to_contain_text("3,600 m² (0.36 ha), 4 corners")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+y")
    expect(figures).to_have_text(shown)
    drafts_kept(page, 1)
    stored = saved(page, hall)
    # What was not touched is as it was, and the area shown is the area stored.
    assert stored.boundary[0].equals(square(387000, 254000, 60)[0])
    assert len(stored.boundary[1]) == 2
    assert shown.startswith(f"{stored.boundary.area:,.0f} m²")
    page.goto(f"/estate/{hall.reference}/history/")
    page.get_by_role("link", name="Look at this change").first.click()
    expect(page.locator(".app-map path.leaflet-interactive[stroke-dasharray]").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_corner_snaps_to_the_neighbours_and_a_part_is_dragged_and_removed(
    page: Page, signed_in: SignIn, hall: Property
):
    opened(signed_in(page, "officer-wcc"), hall)
    box = page.locator("#id_boundary")
    before = corners(page)
    east = sorted(before)[-2:]
    # 60 m are so many pixels: the neighbour's corner lies half as far again east of the own.
    width = east[0][0] - sorted(before)[0][0]
    lower = max(east, key=lambda each: each[1])
    drag(page, lower, (lower[0] + width / 2 + 6, lower[1] + 5))
    expect(box).to_have_value(STORED.replace("387060 254000", "387090 254000"))
    tool(page, "As stored").click()
    expect(page.locator("[data-figures]")).to_contain_text("3,600 m²")
    # A corner is taken out, and the outline is a triangle.
    page.mouse.click(*max(corners(page)), button="right")
    expect(page.locator("[data-figures]")).to_contain_text("1,800 m² (0.18 ha), 3 corners")
    tool(page, "Undo").click()
    tool(page, "Move").click()
    middle = (lower[0] - width / 4, lower[1] - width / 4)
    drag(page, middle, (middle[0], middle[1] - 80))
    expect(box).not_to_have_value(
        "POLYGON ((387000 254000, 387060 254000, 387060 254060, 387000 254060, 387000 254000))"
    )
    expect(page.locator("[data-figures]")).to_contain_text("3,600 m²")
    tool(page, "Remove").click()
    page.mouse.click(middle[0], middle[1] - 80)
    expect(box).to_have_value("")
    expect(page.locator("[data-figures]")).to_contain_text("No outline")


def test_the_point_is_moved_by_keyboard_and_mouse_and_typing_moves_it_on_the_map(
    page: Page, signed_in: SignIn, hall: Property
):
    opened(signed_in(page, "officer-wcc"), hall)
    mark = page.get_by_role("button", name="The point. Arrow keys move it")
    mark.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.get_by_role("textbox", name="Point")).to_have_value("387031, 254040")
    page.get_by_role("textbox", name="Point").fill("387100, 254030")
    page.keyboard.press("Tab")
    expect(page.get_by_text("The point is 40 m outside the outline.")).to_be_visible()
    tool(page, "Undo").click()
    expect(page.get_by_role("textbox", name="Point")).to_have_value("387031, 254040")
    tool(page, "Place").click()
    frame = page.locator("[data-map]").bounding_box()
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    text = page.get_by_role("textbox", name="Point").input_value()
    stored = saved(page, hall)
    assert text == f"{stored.location.x:.2f}".rstrip("0").rstrip(".") + ", " + f"{stored.location.y:.2f}".rstrip(
        "0"
    ).rstrip(".")


def test_what_is_pasted_crossing_itself_is_offered_mended_on_the_map(
    page: Page, signed_in: SignIn, axe: Axe, hall: Property
):
    opened(signed_in(page, "officer-wcc"), hall)
    is_sound(page, axe)
    page.get_by_role("textbox", name="Outline").fill(CROSSED)
    expect(page.locator("[data-figures]")).to_contain_text("The outline crosses itself.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("self-intersection at 387030, 254030")
    expect(page.locator("[data-map] path[stroke-dasharray='8 6']").first).to_be_visible()
    is_sound(page, axe)
    page.get_by_role("button", name="Use the mended outline").click()
    expect(page.get_by_text("This is the mended outline.")).to_be_visible()
    expect(page.locator("[data-figures]")).to_contain_text("1,800 m² (0.18 ha), 2 parts")
    assert saved(page, hall).boundary.area == 1800


def test_an_outline_of_thousands_of_corners_is_drawn_and_moved_but_not_corner_by_corner(
    page: Page, signed_in: SignIn, hall: Property
):
    opened(signed_in(page, "officer-wcc"), hall)
    ring = [f"{387030 + 50 * cos(turn / 300)} {254030 + 50 * sin(turn / 300)}" for turn in range(1800)]
    paste(page, "\n".join(ring))
    expect(page.locator("[data-figures]")).to_contain_text("1,800 corners")
    expect(page.get_by_text("A part has more than 300 corners")).to_be_visible()
    assert page.locator(".marker-icon").count() == 0
    paste(page, "\n".join(ring * 6))
    expect(page.get_by_text("The outline has 10,800 corners; at most 10,000 can be stored.")).to_be_visible()


def test_two_tabs_draw_differently_and_both_are_on_one_map(page: Page, signed_in: SignIn, axe: Axe, hall: Property):
    opened(signed_in(page, "officer-wcc"), hall)
    Property.objects.filter(pk=hall.pk).update(boundary=square(387000, 254000, 80))
    page.get_by_role("textbox", name="Outline").fill("387000 254000\n387040 254000\n387040 254040\n387000 254040")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Somebody saved while you were editing")
    for dashes in ("6 5", "1 7"):
        expect(page.locator(f".app-map path[stroke-dasharray='{dashes}']")).to_have_count(1)
    is_sound(page, axe)
    page.get_by_role("group", name="Outline").get_by_role("radio", name="Yours").check()
    page.get_by_role("button", name="Save what is chosen").click()
    page.wait_for_url(f"**/estate/{hall.reference}/#section-place")
    assert Property.objects.get(pk=hall.pk).boundary.area == 1600


def test_a_finger_draws_on_a_phone(browser: Browser, server: Server, signed_in: SignIn, hall: Property):
    with browser.new_context(
        base_url=server.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB"
    ) as context:
        page = opened(signed_in(context.new_page(), "officer-wcc"), hall)
        tool(page, "Remove").tap()
        page.locator("[data-map]").evaluate("map => map.scrollIntoView({block: 'center'})")
        frame = page.locator("[data-map]").bounding_box()
        page.touchscreen.tap(frame["x"] + frame["width"] / 2 + 30, frame["y"] + frame["height"] / 2 + 30)
        expect(page.locator("[data-figures]")).to_contain_text("No outline")
        tool(page, "Draw").tap()
        page.locator("[data-map]").evaluate("map => map.scrollIntoView({block: 'center'})")
        frame = page.locator("[data-map]").bounding_box()
        for x, y in [(80, 80), (250, 80), (250, 200)]:
            page.touchscreen.tap(frame["x"] + x, frame["y"] + y)
        tool(page, "Finish").tap()
        expect(page.locator("[data-figures]")).to_contain_text("3 corners")


def test_without_scripts_the_boxes_and_the_file_are_there(
    browser: Browser, server: Server, signed_in: SignIn, hall: Property
):
    with browser.new_context(base_url=server.url, java_script_enabled=False) as context:
        page = signed_in(context.new_page(), "officer-wcc")
        page.goto(f"/estate/{hall.reference}/edit/place/")
        expect(page.locator("[data-map]")).to_be_hidden()
        text = b"387000 254000\n387040 254000\n387040 254040"
        page.locator("#outline_file").set_input_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": text})
        page.get_by_role("button", name="Read the file").click()
        expect(page.get_by_text("This is the outline in plan.txt.")).to_be_visible()
        page.get_by_role("textbox", name="Point").fill("387030, 254010")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved Point, Outline.")).to_be_visible()
        assert Property.objects.get(pk=hall.pk).boundary.area == 800
