"""My estate: each number is one click from the list that holds exactly so many, whoever looks."""

from __future__ import annotations

import datetime
import re
from html import unescape
from typing import Any

import pghistory
import pytest
from django.test import Client
from django.utils import timezone

from estate.models import BulkEdit, Lease, LeaseBreak, Property, QualityTally
from estate.services.quality import check_everything
from tests.factories import make_officer, make_organisation, make_person, make_property
from totalplace.choices import Role
from totalplace.models import User

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
A_LINK = re.compile(
    r'<a class="govuk-link" href="([^"]+)">([^<]+)<span class="govuk-visually-hidden"> (properties|dates)'
)


def days(number: int) -> datetime.date:
    return TODAY() + datetime.timedelta(days=number)


def client_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def estate_of(code: str) -> list[Property]:
    """Reviews overdue and due at 10, 60 and 200 days, leases of three kinds, faults, a closed and a sensitive site."""
    due = {-400: 2, -1: 1, 0: 1, 10: 3, 60: 2, 200: 1}
    made = [
        make_property(code, name=f"{code} {day} {n}", next_review_on=days(day), rag="red", rag_assessed_on=days(-30))
        for day, count in due.items()
        for n in range(count)
    ]
    made.append(make_property(code, name="Refuge", is_sensitive=True, next_review_on=days(5)))
    closed = {"status": "sold", "closed_on": days(-1), "closed_reason": "Sold"}
    make_property(code, name="Sold", next_review_on=days(5), **closed)
    for number, prop in enumerate(made):
        lease = Lease.objects.create(
            property=prop, role="tenant", expires_on=days(40 * (number + 1)), annual_rent=1000 if number else None
        )
        LeaseBreak.objects.create(lease=lease, on=days(40 * number + 20), notice_months=6)
    return made


def numbers(page: str) -> list[tuple[str, str, str]]:
    """(address, number, of what) of every number on the page that leads somewhere."""
    return [(unescape(url), number, what) for url, number, what in A_LINK.findall(page)]


