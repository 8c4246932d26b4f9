"""The lease diary's pages: what they list, add up, turn and hide, and the file that is exactly the list."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from typing import Any

import pytest

from estate.calc.lease_dates import Kind
from estate.models import Lease, LeaseBreak, LeaseReview
from estate.querysets.leases import KINDS
from estate.selectors import lease_diary
from estate.selectors.ending_near import ending_near_lease
from estate.selectors.lease_diary import Span, diary_leases, diary_totals, lease_events_for
from tests.factories import make_organisation, make_property, point
from tests.integration.estate.conftest import REFUGE, signed_in

TODAY = datetime.date.today()
YEAR = datetime.timedelta(days=365)


def in_days(count: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=count)


@pytest.fixture
def leases(county: Any) -> dict[str, Lease]:
    """A lease of each of the county's sites: two run out within the year, one is held over, one is the refuge's."""
    made = {
        "hall": (county.hall, {"expires_on": in_days(100), "annual_rent": 40_000, "counterparty": "Hall Holdings"}),
        "depot": (county.depot, {"expires_on": in_days(200), "role": "landlord", "counterparty": "Vale Cycles"}),
        "held": (county.hall, {"expires_on": in_days(-50), "inside_1954_act": True, "annual_rent": 2_500}),
        "refuge": (county.refuge, {"expires_on": in_days(120), "annual_rent": 77_777, "counterparty": "Hidden Homes"}),
    }
    found = {key: Lease.objects.create(property=prop, **fields) for key, (prop, fields) in made.items()}
    LeaseBreak.objects.create(lease=found["depot"], on=in_days(150), notice_months=1, by="tenant")
    LeaseReview.objects.create(lease=found["hall"], on=in_days(30))
    return found


def lines(answer: Any) -> list[list[str]]:
    """A CSV answer's rows without its head."""
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))[1:]


def test_the_list_says_what_falls_when_and_what_rent_is_at_stake(partner, leases):
    page = partner.get("/estate/leases/").content.decode()
    assert "6 dates of 3 leases at 2 properties" in page
    # The lease held over and the hall's, each once, though the hall's has two dates.
    assert "Rent at stake: £43k a year to pay on 2 leases and an unknown sum to receive on 1 lease." in page
    assert f"since {in_days(-49).day} " in page
    assert "by the tenant" in page


def test_a_sensitive_sites_dates_show_only_to_those_who_may_see_it(county, leases):
    for person, count in (("partner", 6), ("officer-bdc", 6), ("officer-wcc", 7), ("programme", 7)):
        client = signed_in(county.people[person])
        for address in ("/estate/leases/", "/estate/leases/year/"):
            page = client.get(address).content.decode()
            assert f"{count} dates" in page, (person, address)
            assert (REFUGE in page) == (count == 7), (person, address)
        rows = lines(client.get("/estate/leases/export.csv?counterparty=hidden"))
        assert len(rows) == count - 6


def test_the_dates_of_a_property_that_has_left_the_register_are_not_listed(partner, leases, county):
    type(county.depot).objects.filter(pk=county.depot.pk).update(
        status="sold", closed_on=TODAY, closed_reason="Sold at auction"
    )
    assert "3 dates of 2 leases at 1 property" in partner.get("/estate/leases/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("organisation=BDC", 3),
        ("district=E07000237", 3),
        ("district=E07000234", 3),
        ("kind=expiry", 2),
        ("kind=break,break_notice", 2),
        ("kind=holding_over", 1),
        ("kind=act_notice", 0),
        ("role=landlord", 3),
        ("counterparty=HALL", 2),
        ("counterparty=%25", 0),
        ("to={soon}", 2),
        ("from={soon}&to={later}", 3),
        ("organisation=WCC&role=landlord", 0),
    ],
)
def test_each_filter_narrows_list_totals_and_file_alike(partner, leases, query, count):
    query = query.format(soon=in_days(40).isoformat(), later=in_days(155).isoformat())
    page = partner.get(f"/estate/leases/?{query}").content.decode()
    assert (f"{count} date{'s' if count != 1 else ''} of") in page
    assert page.count('<td class="govuk-table__cell app-diary__when">') == count
    assert len(lines(partner.get(f"/estate/leases/export.csv?{query}"))) == count


