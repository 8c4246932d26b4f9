"""Rating in a browser: twenty properties by keyboard as quickly as she can decide, and nothing lost on the way."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from estate.models import Property, RagAssessment
from estate.services.judgements import Judgement
from estate.services.rating import rate
from tests.browsing import Server
from tests.factories import make_officer, make_person, make_property
from totalplace.choices import Role
from totalplace.models import User

SignIn = Callable[[Page, str], Page]
Axe = Callable[[Page], list[str]]
MOST_KEYS = 3


@pytest.fixture
def officer(server: Server) -> User:
    return make_officer("WCC")


@pytest.fixture
def listed(page: Page, officer: User, signed_in: SignIn) -> Page:
    """The officer's list: twenty schools of hers, with another body's depot in their middle."""
    for number in range(20):
        make_property("WCC", name=f"School {number:02}")
    make_property("BDC", name="School 09, the depot beside it")
    signed_in(page, "officer-wcc").goto("/estate/")
    expect(page.get_by_text("Rate by keyboard")).to_be_visible()
    return page


def ratings() -> dict[str, str]:
    return dict(Property.objects.filter(organisation__code="WCC").order_by("name").values_list("name", "rag"))


def line(page: Page, name: str) -> Locator:
    """A property's line of the list."""
    return page.get_by_role("row").filter(has_text=name)


def test_twenty_properties_by_keyboard_and_all_taken_back(listed: Page, capsys: pytest.CaptureFixture[str]) -> None:
    keys = {"red": ("r", "1"), "amber": ("a", "2"), "green": ("g", "1")}
    wanted = [list(keys)[number % 3] for number in range(20)]
    listed.get_by_role("link", name="Rate School 00").focus()
    pressed, began = 0, time.monotonic()
    for rating in wanted:
        for key in keys[rating]:
            listed.keyboard.press(key)
            pressed += 1
    expect(listed.get_by_text("Saved: ")).to_have_count(20 + 1)  # One is what was last announced.
    seconds = time.monotonic() - began
    with capsys.disabled():
        sys.stdout.write(f"\n20 properties: {pressed / 20:g} keys and {seconds / 20:.2f} seconds each, all stored\n")
    assert pressed / 20 <= MOST_KEYS
    assert list(ratings().values()) == wanted
    assert RagAssessment.objects.count() == 20
    # The other body's line was passed over, and the last line says that it is the last.
    expect(line(listed, "the depot beside it").get_by_role("link", name="Rate")).to_have_count(0)
    for _ in range(20):
        listed.keyboard.press("u")
    expect(listed.get_by_text("Taken back. Now: Not rated.")).to_have_count(20)
    assert set(ratings().values()) == {""}


def test_with_a_note_three_keys_beyond_it(listed: Page) -> None:
    listed.get_by_role("link", name="Rate School 00").focus()
    listed.keyboard.press("Shift+G")
    listed.keyboard.press("3")
    listed.keyboard.type("Red door, 2 rooms u may use")
    listed.keyboard.press("Enter")
    expect(listed.get_by_role("link", name="Rate School 01")).to_be_focused()
    expect(line(listed, "School 00")).to_contain_text("Saved: green, available for re-use: Red door")
    assert RagAssessment.objects.get().note == "Red door, 2 rooms u may use"


def test_by_mouse_and_on_a_phone(listed: Page) -> None:
    listed.set_viewport_size({"width": 390, "height": 844})
    line(listed, "School 02").get_by_role("link", name="Rate").click()
    listed.get_by_role("button", name="Amber – possible change").click()
    listed.get_by_role("button", name="Another reason, given in the note").click()
    listed.get_by_role("textbox", name="Note").fill("Scouts may move in")
    listed.get_by_role("button", name="Save", exact=True).click()
    expect(line(listed, "School 02")).to_contain_text("Saved: amber")
    line(listed, "School 02").get_by_role("button", name="Undo").click()
    expect(line(listed, "School 02")).to_contain_text("Taken back")
    assert listed.evaluate("document.documentElement.scrollWidth") <= 390
    assert ratings()["School 02"] == ""


def test_letters_do_nothing_away_from_a_line_and_escape_leaves_things_as_they_are(listed: Page) -> None:
    listed.get_by_label("Search", exact=True).fill("rag u")
    listed.get_by_role("link", name="Rate School 00").focus()
    listed.keyboard.press("r")
    listed.keyboard.press("Escape")
    expect(listed.get_by_role("link", name="Rate School 00")).to_be_focused()
    listed.keyboard.press("j")
    expect(listed.get_by_role("link", name="Rate School 01")).to_be_focused()
    assert not RagAssessment.objects.exists()


