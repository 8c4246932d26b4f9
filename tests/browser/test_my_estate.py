"""My estate and the list of changes in a real browser: by keyboard alone, without scripts, on paper."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pghistory
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from estate.models import Lease, LeaseBreak, Property
from estate.services.quality import check_everything
from tests.factories import make_officer, make_organisation, make_person, make_property
from totalplace.choices import Role
from totalplace.models import Membership

SignIn = Callable[[Page, str], Page]
LONG = "Pershore and Upton-upon-Severn Joint Community Learning and Customer Contact Centre (annexe, first floor)"


@pytest.fixture
def rosa(server):
    """An officer with everything on her page, and somebody who changed her estate."""
    person = make_officer("WCC")
    tom = make_person("tom", [(Role.PROGRAMME, None)])
    today = timezone.localdate()
    for number, name in enumerate((LONG, "Depot", "Hall")):
        prop = make_property("WCC", name=name, next_review_on=today + datetime.timedelta(days=40 * number - 20))
        lease = Lease.objects.create(
            property=prop, role="tenant", expires_on=today + datetime.timedelta(days=90 + number), annual_rent=1_234_567
        )
        LeaseBreak.objects.create(lease=lease, on=today + datetime.timedelta(days=300), notice_months=6)
    for who, reason in ((tom, "Surveyed for the county’s energy return"), (person, "Spelling")):
        with pghistory.context(user=who.pk, username=who.username, reason=reason):
            Property.objects.filter(name__in=[LONG, "Depot"]).update(description=reason)
    check_everything()
    return person


def test_an_officer_goes_from_a_number_to_its_list_by_keyboard_alone(page, signed_in, rosa):
    signed_in(page, rosa.username).goto("/")
    expect(page.get_by_role("heading", name="My estate")).to_be_visible()
    page.get_by_role("link", name="All of my estate").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="My estate")).to_be_visible()
    overdue = page.get_by_role("row", name="Overdue").get_by_role("link")
    expect(overdue).to_have_text("1 property")
    overdue.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 to 1 of 1")).to_be_visible()
    expect(page.get_by_role("link", name=LONG, exact=True)).to_be_visible()


def test_an_empty_estate_and_several_bodies(page, signed_in, rosa):
    ben = make_officer("BDC")
    signed_in(page, ben.username).goto("/estate/mine/")
    Membership.objects.create(user=ben, role=Role.OFFICER, organisation=make_organisation("WCC"))
    page.goto("/estate/mine/")
    page.get_by_role("navigation", name="Bodies").get_by_role("link", name="Body WCC").click()
    expect(page.get_by_role("row", name="Overdue").get_by_role("link")).to_be_visible()


def test_the_list_of_changes_is_narrowed_and_read_without_scripts(page, signed_in, browser: Browser, server, rosa):
    signed_in(page, rosa.username)
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    try:
        sheet = plain.new_page()
        sheet.goto(f"{server.url}/estate/changes/")
        sheet.get_by_label("By", exact=True).fill("tom")
        sheet.get_by_role("button", name="Apply").click()
        expect(sheet.get_by_role("row")).to_have_count(2)
        sheet.get_by_role("link", name="2 properties changed").click()
        expect(sheet.get_by_text("by tom: Surveyed for the county’s energy return")).to_be_visible()
        sheet.get_by_role("link", name="Depot").click()
        expect(sheet.get_by_text("Surveyed for the county’s energy return").first).to_be_visible()
    finally:
        plain.close()


def test_on_paper_it_is_the_page_itself_without_what_is_only_for_the_screen(page, signed_in, rosa):
    signed_in(page, rosa.username).goto("/estate/mine/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Lease dates")).to_be_visible()
    expect(page.get_by_role("link", name="All changes")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Sections")).to_be_hidden()