def test_the_file_is_the_list_in_its_order_with_every_detail(partner, leases, county):
    rows = lines(partner.get("/estate/leases/export.csv"))
    assert [row[2] for row in rows] == [
        "Holding over", "Rent review", "Expiry", "Last day for notice to break", "Break", "Expiry",
    ]  # fmt: skip
    held, _, _, notice, *_ = rows
    assert held[:2] == [in_days(-49).isoformat(), ""]
    depot = county.depot
    assert notice[4:10] == [
        depot.reference, depot.name, "Bromsgrove District Council", "Bromsgrove", "Landlord", "Vale Cycles",
    ]  # fmt: skip
    assert (notice[10], notice[14]) == ("", "1")


def test_a_formula_as_a_landlords_name_does_not_run(partner, leases):
    Lease.objects.filter(pk=leases["hall"].pk).update(counterparty="=HYPERLINK(1)")
    assert {row[9] for row in lines(partner.get("/estate/leases/export.csv?kind=review"))} == {"'=HYPERLINK(1)"}


def test_a_long_list_is_turned_through_page_by_page_and_each_date_stands_on_one(partner, leases, county):
    for number in range(60):
        LeaseReview.objects.create(lease=leases["hall"], on=in_days(31 + number))
    pages = [partner.get(f"/estate/leases/?page={number}").content.decode() for number in (1, 2, 3)]
    assert "1 to 50 of 66" in pages[0]
    assert "51 to 66 of 66" in pages[1]
    assert "No date" in pages[2]


def test_more_dates_than_are_counted_at_once_are_counted_when_asked(partner, leases, monkeypatch):
    monkeypatch.setattr(lease_diary, "COUNTED_AT_MOST", 3)
    page = partner.get("/estate/leases/").content.decode()
    assert "More than 3 dates" in page
    assert "Rent at stake" not in page
    assert "6 dates of 3 leases" in partner.get("/estate/leases/?count=exact").content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "There is no parameter of this name"),
        ("from=31/02/2027", "This must be a day"),
        ("from=2027-01-01&to=2026-01-01", "The last day must not be before the first"),
        ("from=2000-01-01&to=2140-01-01", "Ask for 25 years at most"),
        ("from=0001-01-01", "The year must be from 1990"),
        ("kind=eviction", "is not one of"),
        ("organisation=NOBODY", "is not one of"),
        ("page=0", "Pages can be asked for"),
        ("page=101", "Pages can be asked for"),
        ("count=some", "The only value is exact"),
    ],
)
def test_what_is_asked_wrongly_is_refused_by_name(partner, query, said):
    answer = partner.get(f"/estate/leases/?{query}")
    assert answer.status_code == 400
    assert said in answer.content.decode()


@pytest.mark.parametrize("month", ["2027-13", "x", "2027", "9999-12", "0000-01"])
def test_a_month_that_is_none_is_refused(partner, month):
    for view in ("year", "month"):
        answer = partner.get(f"/estate/leases/{view}/?month={month}")
        assert answer.status_code == 400
        assert "month: " in answer.content.decode()


def test_the_year_has_a_row_for_each_lease_and_the_rent_that_may_end_in_each_month(partner, leases):
    answer = partner.get(f"/estate/leases/year/?month={TODAY:%Y-%m}")
    months = answer.context["months"]
    assert sum(month.dates for month in months) == 6
    ending = next(month for month in months if month.first == in_days(100).replace(day=1))
    assert ending.rent == Decimal(40_000)
    rows = {row.lease.pk: row for row in answer.context["rows"]}
    assert set(rows) == {leases[key].pk for key in ("hall", "depot", "held")}
    marks = [mark.kind for cell in rows[leases["depot"].pk].cells for mark in cell]
    assert marks == [Kind.BREAK_NOTICE, Kind.BREAK, Kind.EXPIRY]


def test_the_month_puts_each_date_on_its_day(partner, leases):
    on = in_days(100)
    answer = partner.get(f"/estate/leases/month/?month={on:%Y-%m}")
    days = {day.on: day for week in answer.context["weeks"] for day in week}
    assert [(event.kind, event.lease.pk) for event, _ in days[on].events] == [(Kind.EXPIRY, leases["hall"].pk)]
    others = [event.lease.pk for day in days.values() if day.on != on for event, _ in day.events]
    assert leases["hall"].pk not in others


