"""The frame in a real browser: no policy broken, no request elsewhere, by keyboard, on a phone, without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect

from tests.factories import PASSWORD, make_person
from totalplace.choices import Role

PAGES_OF_ERRORS = ["/nowhere", "/refused", "/broken"]
WIDTHS = [1280, 320]


@pytest.fixture(autouse=True)
def _gallery(transactional_db) -> Iterator[None]:
    """The addresses of the product and, beside them, the gallery of components."""
    cache.clear()
    with override_settings(ROOT_URLCONF="tests.browser.gallery", DEMO=True, DEMO_PASSWORD=PASSWORD):
        yield
    cache.clear()


@pytest.fixture
def rosa(server):
    return make_person("officer-wcc", [(Role.OFFICER, "WCC")], display_name="Rosa Lane")


def sideways(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def check(page: Page, axe, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert axe(page) == [], f"{address} at {width} px"
    assert sideways(page) == 0, f"{address} scrolls sideways at {width} px"


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_errors_are_accessible_and_fit(page, axe, width):
    for address in PAGES_OF_ERRORS:
        check(page, axe, address, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_is_accessible_and_fits(page, axe, width):
    check(page, axe, "/gallery", width)


def test_nothing_is_asked_of_another_server_nor_any_typeface_of_this_one(page, server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/gallery")
    page.wait_for_selector(".leaflet-interactive")
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith((server.url, "data:"))] == []
    assert [url for url in asked if re.search(r"\.woff2?$|:[0-9]+/assets/", url)] == []


def test_each_module_comes_under_its_hashed_name_and_once(page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/gallery")
    page.wait_for_selector(".leaflet-interactive")
    scripts = [url for url in asked if url.endswith(".js")]
    assert [url for url in scripts if not re.search(r"\.[0-9a-f]{12}\.js$", url)] == []
    assert len(scripts) == len(set(scripts))
    assert any("/components/map." in url for url in scripts)
    assert any("/lib/map_style." in url for url in scripts)


@pytest.mark.console_errors_expected
def test_a_script_that_somebody_slips_into_a_page_does_not_run(page):
    page.goto("/")
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'taken over'";
            document.body.append(script);
            const image = document.createElement("div");
            image.innerHTML = '<img src="data:," onerror="document.title = \\'taken over\\'">';
            document.body.append(image);
        }"""
    )
    page.wait_for_timeout(200)
    assert "taken over" not in page.title()
    assert any("Content Security Policy" in text for text in complaints)


def test_a_person_signs_in_and_out_by_keyboard_alone(page, rosa):
    page.goto("/account/login/")
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Username or e-mail address")).to_be_focused()
    page.keyboard.type("officer-wcc")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Rosa Lane")).to_be_visible()
    page.get_by_role("button", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def test_a_demonstration_fills_in_the_form_with_one_click(page, rosa):
    page.goto("/account/login/")
    page.get_by_role("button", name="Rosa Lane").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("banner").get_by_role("link", name="Rosa Lane")).to_be_visible()


def test_a_wrong_password_leads_to_the_field_with_what_to_do(page, rosa, axe):
    page.goto("/account/login/")
    page.get_by_label("Username or e-mail address").fill("officer-wcc")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert axe(page) == []
    page.get_by_role("link", name="The username or password is not right").click()
    expect(page.get_by_label("Username or e-mail address")).to_be_focused()


def test_the_password_can_be_looked_at_while_it_is_typed(page):
    page.goto("/account/login/")
    password = page.get_by_label("Password", exact=True)
    password.fill("secret")
    page.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")


def test_two_step_sign_in_is_turned_on_from_the_account_page(page, axe, signed_in, rosa):
    signed_in(page, "officer-wcc")
    page.goto("/account/")
    page.get_by_role("link", name="Change two-step sign-in").click()
    page.get_by_role("link", name="Turn on the authenticator app").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Turn on two-step sign-in")).to_be_visible()
    assert axe(page) == []
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    secret = page.locator("dd code").inner_text()
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    page.get_by_label("Six digits from the app").fill(code)
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    page.get_by_label("Username or e-mail address").fill("officer-wcc")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    assert axe(page) == []


def test_filters_are_folded_on_a_phone_and_open_on_a_desk(page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/gallery")
    expect(page.get_by_label("District")).to_be_hidden()
    page.get_by_text("Filter (2 chosen)").click()
    expect(page.get_by_label("District")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto("/gallery")
    expect(page.get_by_label("District")).to_be_visible()


def test_a_wide_table_scrolls_in_its_own_region_by_keyboard_with_its_head_in_sight(page):
    page.goto("/gallery")
    region = page.get_by_role("region", name="Properties")
    region.focus()
    expect(region).to_be_focused()
    page.keyboard.press("End")
    page.wait_for_timeout(400)
    assert region.evaluate("e => e.scrollTop") > 100
    head = page.get_by_role("columnheader", name="Rating").bounding_box()
    box = region.bounding_box()
    assert abs(head["y"] - box["y"]) < 3


def test_the_map_names_its_marks_and_opens_them_by_keyboard(page):
    page.goto("/gallery")
    mark = page.get_by_role("button", name="Surgery, Green – surplus or available")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup").get_by_role("link", name="Surgery")).to_be_visible()


def test_a_neighbours_mark_leaves_the_keyboard_to_the_list_beside_the_map(page):
    page.goto("/gallery")
    mark = page.locator(".app-map__mark--near")
    expect(mark).to_have_count(1)
    expect(mark).not_to_have_attribute("tabindex", "0")


def test_a_small_table_is_sorted_in_the_browser_by_what_its_figures_are_worth(page):
    page.goto("/gallery")
    page.get_by_role("button", name="Amount").click()
    amounts = page.get_by_role("table", name="Costs").locator("tbody .govuk-table__cell--numeric")
    expect(amounts).to_have_text(["£800", "£9,000"])


def test_progress_goes_on_by_itself_until_the_work_is_done(page):
    page.goto("/gallery")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("All 100,000 rows checked.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_hidden()


def test_without_javascript_people_still_sign_in_and_read_lists(browser: Browser, server, rosa):
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_label("Username or e-mail address").fill("officer-wcc")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Rosa Lane")).to_be_visible()
    page.goto("/gallery")
    expect(page.get_by_label("District")).to_be_visible()
    expect(page.get_by_text("The map needs JavaScript.")).to_be_visible()
    context.close()


def test_on_paper_the_controls_go_and_the_whole_table_stays(page):
    page.goto("/gallery")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Apply")).to_be_hidden()
    region = page.locator(".app-table-region")
    assert region.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    expect(page.get_by_text("Amber – possible change").first).to_be_visible()
