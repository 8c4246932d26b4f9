"""Programs write lines and planned changes as pages do: the same rights, checks, conflicts and history."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from spend.models import Alarm, Line, PlannedChange
from spend.services.reference import load_reference
from tests.factories import make_person
from tests.integration.api.conftest import faults, program_of
from tests.integration.spend.protocol_steps import WARD, build, look, today_and
from totalplace.choices import Role

pytestmark = pytest.mark.django_db
LINES, CHANGES = "/api/v1/spend/lines/", "/api/v1/spend/planned-changes/"


@pytest.fixture
def keeper(db: None) -> Client:
    """A program of the programme team, with the county's count loaded."""
    load_reference()
    return program_of(make_person("keeper", [(Role.PROGRAMME, None)]), may_write=True)


@pytest.fixture
def county() -> SimpleNamespace:
    return build()


def officer(county: SimpleNamespace, code: str) -> Client:
    return program_of(county.people[f"officer-{code}"], may_write=True)


def send(program: Client, method: str, path: str, body: Any = None, etag: str | None = "", **headers: str) -> Any:
    """A write; with the ETag that the address answers now, unless another is named or None is."""
    match = {} if etag is None else {"If-Match": etag or program.get(path).headers["ETag"]}
    text = "" if body is None else json.dumps(body)
    return program.generic(method, path, text, content_type="application/json", headers=match | headers)


def line(**values: Any) -> dict[str, Any]:
    """A line of the county council as a program sends it."""
    count = "worcestershire-2008"
    made_up = {"count": count, "body": "WCC", "label": "Grants", "amount": 1200.5, "source": "workings", "place": "p1"}
    return made_up | values


def count_key() -> str:
    return Line.objects.first().count.key


def test_a_line_is_added_once_changed_and_taken_out_and_its_history_says_why(keeper: Client) -> None:
    sent = line(count=count_key())
    made = send(keeper, "POST", LINES, sent, None, **{"X-Change-Reason": "From the outturn"})
    assert made.status_code == 201, made.content
    told = json.loads(made.content)
    assert (told["body"], told["amount"], told["count"]) == ("WCC", 1200.5, count_key())
    address = made.headers["Location"]
    assert send(keeper, "POST", LINES, sent, None).headers["Location"] == address
    changed = send(keeper, "PATCH", address, {"amount": 1300, "control": "local_elected"})
    assert changed.status_code == 200, changed.content
    assert json.loads(changed.content)["amount"] == 1300
    assert changed.headers["ETag"] == keeper.get(address).headers["ETag"]
    assert send(keeper, "DELETE", address).status_code == 204
    assert keeper.get(address).status_code == 404
    events = Line.pgh_event_model.objects.filter(reference=told["reference"]).order_by("pgh_id")
    assert [(event.pgh_label, event.amount) for event in events] == [
        ("insert", 1200.5),
        ("update", 1300),
        ("delete", 1300),
    ]
    assert events[0].pgh_context.metadata["reason"] == "From the outturn"


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"amount": -5}, "amount", "nought or more"),
        ({"amount": "lots"}, "amount", "number"),
        ({"body": "NOBODY"}, "body", "/api/v1/spend/bodies/"),
        ({"count": "none"}, "count", "/api/v1/spend/counts/"),
        ({"colour": "red"}, "colour", "There are:"),
        ({"place": ""}, "place", "blank"),
        ({"control": "mine"}, "control", "choice"),
    ],
)
def test_a_wrong_line_is_refused_by_its_field_and_nothing_is_stored(keeper, wrong, field, words) -> None:
    before = Line.objects.count()
    answer = send(keeper, "POST", LINES, line(count=count_key()) | wrong, None)
    assert answer.status_code == 422
    assert words in faults(answer)[field]
    assert Line.objects.count() == before


def test_without_the_right_the_etag_or_the_latest_version_no_line_is_written(keeper: Client) -> None:
    there = Line.objects.get(body__code="WCC")
    address = f"{LINES}{there.reference}/"
    analyst = program_of(make_person("ana", [(Role.ANALYST, None)]), may_write=True)
    for method in ("PATCH", "DELETE"):
        assert send(analyst, method, address, {"amount": 1}).status_code == 403
        assert send(keeper, method, address, {"amount": 1}, None).status_code == 428
    assert send(analyst, "POST", LINES, line(), None).status_code == 403
    old = keeper.get(address).headers["ETag"]
    assert send(keeper, "PATCH", address, {"amount": 5}).status_code == 200
    stale = send(keeper, "PATCH", address, {"amount": 6}, old)
    assert stale.status_code == 412
    assert json.loads(stale.content)["conflicts"][0]["field"] == "amount"
    assert send(keeper, "DELETE", address, None, old).status_code == 412
    # What is sent again, because its answer got lost, was stored.
    assert send(keeper, "PATCH", address, {"amount": 5}, old).status_code == 200
    assert send(keeper, "PATCH", f"{LINES}SL-999999/", {"amount": 5}, old).status_code == 404


