"""A caseworker's day and a data steward's audit in a real browser, on a handful of made-up young people."""

from __future__ import annotations

import datetime
import json
import re

import pytest
from playwright.sync_api import Page, expect

from neets.choices.records import Purpose
from neets.models import Assessment, Contact
from neets.querysets.row_security import opened
from tests.factories import make_person
from tests.young_people import make_agency, make_spell, make_young_person
from totalplace.choices import Role

TODAY = datetime.date.today()


@pytest.fixture
def people(server):
    """Dawn's agency has a client who was not reached for months; another assessed him, and has its own."""
    own, jobs = make_agency("CONNEX", "WCC", name="Connexions"), make_agency("JOBS", "DWP", name="Jobcentre")
    lost, theirs = make_young_person(client_of=own), make_young_person(client_of=jobs)
    make_spell(lost, own, code="820")
    make_spell(lost, jobs, code="619", ascertained_on=TODAY)
    with opened(Purpose.LOADING):
        on = TODAY - datetime.timedelta(days=90)
        Contact.objects.create(person=lost, agency=own, on=on, kind="telephone", result="reached")
        on = TODAY - datetime.timedelta(days=20)
        Assessment.objects.create(person=lost, agency=jobs, on=on, domains=["money"], tool="Work profile")
    make_person("dawn", [(Role.CASEWORKER, "WCC")])
    make_person("marek", [(Role.NEET_LEAD, None)])
    make_person("asha", [(Role.ADMINISTRATOR, None)])
    return lost, theirs


def open_record(page: Page, pseudonym: str) -> None:
    """From the list to the record, with a reason."""
    page.goto("/neets/people/?work=lost")
    page.get_by_role("link", name=pseudonym[:8]).click()
    page.get_by_label("Why do you open this record?").select_option("Finding her again")
    page.get_by_role("button", name="Open the record").click()


def test_a_caseworkers_day(page, signed_in, people):
    lost, _ = people
    open_record(signed_in(page, "dawn"), lost.pseudonym)
    expect(page.get_by_text("Seeking education, employment or training, says Jobcentre")).to_be_visible()
    page.get_by_role("button", name="Record a contact").click()
    page.get_by_label("How", exact=True).select_option("Telephone")
    page.get_by_label("What came of it").select_option("Reached")
    page.get_by_label("How she was looked for").fill("Mr Jones at the hostel")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("looks like a name with a title")
    page.get_by_label("How she was looked for").fill("Through the hostel")
    page.get_by_role("button", name="Save").click()
    expect(
        page.get_by_role("cell", name=re.compile("Telephone: reached.*Through the hostel", re.DOTALL))
    ).to_be_visible()
    page.get_by_role("button", name="New assessment").click()
    expect(page.get_by_role("row", name=re.compile("Money and benefits.*Known.*Jobcentre"))).to_be_visible()
    page.get_by_label("Housing").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=re.compile("Housing.*Known.*Connexions"))).to_be_visible()
    page.get_by_role("button", name="Add a next step").click()
    page.get_by_label("What is to be done").fill("Visit the college together")
    page.get_by_label("By when").fill(f"{TODAY:%d/%m/%Y}")
    page.get_by_role("button", name="Save").click()
    page.goto("/neets/people/due/")
    expect(page.get_by_role("row", name=re.compile("Visit the college together"))).to_be_visible()
    page.get_by_role("link", name=lost.pseudonym[:8]).click()
    page.get_by_role("link", name="Visit the college together").click()
    page.get_by_label("Where it stands").select_option("Done")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=re.compile("Visit the college together.*Done"))).to_be_visible()
    page.goto("/neets/people/due/")
    expect(page.get_by_role("heading", name="Nothing falls due")).to_be_visible()


def test_a_data_stewards_audit(page, browser, server, signed_in, people):
    lost, theirs = people
    open_record(signed_in(page, "dawn"), lost.pseudonym)
    assert page.goto(f"/neets/people/{theirs.pk}/").status == 404
    signed_in(page, "marek").goto("/neets/")
    page.get_by_role("link", name="Data steward").click()
    page.get_by_role("link", name="1 try was refused").click()
    expect(page.get_by_role("row", name=re.compile(f"dawn.*Refused.*{theirs.pseudonym[:8]}"))).to_be_visible()
    page.get_by_role("link", name="Clear all").click()
    expect(page.get_by_role("row", name=re.compile(f"dawn.*Connexions.*{lost.pseudonym[:8]}.*Finding"))).to_be_visible()
    page.goto("/neets/steward/opt-outs/")
    page.get_by_label("Pseudonym").fill(lost.pseudonym)
    page.get_by_label("To what").select_option("Sharing with other agencies")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_role("row", name=re.compile(f"{lost.pseudonym[:8]}.*Sharing"))).to_be_visible()
    page.goto("/neets/steward/copy/")
    page.get_by_label("Pseudonym").fill(lost.pseudonym)
    page.get_by_label("Why").fill("Asked for in writing")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the copy").click()
    with open(download.value.path(), encoding="utf-8") as file:
        assert {"neets.statusspell", "neets.optout", "neets.accesslog"} <= set(json.load(file)["held"])
    page.goto("/neets/steward/identities/")
    page.get_by_label("Pseudonym").fill(lost.pseudonym)
    page.get_by_label("Why").fill("A court asks for it")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("You asked for this: a second person has to answer.")).to_be_visible()
    address = page.url
    signed_in(page, "asha").goto(address)
    page.get_by_label("Your answer").select_option("I agree")
    page.get_by_role("button", name="Answer").click()
    signed_in(page, "marek").goto(address)
    page.get_by_role("button", name="Show who it is").click()
    expect(page.get_by_text("The vault holds nobody for this pseudonym")).to_be_visible()
    page.goto("/neets/steward/looks/?looked_at=identity")
    expect(page.get_by_role("row", name=re.compile("marek.*Agreed by asha"))).to_be_visible()
    page.goto("/neets/steward/retention/")
    expect(page.get_by_text("would archive 0 records and delete 0 records")).to_be_visible()
    signed_in(page, "dawn").goto(f"/neets/people/{lost.pk}/")
    expect(page.get_by_text("She said no to sharing")).to_be_visible()
    expect(page.get_by_text("says Jobcentre")).to_have_count(0)