def test_a_full_day_shows_a_few_and_leads_to_the_others(partner, leases):
    on = in_days(100)
    for _ in range(6):
        Lease.objects.create(property=leases["hall"].property, expires_on=on)
    page = partner.get(f"/estate/leases/month/?month={on:%Y-%m}").content.decode()
    assert "3 more" in page
    assert f"?from={on}&amp;to={on}" in page
    assert "7 dates of 7 leases" in partner.get(f"/estate/leases/?from={on}&to={on}").content.decode()


def test_others_may_ask_for_the_dates_of_some_bodies(county, leases):
    found = lease_events_for(county.people["partner"], TODAY, TODAY + YEAR)
    assert len(found) == 6
    bromsgrove = make_organisation("BDC").pk
    own = lease_events_for(county.people["officer-bdc"], TODAY, TODAY + YEAR, organisations=[bromsgrove], most=2)
    assert [event.kind for event in own] == [Kind.BREAK_NOTICE, Kind.BREAK]
    assert own[0].key.startswith(f"lease-{leases['depot'].pk}-break_notice-")
    assert lease_events_for(county.people["caseworker"], TODAY, TODAY + YEAR) == []


def test_who_sees_no_lease_is_told_of_none(county, leases):
    nothing = diary_totals(diary_leases(county.people["caseworker"]), Span(TODAY, TODAY + YEAR, TODAY), KINDS)
    assert (nothing.dates, nothing.properties, nothing.all.leases) == (0, 0, 0)
    assert signed_in(county.people["caseworker"]).get("/estate/leases/").status_code == 403


# --- What ends near ---------------------------------------------------------------------------------


def ends_near(lease: Lease, person: Any) -> list[tuple[str, Kind, int]]:
    found = ending_near_lease(lease.pk, user=person)
    return [(str(each.event.lease.property), each.event.kind, round(each.metres)) for each in found.endings]


@pytest.fixture
def row(county: Any) -> Lease:
    """A lease that ends in 200 days, in a row of houses 250 m apart, each with a lease."""
    body = county.hall.organisation
    made = []
    for number, days in enumerate((200, 210, 560, 600, -30, 210)):
        prop = make_property(body, name=f"House {number}", location=point(400000 + 90 * number, 260000))
        made.append(Lease.objects.create(property=prop, expires_on=in_days(days), inside_1954_act=number == 4))
    make_property(body, name="Far off", location=point(401000, 260000)).leases.create(expires_on=in_days(200))
    secret = make_property(body, name=REFUGE, location=point(400010, 260000), is_sensitive=True)
    Lease.objects.create(property=secret, expires_on=in_days(200))
    return made[0]


def test_what_ends_near_a_lease_is_within_500_m_and_12_months_of_it(county, row):
    partner = county.people["partner"]
    # The fourth ends more than a year later; the fifth should have ended, and goes on.
    assert ends_near(row, partner) == [
        ("House 4", Kind.HOLDING_OVER, 360), ("House 1", Kind.EXPIRY, 90), ("House 5", Kind.EXPIRY, 450),
        ("House 2", Kind.EXPIRY, 180),
    ]  # fmt: skip
    assert (REFUGE, Kind.EXPIRY, 10) in ends_near(row, county.people["officer-wcc"])


def test_the_page_of_what_ends_near_says_why_there_is_nothing(county, partner, row):
    page = partner.get(f"/estate/leases/{row.pk}/near/").content.decode()
    assert "House 2" in page
    assert REFUGE not in page
    Lease.objects.filter(pk=row.pk).update(expires_on=None)
    assert "has no known end" in partner.get(f"/estate/leases/{row.pk}/near/").content.decode()
    nowhere = make_property("WCC", location=None).leases.create(expires_on=in_days(5))
    assert "Nobody has told where it is" in partner.get(f"/estate/leases/{nowhere.pk}/near/").content.decode()


def test_a_propertys_page_tells_what_ends_near_each_of_its_leases(partner, row):
    page = partner.get(f"/estate/{row.property.reference}/").content.decode()
    assert "Within 500 m and 12 months of this one 4 other leases end" in page
    assert REFUGE not in page