def plan(**values: Any) -> dict[str, Any]:
    """A planned change as a program sends it."""
    return {
        "organisation": "WCC", "title": "Day centre", "description": "Closes two days a week.", "service": "adults",
        "kind": "cut", "groups": ["older"], "people_affected": 120, "decision_due_on": today_and(60).isoformat(),
        "amounts": [{"year": "FY27", "amount": -100000}], "areas": [WARD],
        "effects": [{"organisation": "NHSW", "cost": 20000, "words": "More visits"}],
    } | values  # fmt: skip


def test_a_change_is_drafted_amended_shown_answered_and_decided(county: SimpleNamespace) -> None:
    own, partner = officer(county, "wcc"), officer(county, "nhsw")
    made = send(own, "POST", CHANGES, plan(), None)
    assert made.status_code == 201, made.content
    address, told = made.headers["Location"], json.loads(made.content)
    assert told["amounts"] == [{"year": "2026/27", "amount": -100000}]
    assert send(own, "POST", CHANGES, plan(), None).headers["Location"] == address
    assert partner.get(address).status_code == 404
    amended = send(own, "PATCH", address, {"amounts": [{"year": "2027/28", "amount": -5}], "title": "Centre"})
    assert amended.status_code == 200, amended.content
    assert json.loads(amended.content)["amounts"] == [{"year": "2027/28", "amount": -5}]
    etag = own.get(address).headers["ETag"]
    assert json.loads(send(own, "POST", f"{address}show/", {}, etag).content)["status"] == "entered"
    etag = partner.get(address).headers["ETag"]
    said = {"organisation": "NHSW", "position": "cost", "cost": 30000, "words": "Beds."}
    answered = send(partner, "POST", f"{address}answer/", said, etag)
    assert answered.status_code == 200, answered.content
    assert json.loads(answered.content)["answers"][0]["cost"] == 30000
    # Nobody answers what she has not read: the answer above moved the ETag, though not the version.
    assert send(partner, "POST", f"{address}answer/", said | {"cost": 1}, etag).status_code == 412
    look()
    assert Alarm.objects.standing().filter(kind="shunting").exists()
    etag = own.get(address).headers["ETag"]
    decided = {"decision": "dropped", "decided_on": today_and(0).isoformat(), "decision_reasons": "It costs more."}
    done = send(own, "POST", f"{address}decide/", decided, etag)
    assert done.status_code == 200, done.content
    assert send(own, "PATCH", address, {"title": "Later"}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"amounts": [{"year": "2026/27", "amount": 5}]}, "amounts", "minus sign"),
        ({"amounts": [{"year": "2026/27", "amount": 0}]}, "amounts", "changes nothing"),
        ({"amounts": [{"year": "2009", "amount": -1}]}, "amounts.0.year", "2026/27"),
        ({"areas": ["E05999999"]}, "areas", "no place"),
        ({"effects": [{"organisation": "WCC", "cost": 1}]}, "effects", "your own body"),
        ({"groups": ["dragons"]}, "groups.0", "choice"),
        ({"organisation": "NONE"}, "organisation", "no body"),
    ],
)
def test_a_wrong_change_is_refused_by_its_field_and_nothing_is_stored(county, wrong, field, words) -> None:
    answer = send(officer(county, "wcc"), "POST", CHANGES, plan(**wrong), None)
    assert answer.status_code == 422, answer.content
    assert words in faults(answer)[field]
    assert not PlannedChange.objects.exists()


def test_only_a_body_itself_plans_shows_and_decides_and_only_others_answer(county: SimpleNamespace) -> None:
    own, other = officer(county, "wcc"), officer(county, "bdc")
    assert send(other, "POST", CHANGES, plan(), None).status_code == 403
    address = send(own, "POST", CHANGES, plan(), None).headers["Location"]
    etag = own.get(address).headers["ETag"]
    assert send(other, "POST", f"{address}show/", {}, etag).status_code == 404
    send(own, "POST", f"{address}show/", {}, etag)
    etag = own.get(address).headers["ETag"]
    assert send(other, "PATCH", address, {"title": "Mine"}, etag).status_code == 403
    decided = {"decision": "adopted", "decided_on": today_and(0).isoformat(), "decision_reasons": "So."}
    assert send(other, "POST", f"{address}decide/", decided, etag).status_code == 403
    said = {"organisation": "WCC", "position": "support"}
    assert send(other, "POST", f"{address}answer/", said, etag).status_code == 403
    assert send(own, "POST", f"{address}answer/", said, etag).status_code == 422
    for step in ("show", "answer", "decide"):
        assert send(own, "POST", f"{address}{step}/", {}, None).status_code == 428
