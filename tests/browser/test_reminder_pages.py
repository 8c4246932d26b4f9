"""Reminders in a real browser: the count in the header, the list, the choice, and the link out of an e-mail."""

import datetime
import os
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import make_officer, make_property
from totalplace.services.news import gather, stop_token

PICTURES = os.environ.get("SCREENSHOTS")


@pytest.fixture
def rosa(server):
    person = make_officer("WCC")
    for number, name in enumerate(("County Hall, Spetchley Road, Worcester", "Depot", "")):
        make_property("WCC", name=name, next_review_on=timezone.localdate() + datetime.timedelta(days=number - 1))
    gather(person)
    return person


def check(page: Page, axe, name: str) -> None:
    """No violation and no sideways scroll at three widths; a picture of each where they are asked for."""
    for width in (390, 320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert axe(page) == [], f"{name} at {width}"
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def test_an_officer_reads_her_reminders_and_chooses_how_she_gets_them(page, axe, signed_in, rosa):
    signed_in(page, rosa.username).goto("/")
    page.get_by_role("link", name="Reminders 3 not read").click()
    expect(page.locator(".app-news__words")).to_have_count(3)
    check(page, axe, "reminders")
    page.get_by_role("button", name=re.compile("^Mark as read.*Depot")).click()
    expect(page.get_by_text("1 reminder marked as read.")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("heading", name="You have read everything")).to_be_visible()
    check(page, axe, "reminders-none")
    page.get_by_role("link", name="Reminders by e-mail").click()
    check(page, axe, "reminders-choice")
    page.get_by_label("Every day").check()
    page.get_by_label("Changes by others").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every day")).to_be_visible()
    check(page, axe, "account")


def test_the_link_out_of_an_e_mail_asks_and_then_stops_it_without_signing_in(page, axe, rosa):
    page.goto(f"/account/reminders/stop/{stop_token(rosa, 'estate.review')}/")
    check(page, axe, "stop")
    page.get_by_role("button", name="Stop these e-mails").click()
    expect(page.get_by_text("“Ratings to review” is left out of your digest.")).to_be_visible()
    check(page, axe, "stopped")