def test_pressed_twice_it_is_stored_once(listed: Page) -> None:
    listed.get_by_role("link", name="Rate School 00").focus()
    listed.keyboard.press("g")
    listed.get_by_role("button", name="For disposal").dblclick()
    expect(line(listed, "School 00")).to_contain_text("Saved: green, for disposal.")
    assert RagAssessment.objects.count() == 1


@pytest.mark.console_errors_expected
def test_a_lost_connection_loses_no_rating(listed: Page) -> None:
    def cut(route: Route) -> None:
        route.abort("internetdisconnected")

    listed.route("**/rag/row/", cut)
    listed.get_by_role("link", name="Rate School 00").focus()
    listed.keyboard.press("g")
    listed.keyboard.press("1")
    expect(line(listed, "School 00")).to_contain_text("Not saved: green, declared surplus. No connection.")
    # Even after the page is read anew it is offered; and then it is stored.
    listed.reload()
    expect(line(listed, "School 00")).to_contain_text("Not saved: green, declared surplus.")
    listed.unroute("**/rag/row/")
    line(listed, "School 00").get_by_role("button", name="Save it now").click()
    expect(line(listed, "School 00")).to_contain_text("Saved: green")
    assert ratings()["School 00"] == "green"


@pytest.mark.console_errors_expected
def test_an_expired_session_says_so_and_keeps_the_choice(listed: Page, signed_in: SignIn) -> None:
    listed.context.clear_cookies(name="sessionid")
    listed.get_by_role("link", name="Rate School 00").focus()
    listed.keyboard.press("a")
    listed.keyboard.press("1")
    expect(line(listed, "School 00")).to_contain_text("You have been signed out.")
    expect(line(listed, "School 00").get_by_role("link", name="Sign in")).to_be_visible()
    # Signing in gives a new token, too: the page's own has grown old.
    signed_in(listed, "officer-wcc")
    listed.context.clear_cookies(name="csrftoken")
    line(listed, "School 00").get_by_role("button", name="Save it now").click()
    expect(line(listed, "School 00")).to_contain_text("Saved: amber")
    assert ratings()["School 00"] == "amber"


@pytest.mark.console_errors_expected
def test_of_two_who_rate_one_line_the_second_chooses(listed: Page) -> None:
    other = make_person("programme", [(Role.PROGRAMME, None)])
    for name in ("School 00", "School 01"):
        prop = Property.objects.get(name=name)
        rate(user=other, property_id=prop.pk, version=prop.version, judgement=Judgement("red", "no_change"))
    listed.get_by_role("link", name="Rate School 00").focus()
    for key in ("g", "1", "g", "1"):
        listed.keyboard.press(key)
    first, second = line(listed, "School 00"), line(listed, "School 01")
    for each in (first, second):
        expect(each).to_contain_text("Not saved: green, declared surplus.")
        expect(each).to_contain_text("It is now Red – core: No change to the service expected.")
    first.get_by_role("button", name="Save yours").click()
    expect(first).to_contain_text("Saved: green")
    second.get_by_role("button", name="Leave theirs").click()
    assert (ratings()["School 00"], ratings()["School 01"]) == ("green", "red")


def test_without_javascript_the_lines_link_leads_to_a_page_and_back(
    browser: Browser, server: Server, officer: User, signed_in: SignIn
) -> None:
    prop = make_property("WCC", name="School")
    plain = browser.new_context(base_url=server.url, java_script_enabled=False)
    tab = signed_in(plain.new_page(), "officer-wcc")
    tab.goto("/estate/?q=school")
    expect(tab.get_by_text("Rate by keyboard")).to_be_hidden()
    tab.get_by_role("link", name="Rate School").click()
    tab.get_by_label("Green – surplus or available").check()
    tab.get_by_label("Declared surplus").check()
    tab.get_by_role("button", name="Save the rating").click()
    assert tab.url.endswith(f"/estate/?q=school#{prop.reference}")
    expect(tab.get_by_text("School is rated Green – surplus or available.")).to_be_visible()
    plain.close()


def test_the_panel_in_a_line_is_open_to_everybody_on_a_phone(listed: Page, axe: Axe) -> None:
    listed.set_viewport_size({"width": 320, "height": 900})
    listed.get_by_text("Rate by keyboard").click()
    listed.get_by_role("link", name="Rate School 01").focus()
    listed.keyboard.press("Shift+A")
    assert axe(listed) == []
    assert listed.evaluate("document.documentElement.scrollWidth") <= 320
