"""The pages of the protocol: who sees what, what is refused and why, and what two people do at once."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spend.models import PlannedChange, Response
from spend.services.planned_changes import amend_change, decide, draft_change, parts_of
from tests.integration.spend.protocol_steps import (
    DISTRICT,
    OTHER_DISTRICT,
    OTHER_WARD,
    WARD,
    build,
    client_of,
    draft,
    enter,
    look,
    today_and,
)

pytestmark = pytest.mark.django_db
ALL = "/spend/protocol/"


@pytest.fixture
def county():
    return build()


def words_of(answer: Any) -> str:
    """What a page or a file says."""
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def typed(**values: Any) -> dict[str, Any]:
    """What an officer types into the form of a planned change."""
    return {
        "title": "Fewer bin rounds", "description": "Every third week.", "service": "environment", "kind": "cut",
        "amounts-0-year": "2026-27", "amounts-0-amount": "-£12k",
        "amounts-1-year": "FY28", "amounts-1-amount": "(24,000)",
        "groups": ["everyone"], "people_affected": "", "areas-0-place": WARD, "small_areas": "",
        "effects-0-body": "", "effects-0-cost": "", "effects-0-words": "",
        "decision_due_on": f"{today_and(50):%d/%m/%Y}",
    } | values  # fmt: skip


# --- Who sees what -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "changes.csv", "alarms/", "alarms.csv", "together/", "together.csv", "rules/"])
def test_the_public_is_asked_to_sign_in_and_told_nothing(county, address):
    enter(county, "WCC")
    assert client_of(county, "").get(f"{ALL}{address}").status_code == 302


@pytest.mark.parametrize(
    ("person", "status"), [("officer-bdc", 200), ("programme", 200), ("officer-wcc", 404), ("partner", 404)]
)
def test_a_draft_is_its_own_bodys_and_the_programme_teams_alone(county, person, status):
    hidden = draft(county, "BDC", title="Secret closure")
    client = client_of(county, person)
    assert client.get(f"{ALL}{hidden.reference}/").status_code == status
    told = "".join(
        (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        for answer in map(
            client.get, (ALL, f"{ALL}changes.csv", f"{ALL}together/?by=body", f"{ALL}together.csv?by=body")
        )
    )
    assert ("Secret closure" in told) is (status == 200)
    # Not in the sums either, for anybody.
    assert "−£100,000" not in client.get(f"{ALL}together/?by=service").content.decode()


def test_only_a_body_itself_amends_shows_and_decides_and_only_others_answer(county):
    change = enter(county, "WCC")
    asked = ("edit", "show", "decide", "answer")
    seen = {
        person: [client_of(county, person).get(f"{ALL}{change.reference}/{each}/").status_code for each in asked]
        for person in ("officer-wcc", "officer-bdc", "partner")
    }
    assert seen == {
        "officer-wcc": [200, 200, 200, 403],
        "officer-bdc": [403, 403, 403, 200],
        "partner": [403, 403, 403, 403],
    }


# --- Entering -------------------------------------------------------------------------------------------------


def test_an_officer_enters_a_change_as_people_write_and_shows_it(county):
    client = client_of(county, "officer-bdc")
    answer = client.post(f"{ALL}enter/", typed())
    made = PlannedChange.objects.get()
    assert answer.url.startswith(f"{ALL}{made.reference}/")
    assert (made.organisation, made.status, made.entered_at) == (county.BDC, "draft", None)
    assert parts_of(made)["amounts"] == (("2026/27", Decimal(-12_000)), ("2027/28", Decimal(-24_000)))
    client.post(f"{ALL}{made.reference}/show/", {"version": made.version})
    made.refresh_from_db()
    assert made.status == "entered"
    assert made.entered_at is not None


@pytest.mark.parametrize(
    ("field", "wrong", "words"),
    [
        ("amounts-0-year", "2026", "can be read as 2025/26 or as 2026/27"),
        ("amounts-0-year", "2026/28", "halves do not follow each other"),
        ("amounts-0-amount", "lots", "is not an amount of money"),
        ("amounts-0-amount", "12,000", "write a minus sign before the pounds of 2026/27"),
        ("amounts-0-amount", "0", "An amount of £0 changes nothing"),
        ("amounts-1-year", "2026/27", "A year is there twice"),
        ("areas-0-place", "E05999999", "is not on the list"),
        ("small_areas", "E01999999", "There is no place in force with the code E01999999"),
        ("people_affected", "-3", "is negative"),
        ("decision_due_on", "31/02/2027", "is no day of the calendar"),
        ("groups", ["martians"], "is not on the list"),
        ("title", "", "Say in a few words what is planned"),
        ("title", "x" * 201, "200"),
        ("service", "magic", "is not on the list"),
    ],
)
def test_what_is_wrong_is_told_at_its_box_and_nothing_is_stored(county, field, wrong, words):
    answer = client_of(county, "officer-bdc").post(f"{ALL}enter/", typed(**{field: wrong}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert PlannedChange.objects.count() == 0


def test_a_draft_may_lack_what_partners_need_and_is_not_shown_without_it(county):
    client = client_of(county, "officer-bdc")
    client.post(f"{ALL}enter/", {"title": "Something"})
    made = PlannedChange.objects.get()
    answer = client.post(f"{ALL}{made.reference}/show/", {"version": made.version})
    assert answer.status_code == 422
    for words in ("Choose the service.", "Tick who is affected.", "Write the amount for at least one year."):
        assert words in answer.content.decode()


def test_a_second_click_on_save_stores_once(county):
    values = {"title": "Twice", "amounts": (("2026/27", Decimal(-5)),), "areas": (WARD,)}
    for _ in range(2):
        draft_change(user=county.people["officer-bdc"], organisation=county.BDC, values=values)
    assert PlannedChange.objects.count() == 1


# --- Together -------------------------------------------------------------------------------------------------


def test_two_people_who_amend_one_change_are_shown_both_and_lose_nothing(county):
    change = enter(county, "BDC")
    page = client_of(county, "officer-bdc").get(f"{ALL}{change.reference}/edit/").context["form"]
    amend_change(
        user=county.people["programme"], pk=change.pk, version=change.version,
        values={"title": "Theirs", "amounts": (("2026/27", Decimal(-7)),)},
    )  # fmt: skip
    mine = typed(title="Mine", version=change.version, opened=page.initial["opened"], reason="")
    answer = client_of(county, "officer-bdc").post(f"{ALL}{change.reference}/edit/", mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Theirs", "Mine", "2026/27: −£7", "2026/27: −£12,000; 2027/28: −£24,000"):
        assert words in shown
    change.refresh_from_db()
    assert change.title == "Theirs"


def test_a_partner_answers_and_revises_and_a_decision_keeps_its_reasons(county):
    change = enter(county, "WCC")
    client = client_of(county, "officer-bdc")
    address = f"{ALL}{change.reference}/answer/"
    client.post(address, {"position": "concern", "cost": "", "words": "Who drives them?"})
    given = Response.objects.get()
    client.post(address, {"position": "cost", "cost": "4,000", "words": "Buses.", "version": given.version})
    given.refresh_from_db()
    assert (given.organisation, given.position, given.cost) == (county.BDC, "cost", Decimal(4000))
    wrong = client.post(address, {"position": "none", "cost": "5", "words": "", "version": given.version})
    assert "Give a cost only where you answer that it costs you money" in wrong.content.decode()
    own = client_of(county, "officer-wcc")
    day = {"version": change.version, "decided_on": f"{today_and(0):%d/%m/%Y}"}
    refused = own.post(f"{ALL}{change.reference}/decide/", {"decision": "changed", "decision_reasons": ""} | day)
    assert "Give the reasons" in refused.content.decode()
    own.post(f"{ALL}{change.reference}/decide/", {"decision": "changed", "decision_reasons": "Buses stay."} | day)
    page = client.get(f"{ALL}{change.reference}/").content.decode()
    for words in ("Adopted with changes", "Buses stay.", "It costs us money, £4,000"):
        assert words in page
    told = client.get(f"{ALL}{change.reference}/history/").content.decode()
    assert "Buses stay." in told


def test_what_was_decided_is_amended_no_more(county):
    change = enter(county, "WCC")
    officer = county.people["officer-wcc"]
    decided = decide(
        user=officer, pk=change.pk, version=change.version, decision="adopted", decided_on=today_and(0), reasons="Set."
    ).record
    answer = client_of(county, "officer-wcc").post(
        f"{ALL}{change.reference}/edit/", typed(version=decided.version, opened="", reason="")
    )
    assert "It is decided" in answer.content.decode()


def test_a_districts_pounds_are_once_in_the_sums_of_its_wards(county):
    enter(county, "WCC", areas=(DISTRICT,))
    enter(county, "BDC", areas=(WARD,), amounts=(("2026/27", Decimal(-10)),))
    enter(county, "NHSW", areas=(OTHER_DISTRICT,), amounts=(("2027/28", Decimal("-0.01")),))
    client = client_of(county, "partner")
    found = client.get(f"{ALL}together/?by=area").context["matrix"]
    assert {row.label: row.net for row in found.rows} == {"North": Decimal(-100_010), "South": Decimal("-0.01")}
    assert found.whole.net == Decimal("-100010.01")
    inside = client.get(f"{ALL}together/?by=area&area={DISTRICT}").context["matrix"]
    assert {row.key: row.net for row in inside.rows} == {WARD: Decimal(-75_010), OTHER_WARD: Decimal(-25_000)}
    assert inside.whole.net == Decimal(-100_010)


def test_pages_ask_the_database_as_often_however_much_is_planned(county):
    def asked(address: str) -> int:
        client = client_of(county, "partner")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{ALL}{address}").status_code == 200
        return len(queries)

    enter(county, "WCC")
    enter(county, "BDC")
    look()
    addresses = ("", "alarms/", "together/?by=area", "together/?by=group")
    few = [asked(each) for each in addresses]
    for number in range(6):
        enter(county, ("WCC", "BDC", "NHSW")[number % 3], title=f"Another {number}", areas=(DISTRICT, OTHER_WARD))
    look()
    assert [asked(each) for each in addresses] == few


def test_programs_read_what_their_people_may_see_a_record_a_line(county):
    entered = enter(county, "WCC", amounts=(("2026/27", Decimal(-1)), ("2027/28", Decimal(-2))))
    draft(county, "BDC", title="Secret closure")
    enter(county, "BDC")
    look()
    client = client_of(county, "partner")
    lines = words_of(client.get("/api/v1/spend/planned-changes/?format=ndjson")).splitlines()
    found = [json.loads(line) for line in lines]
    assert [each["title"] for each in found] == ["Day centre, WCC", "Day centre, BDC"]
    assert found[0]["amounts"] == [{"year": "2026/27", "amount": -1}, {"year": "2027/28", "amount": -2}]
    [alarm] = client.get("/api/v1/spend/alarms/").json()["results"]
    assert alarm["changes"][0] == entered.reference
    assert client_of(county, "").get("/api/v1/spend/planned-changes/").status_code == 401