def listed(client: Client, url: str) -> str:
    """How many a list says that it holds."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    found = re.search(r"[\d,]+ to [\d,]+ of (more than )?([\d,]+)", answer.text)
    assert found, f"{url} lists nothing"
    return f"{found[1] or ''}{found[2]}"


@pytest.mark.parametrize("query", ["", "?organisation=WCC", "?organisation=BDC"])
def test_every_number_equals_the_count_of_the_list_behind_it(query):
    rosa = make_person("rosa", [(Role.OFFICER, "WCC"), (Role.OFFICER, "BDC")])
    for code in ("WCC", "BDC", "RDC"):
        estate_of(code)
    check_everything()
    client = client_of(rosa)
    found = numbers(client.get(f"/estate/mine/{query}").text)
    assert len(found) >= 3 + 8 + 2
    assert {what for _, _, what in found} == {"properties", "dates"}
    assert [(url, number) for url, number, _ in found if listed(client, url) != number] == []


def test_the_rules_numbers_equal_their_lists_too():
    estate_of("WCC")
    check_everything()
    for person, query in (
        (make_officer("WCC"), ""),
        (make_person("p", [(Role.OFFICER, "WCC"), (Role.OFFICER, "BDC")]), ""),
    ):
        client = client_of(person)
        page = client.get(f"/estate/mine/{query}").text
        rules = re.findall(
            r'<a class="govuk-link" href="([^"]+quality[^"]+)">[^<]+</a> <span class="app-lede">([\d,]+)<', page
        )
        assert len(rules) == 6
        assert [(url, n) for url, n in rules if listed_rule(client, unescape(url)) != n] == []


def listed_rule(client: Client, url: str) -> str:
    if url.startswith("/estate/?"):
        return listed(client, url)
    return re.search(r"([\d,]+) to mend", client.get(url).text)[1]


def test_a_count_beyond_what_lists_count_says_so_alike(monkeypatch):
    monkeypatch.setattr("estate.selectors.mine.COUNTED_AT_MOST", 3)
    monkeypatch.setattr("estate.views.listing.COUNTED_AT_MOST", 3)
    estate_of("WCC")
    check_everything()
    client = client_of(make_officer("WCC"))
    found = [each for each in numbers(client.get("/estate/mine/").text) if each[2] == "properties"]
    assert {number for _, number, _ in found} >= {"more than 3", "3"}
    assert [(url, number) for url, number, _ in found if listed(client, url) != number] == []


def test_the_home_page_opens_with_the_same_numbers():
    estate_of("WCC")
    check_everything()
    client = client_of(make_officer("WCC"))
    home = client.get("/").text
    assert home.index("panel-my-estate") < home.index("panel-estate")
    items = re.findall(r'app-stats__value"><a class="govuk-link" href="([^"]+)">([^<]+)<', home)
    assert len(items) >= 3
    assert [(url, n) for url, n in items if listed(client, unescape(url)) != n] == []


def test_nothing_due_says_when_something_will_be():
    client = client_of(make_officer("WCC"))
    page = client.get("/estate/mine/").text
    assert "No property has a day for its next review" in page
    assert "No lease ends, and none can be broken, in the next 24 months" in page
    assert "These records have not been checked yet" in page
    make_property("WCC", next_review_on=datetime.date(TODAY().year + 1, 12, 3))
    assert f"Nothing to review until 3 December {TODAY().year + 1}." in client.get("/estate/mine/").text


def test_what_others_changed_stands_before_her_own_and_says_who_and_why():
    rosa, tom = make_officer("WCC"), make_person("tom", [(Role.PROGRAMME, None)])
    depot, hall = make_property("WCC", name="Depot"), make_property("WCC", name="Hall")
    for person, prop, reason in ((tom, depot, "Surveyed"), (rosa, hall, "Renamed")):
        with pghistory.context(user=person.pk, username=person.username, reason=reason):
            Property.objects.filter(pk=prop.pk).update(description=reason)
    page = client_of(rosa).get("/estate/mine/").text
    others, own = page.index("By others"), page.index("By you")
    assert (
        others
        < page.index(f"/estate/{depot.reference}/history/")
        < own
        < page.index(f"/estate/{hall.reference}/history/")
    )
    assert "tom: Surveyed" in page


def test_progress_compares_with_the_last_month_that_was_kept():
    prop = make_property("WCC", next_review_on=days(-5), rag="red", rag_assessed_on=days(-9))
    check_everything()
    last = (TODAY().replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    for rule, failing in (("review-passed", 7), ("missing-uprn", 3)):
        QualityTally.objects.create(
            month=last, organisation=prop.organisation, rule=rule, is_sensitive=False, applicable=20, failing=failing
        )
    page = client_of(make_officer("WCC")).get("/estate/mine/").text
    rows = dict(re.findall(r'scope="row" class="govuk-table__header">([^<]+)</th><td[^>]+>([^<]+)<', page))
    assert (rows["Reviews overdue"], rows["Faults to mend"]) == ("7", "10")


def test_what_she_has_not_finished_is_hers_alone():
    rosa, ben = make_officer("WCC"), make_person("ben", [(Role.OFFICER, "WCC")])
    prop = make_property("WCC")
    BulkEdit.objects.create(
        created_by=rosa, property_ids=[prop.pk], versions=[prop.version], change={"fields": {}}, reason="Zqx half done"
    )
    assert "Zqx half done" in client_of(rosa).get("/estate/mine/").text
    assert "Not finished" not in client_of(ben).get("/estate/mine/").text


# --- Who looks ------------------------------------------------------------------------------------------


def test_who_keeps_no_body_is_told_what_the_page_is_and_what_is_open():
    for role in (Role.PARTNER, Role.ANALYST):
        page = client_of(make_person(role, [(role, None)])).get("/estate/mine/")
        assert page.status_code == 200
        assert "You are the officer of no body" in page.text
    assert client_of(make_person("lead", [(Role.NEET_LEAD, None)])).get("/estate/mine/").status_code == 403


def test_the_programme_team_looks_at_any_bodys_page_and_an_officer_at_hers_alone():
    make_organisation("BDC")
    make_property("WCC", name="Zqx due", next_review_on=days(3))
    programme = client_of(make_person("prog", [(Role.PROGRAMME, None)]))
    assert "?organisation=WCC" in programme.get("/estate/mine/").text
    assert "Zqx due" in programme.get("/estate/mine/?organisation=WCC").text
    other = client_of(make_officer("BDC"))
    for code in ("WCC", "NONE"):
        refused = other.get(f"/estate/mine/?organisation={code}")
        assert (refused.status_code, "This is not one of your bodies" in refused.text) == (400, True)
    assert other.get("/estate/mine/?page=2").status_code == 400


def test_an_officer_of_several_bodies_sees_them_together_or_one_by_one():
    rosa = make_person("rosa", [(Role.OFFICER, "WCC"), (Role.OFFICER, "BDC")])
    for code in ("WCC", "BDC"):
        make_property(code, name=f"Zqx of {code}", next_review_on=days(3))

    def named(query: str) -> Any:
        page = client_of(rosa).get(f"/estate/mine/{query}").text
        return [code for code in ("WCC", "BDC") if f"Zqx of {code}" in page]

    assert (named(""), named("?organisation=WCC"), named("?organisation=BDC")) == (["WCC", "BDC"], ["WCC"], ["BDC"])
