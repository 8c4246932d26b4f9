"""The diary in a person's own calendar: by a link that nobody guesses, with the rights its person has at the time."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pgtrigger
import pytest
from django.test import Client
from icalendar import Calendar

from estate.models import DiaryLink, Lease, LeaseBreak, Property
from estate.services.diary_links import end_link, make_link
from tests.integration.estate.conftest import REFUGE, signed_in
from totalplace.models import Membership

TODAY = datetime.date.today()


def in_days(count: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=count)


@pytest.fixture
def lease(county: Any) -> Lease:
    """County Hall's lease, inside the Act, with a break; and one of the refuge."""
    made = Lease.objects.create(
        property=county.hall, counterparty="Acme, Sons; and “Zoë” Ltd", expires_on=in_days(300), annual_rent=40_000,
        inside_1954_act=True,
    )  # fmt: skip
    LeaseBreak.objects.create(lease=made, on=in_days(100), notice_months=1)
    Lease.objects.create(property=county.refuge, counterparty="Hidden Homes", expires_on=in_days(50))
    return made


def feed(secret: str, query: str = "", **headers: str) -> Any:
    return Client(headers=headers).get(f"/estate/leases/feed/{secret}.ics{query}")


def events(secret: str, query: str = "") -> dict[str, Any]:
    """The feed's events as a calendar library reads them, by the beginning of their summary."""
    answer = feed(secret, query)
    assert answer.status_code == 200
    return {str(event["SUMMARY"]).partition(":")[0]: event for event in Calendar.from_ical(answer.content).events}


def test_a_calendar_reads_the_dates_of_leases(county, lease):
    found = events(make_link(user=county.people["partner"]))
    assert set(found) == {
        "Expiry", "Break", "Last day for notice to break", "1954 Act notice window opens",
        "Last day of the 1954 Act notice window",
    }  # fmt: skip
    expiry = found["Expiry"]
    assert expiry["DTSTART"].dt == in_days(300)
    assert expiry["DTEND"].dt == in_days(301)
    assert str(expiry["SUMMARY"]) == "Expiry: County Hall (Acme, Sons; and “Zoë” Ltd)"
    assert "Rent a year: £40,000" in expiry["DESCRIPTION"]
    assert expiry["URL"].endswith(f"/estate/{county.hall.reference}/")
    assert str(expiry["UID"]) == f"lease-{lease.pk}-expiry@e10000034.total-place"
    assert len({str(event["UID"]) for event in found.values()}) == 5


def test_the_link_reads_as_its_person_may_at_the_time_of_reading(county, lease):
    officer = county.people["officer-wcc"]
    secret = make_link(user=officer)
    assert REFUGE in feed(secret).content.decode()
    assert REFUGE not in feed(make_link(user=county.people["officer-bdc"])).content.decode()
    Membership.objects.filter(user=officer).update(role="partner")
    assert REFUGE not in feed(secret).content.decode()
    Membership.objects.filter(user=officer).delete()
    assert feed(secret).status_code == 404


def test_the_link_ends_when_the_account_is_closed_and_when_it_is_ended_or_renewed(county, lease):
    partner = county.people["partner"]
    first = make_link(user=partner)
    second = make_link(user=partner)
    assert (feed(first).status_code, feed(second).status_code) == (404, 200)
    partner.is_active = False
    partner.save()
    assert feed(second).status_code == 404
    partner.is_active = True
    partner.save()
    end_link(user=partner)
    assert feed(second).status_code == 404


def test_the_secret_is_long_is_not_kept_and_the_answer_belongs_to_nobody_else(county, lease):
    secret = make_link(user=county.people["partner"])
    assert re.fullmatch(r"[\w-]{43}", secret)
    kept = DiaryLink.objects.get()
    assert secret not in (kept.digest, str(kept))
    assert feed(kept.digest).status_code == 404
    answer = feed(secret)
    assert answer["Cache-Control"] == "private"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.cookies == {}
    again = feed(secret, **{"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_filters_stand_in_the_link(county, lease):
    secret = make_link(user=county.people["partner"])
    assert set(events(secret, "?kind=break")) == {"Break"}
    assert events(secret, "?organisation=BDC") == {}
    wrong = feed(secret, "?kind=eviction&colour=red")
    assert wrong.status_code == 400
    assert {line.partition(":")[0] for line in wrong.content.decode().splitlines()} == {"kind", "colour"}


def test_a_date_that_moves_keeps_its_identity_and_says_that_it_changed(county, lease):
    secret = make_link(user=county.people["partner"])
    long_ago = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for model in (Lease, LeaseBreak, Property):
        with pgtrigger.ignore(f"estate.{model.__name__}:version"):
            model.objects.update(updated_at=long_ago)
    before = events(secret)["Break"]
    assert before["LAST-MODIFIED"].dt == long_ago
    LeaseBreak.objects.filter(lease=lease).update(on=in_days(120))
    after = events(secret)["Break"]
    assert before["UID"] == after["UID"]
    assert after["DTSTART"].dt == in_days(120)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert events(secret)["Expiry"]["LAST-MODIFIED"].dt == long_ago


def test_a_person_makes_renews_and_ends_her_link_on_its_page(county, lease):
    client = signed_in(county.people["partner"])
    assert "Make a private link" in client.get("/estate/leases/calendar-link/").content.decode()
    made = client.post("/estate/leases/calendar-link/?organisation=WCC")
    assert "no-store" in made["Cache-Control"]
    address = re.search(r"/estate/leases/feed/[\w-]+\.ics\?organisation=WCC", made.content.decode())
    assert address is not None
    assert Client().get(address[0]).status_code == 200
    later = client.get("/estate/leases/calendar-link/").content.decode()
    assert "It cannot be shown again" in later
    assert "/feed/" not in later
    assert client.post("/estate/leases/calendar-link/end/").status_code == 302
    assert Client().get(address[0]).status_code == 404
    assert client.get("/estate/leases/calendar-link/end/").status_code == 405


def test_who_may_not_read_the_estate_gets_no_link(county):
    client = signed_in(county.people["caseworker"])
    assert client.post("/estate/leases/calendar-link/").status_code == 403
    assert not DiaryLink.objects.exists()
