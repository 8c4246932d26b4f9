"""An administrator in a real browser: she adds a person, gives and takes a role, closes the account."""

import pytest
from playwright.sync_api import Browser, expect

from tests.factories import make_organisation, make_person
from totalplace.choices import Role
from totalplace.models import User


@pytest.fixture
def root(server):
    make_organisation("WCC", name="Worcestershire County Council", kind="county")
    make_organisation("BDC", name="Bromsgrove District Council", short_name="Bromsgrove")
    make_person("ann", [(Role.OFFICER, "WCC"), (Role.ANALYST, None)], display_name="Ann Low")
    make_person("ben", [(Role.PARTNER, "BDC")], is_active=False)
    return make_person("root", [(Role.ADMINISTRATOR, None)], display_name="Ruth Root")


def test_an_administrator_adds_a_person_gives_her_a_role_and_closes_the_account(page, axe, signed_in, root):
    signed_in(page, "root").goto("/")
    page.get_by_role("link", name="Administration").click()
    page.get_by_role("button", name="Add a person").click()
    page.get_by_role("button", name="Add the person").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Name", exact=True).fill("Cat Moor")
    page.get_by_label("Username").fill("cat")
    page.get_by_label("E-mail address").fill("cat@example.org")
    page.get_by_label("Role").select_option("Partner")
    page.get_by_label("Reason").fill("Joined the board")
    page.get_by_role("button", name="Add the person").click()
    expect(page.get_by_role("heading", name="A link for Cat Moor")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Back to Cat Moor").click()
    page.get_by_role("link", name="Give a role").click()
    page.get_by_label("Role").select_option("Property officer")
    page.get_by_label("Organisation").select_option("Bromsgrove District Council")
    page.get_by_label("Reason").fill("Keeps the sites")
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_text("Property officer, for Bromsgrove District Council").first).to_be_visible()
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
