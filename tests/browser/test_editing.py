"""An officer edits in a browser: by keyboard, beside somebody else, and through a lost connection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from estate.models import Lease, LeaseBreak, Property, RunningCost, Title
from tests.browsing import Server
from tests.factories import PASSWORD, make_officer, make_organisation, make_person, make_property, square
from totalplace.choices import Role

SignIn = Callable[[Page, str], Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def hall(server: Server) -> Property:
    """County Hall, with a lease, a cost and a title; and the county's officer."""
    make_organisation("WCC", name="Worcestershire County Council", short_name="County")
    make_officer("WCC")
    hall = make_property(
        "WCC", name="County Hall", street="Spetchley Road", postcode="WR5 2NP", boundary=square(387000, 254000, 60),
        book_value=12_000_000, gross_internal_area_m2=10_000,
    )  # fmt: skip
    lease = Lease.objects.create(
        property=hall, counterparty="Acme Estates", starts_on="2020-04-01", expires_on="2040-03-31", annual_rent=12_500
    )
    LeaseBreak.objects.create(lease=lease, on="2030-03-31", notice_months=6, by="tenant")
    RunningCost.objects.create(property=hall, year=2025, heading="total", amount=250_000)
    hall.titles.add(Title.objects.create(number="WR12345", organisation=hall.organisation))
    return hall


def drafts_kept(page: Page, count: int) -> None:
    """Wait until the browser keeps so many drafts: the page's own policy forbids Playwright's way to wait for it."""
    for _ in range(100):
        if page.evaluate("localStorage.length") == count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.evaluate('localStorage.length')} drafts are kept, not {count}")


def is_sound(page: Page, axe: Axe) -> None:
    """Accessible, and no wider than the narrowest phone."""
    page.set_viewport_size({"width": 320, "height": 800})
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 900})


def test_each_fault_of_a_form_is_told_at_its_box(page: Page, signed_in: SignIn, axe: Axe, hall: Property):
    edit, lease = f"/estate/{hall.reference}/edit/", hall.leases.get()
    signed_in(page, "officer-wcc")
    page.goto(f"{edit}list/leases/{lease.pk}/")
    page.get_by_label("Expires on").fill("31/02/2027")
    page.locator("#id_breaks").fill("soon")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("is no day of the calendar")
    expect(page.get_by_role("alert")).to_contain_text("Break 1, day: “soon” is not a date")
    is_sound(page, axe)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Expires on")).to_be_focused()


def test_an_officer_edits_with_the_keyboard_alone(page: Page, signed_in: SignIn, hall: Property):
    signed_in(page, "officer-wcc").goto(f"/estate/{hall.reference}/")
    page.get_by_role("link", name="Edit address and identity").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/identity/")
    page.get_by_label("Name").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("The Hall")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/estate/{hall.reference}/#section-identity")  # The draft's name has left the address.
    expect(page.get_by_text("Saved Name.")).to_be_visible()
    # A running cost, box after box.
    page.get_by_role("link", name="Add to running costs").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/costs/add/")
    page.get_by_label("Financial year").focus()
    page.keyboard.type("2024/25")
    page.keyboard.press("Tab")
    page.keyboard.type("Energy")
    page.keyboard.press("Tab")
    page.keyboard.type("4,000")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/estate/{hall.reference}/#section-costs")
    assert RunningCost.objects.get(property=hall, year=2024).amount == 4000
    assert Property.objects.get(pk=hall.pk).name == "The Hall"
    history = page.locator("section", has=page.locator("#section-history"))
    expect(history).to_contain_text("Running cost")


