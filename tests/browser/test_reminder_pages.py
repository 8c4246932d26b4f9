"""Reminders in a real browser: the count in the header, the list, the choice, and the link out of an e-mail."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import make_officer, make_property
from totalplace.services.news import gather, stop_token


@pytest.fixture
def rosa(server):
    person = make_officer("WCC")
    for number, name in enumerate(("County Hall, Spetchley Road, Worcester", "Depot", "")):
        make_property("WCC", name=name, next_review_on=timezone.localdate() + datetime.timedelta(days=number - 1))
    gather(person)
    return person


def test_an_officer_reads_her_reminders_and_chooses_how_she_gets_them(page, signed_in, rosa):
    signed_in(page, rosa.username).goto("/")
    page.get_by_role("link", name="Reminders 3 not read").click()
    expect(page.locator(".app-news__words")).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Mark as read.*Depot")).click()
    expect(page.get_by_text("1 reminder marked as read.")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("heading", name="You have read everything")).to_be_visible()
    page.get_by_role("link", name="Reminders by e-mail").click()
    page.get_by_label("Every day").check()
    page.get_by_label("Changes by others").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Every day")).to_be_visible()


def test_the_link_out_of_an_e_mail_asks_and_then_stops_it_without_signing_in(page, rosa):
    page.goto(f"/account/reminders/stop/{stop_token(rosa, 'estate.review')}/")
    page.get_by_role("button", name="Stop these e-mails").click()
    expect(page.get_by_text("“Ratings to review” is left out of your digest.")).to_be_visible()
