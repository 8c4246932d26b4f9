"""An administrator in a real browser: she adds a person, gives and takes a role, closes the account; on a phone too."""

import os

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import make_organisation, make_person
from totalplace.choices import Role
from totalplace.models import User

PICTURES = os.environ.get("SCREENSHOTS")


@pytest.fixture
def root(server):
    make_organisation("WCC", name="Worcestershire County Council", kind="county")
    make_organisation("BDC", name="Bromsgrove District Council", short_name="Bromsgrove")
    make_person("ann", [(Role.OFFICER, "WCC"), (Role.ANALYST, None)], display_name="Ann Low")
    make_person("ben", [(Role.PARTNER, "BDC")], is_active=False)
    return make_person("root", [(Role.ADMINISTRATOR, None)], display_name="Ruth Root")


def check(page: Page, axe, name: str) -> None:
    """No violation, no sideways scroll at 1280, 390 and 320 px; a picture of each where they are asked for."""
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    assert axe(page) == [], name
    page.set_viewport_size({"width": 1280, "height": 900})
    assert axe(page) == [], name


def test_every_page_of_the_administration_is_accessible_and_fits(page, axe, signed_in, root):
    signed_in(page, "root")
    ann, ben = (User.objects.get(username=name) for name in ("ann", "ben"))
    held = ann.memberships.get(role=Role.OFFICER)
    for name, address in {
        "people": "", "nobody": "?q=zzz&role=officer", "add": "people/add/", "person": f"people/{ann.pk}/",
        "closed": f"people/{ben.pk}/", "edit": f"people/{ann.pk}/edit/", "give": f"people/{ann.pk}/roles/",
        "take": f"people/{ann.pk}/roles/{held.pk}/", "close": f"people/{ann.pk}/close/",
        "bodies": "organisations/", "body": "organisations/WCC/", "new-body": "organisations/add/", "areas": "areas/",
    }.items():  # fmt: skip
        page.goto(f"/administration/{address}")
        check(page, axe, name)


def test_an_administrator_adds_a_person_gives_her_a_role_and_closes_the_account(page, axe, signed_in, root):
    signed_in(page, "root").goto("/")
    page.get_by_role("link", name="Administration").click()
    page.get_by_role("button", name="Add a person").click()
    page.get_by_role("button", name="Add the person").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    check(page, axe, "add-refused")
    page.get_by_label("Name", exact=True).fill("Cat Moor")
    page.get_by_label("Username").fill("cat")
    page.get_by_label("E-mail address").fill("cat@example.org")
    page.get_by_label("Role").select_option("Partner")
    page.get_by_label("Reason").fill("Joined the board")
    page.get_by_role("button", name="Add the person").click()
    expect(page.get_by_role("heading", name="A link for Cat Moor")).to_be_visible()
    check(page, axe, "link")
    page.get_by_role("link", name="Back to Cat Moor").click()
    page.get_by_role("link", name="Give a role").click()
    page.get_by_label("Role").select_option("Property officer")
    page.get_by_label("Organisation").select_option("Bromsgrove District Council")
    page.get_by_label("Reason").fill("Keeps the sites")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_text("Property officer, for Bromsgrove District Council").first).to_be_visible()
    check(page, axe, "given")
    page.get_by_role("link", name="Close the account").click()
    page.get_by_label("Reason").fill("Left")
    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_text("Account closed", exact=True)).to_be_visible()
    assert not User.objects.get(username="cat").is_active


def test_the_administration_works_without_javascript(browser: Browser, server, root, page, signed_in):
    signed_in(page, "root")
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto("/administration/")
    plain.get_by_label("Account").select_option("Closed")
    plain.get_by_role("button", name="Apply").click()
    expect(plain.get_by_role("heading", name="1 person found")).to_be_visible()
    plain.get_by_role("link", name="ben").click()
    plain.get_by_role("link", name="Open again").click()
    plain.get_by_label("Reason").fill("Back")
    plain.get_by_role("button", name="Open the account").click()
    expect(plain.get_by_text("The account is open.")).to_be_visible()
    context.close()