def test_two_browsers_change_one_property_and_choose(
    page: Page, browser: Browser, server: Server, signed_in: SignIn, axe: Axe, hall: Property
):
    make_person("programme", [(Role.PROGRAMME, None)])
    address = f"/estate/{hall.reference}/edit/identity/"
    signed_in(page, "officer-wcc").goto(address)
    with browser.new_context(base_url=server.url, locale="en-GB") as other_context:
        other = other_context.new_page()
        signed_in(other, "programme").goto(address)
        other.get_by_label("Name").fill("Theirs")
        other.get_by_label("Town").fill("Worcester")
        other.get_by_role("button", name="Save").click()
        other.wait_for_url("**#section-identity")
    page.get_by_label("Name").fill("Mine")
    page.get_by_label("Number").fill("7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Somebody saved while you were editing")
    expect(page.get_by_text("When you opened it: County Hall")).to_be_visible()
    expect(page.get_by_text("programme, ").first).to_be_visible()
    is_sound(page, axe)
    page.get_by_role("button", name="Save what is chosen").click()
    expect(page.get_by_role("alert")).to_contain_text("Name: choose which of the two stands.")
    is_sound(page, axe)
    page.get_by_role("group", name="Name").get_by_role("radio", name="Yours: Mine").check()
    page.get_by_role("button", name="Save what is chosen").click()
    page.wait_for_url("**#section-identity")
    stored = Property.objects.get(pk=hall.pk)
    assert (stored.name, stored.street_number, stored.post_town) == ("Mine", "7", "Worcester")


def test_what_was_typed_outlives_a_closed_tab_and_goes_when_it_is_discarded(
    page: Page, signed_in: SignIn, axe: Axe, hall: Property
):
    address = f"/estate/{hall.reference}/edit/sharing/"
    signed_in(page, "officer-wcc").goto(address)
    page.get_by_label("About sharing").fill("The upper floor is")
    drafts_kept(page, 1)
    page.goto(f"/estate/{hall.reference}/")
    page.goto(address)
    expect(page.get_by_label("About sharing")).to_have_value("")
    expect(page.get_by_text("You have unsaved changes from")).to_be_visible()
    is_sound(page, axe)
    page.get_by_role("button", name="Restore them").click()
    expect(page.get_by_label("About sharing")).to_have_value("The upper floor is")
    page.reload()
    page.get_by_role("button", name="Discard them").click()
    page.reload()
    expect(page.get_by_text("You have unsaved changes from")).to_have_count(0)


def test_an_expired_session_leads_to_the_sign_in_and_back_with_all_that_was_typed(
    page: Page, signed_in: SignIn, hall: Property
):
    signed_in(page, "officer-wcc").goto(f"/estate/{hall.reference}/edit/sharing/")
    page.get_by_label("About sharing").fill("The upper floor")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Username or e-mail address").fill("officer-wcc")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("could not be saved. They are in the form again")).to_be_visible()
    expect(page.get_by_label("About sharing")).to_have_value("The upper floor")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**#section-sharing")
    assert Property.objects.get(pk=hall.pk).sharing_note == "The upper floor"
    drafts_kept(page, 0)


def test_signing_out_leaves_nothing_of_hers_in_the_browser(page: Page, signed_in: SignIn, hall: Property):
    make_person("programme", [(Role.PROGRAMME, None)])
    address = f"/estate/{hall.reference}/edit/sharing/"
    signed_in(page, "officer-wcc").goto(address)
    page.get_by_label("About sharing").fill("Not for others")
    drafts_kept(page, 1)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    drafts_kept(page, 0)
    # Where she did not sign out, the next person's first page takes it away.
    signed_in(page, "officer-wcc").goto(address)
    page.get_by_label("About sharing").fill("Not for others")
    drafts_kept(page, 1)
    signed_in(page, "programme").goto(address)
    drafts_kept(page, 0)


def test_it_works_without_scripts(browser: Browser, server: Server, signed_in: SignIn, hall: Property):
    with browser.new_context(base_url=server.url, java_script_enabled=False) as context:
        page = signed_in(context.new_page(), "officer-wcc")
        page.goto(f"/estate/{hall.reference}/edit/list/leases/{hall.leases.get().pk}/")
        page.get_by_label("Day, break 2").fill("31/3/2035")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved Breaks.")).to_be_visible()
        assert hall.leases.get().breaks.count() == 2
