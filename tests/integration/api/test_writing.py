"""Programs write as pages do: the same checks, the same conflicts, the same history."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from estate.models import Lease, LeaseBreak, Property, RagAssessment
from tests.integration.api.conftest import faults, program_of
from tests.integration.estate.conftest import County, signed_in

LIST = "/api/v1/properties/"
JSON = "application/json"


@pytest.fixture
def officer(county: County) -> Client:
    return program_of(county.people["officer-wcc"], may_write=True)


def tag(program: Client, address: str) -> str:
    return program.get(address).headers["ETag"]


def patch(program: Client, address: str, body: Any, etag: str | None = None, **headers: str) -> Any:
    match = {"If-Match": tag(program, address) if etag is None else etag} if etag != "" else {}
    return program.patch(address, json.dumps(body), content_type=JSON, headers={**match, **headers})


def post(program: Client, address: str, body: Any, **headers: str) -> Any:
    return program.post(address, json.dumps(body), content_type=JSON, headers=headers)


def reason_of(prop: Property) -> tuple[str, str]:
    event = Property.pgh_event_model.objects.filter(pgh_obj=prop).latest("pgh_id")
    return event.pgh_context.metadata["username"], event.pgh_context.metadata.get("reason", "")


def test_a_change_is_stored_answered_and_in_the_history_with_its_reason(county: County, officer: Client) -> None:
    address = f"{LIST}{county.library.reference}/"
    sent = {"name": "Warndon Library and Hub", "postcode": "wr49nx", "book_value": 310000.5, "locality": None}
    answer = patch(officer, address, sent, **{"X-Change-Reason": "Renamed by the council – May"})
    assert answer.status_code == 200, answer.content
    county.library.refresh_from_db()
    assert (county.library.name, county.library.postcode) == ("Warndon Library and Hub", "WR4 9NX")
    assert json.loads(answer.content)["book_value"] == 310000.5
    assert answer.headers["ETag"] == tag(officer, address)
    assert reason_of(county.library) == ("officer-wcc", "Renamed by the council – May")


def test_without_if_match_nothing_is_written(county: County, officer: Client) -> None:
    address = f"{LIST}{county.library.reference}/"
    answer = patch(officer, address, {"name": "X"}, etag="")
    assert answer.status_code == 428
    assert "If-Match" in faults(answer)
    for wrong in ("*", '"abc"', "W/", '"99999999999999999999"'):
        answer = patch(officer, address, {"name": "X"}, etag=wrong)
        assert answer.status_code == 400, wrong
        faults(answer)
    assert Property.objects.get(pk=county.library.pk).name == "Warndon Library"


def test_a_stale_change_is_refused_with_both_versions_and_each_field(county: County, officer: Client) -> None:
    address = f"{LIST}{county.library.reference}/"
    seen = tag(officer, address)
    Property.objects.filter(pk=county.library.pk).update(name="Theirs")
    answer = patch(officer, address, {"name": "Mine", "tenure": "freehold"}, etag=seen)
    assert answer.status_code == 412
    told = json.loads(answer.content)
    assert told["your_version"] == int(seen.strip('"').partition("-")[0])
    assert told["current_version"] == Property.objects.get(pk=county.library.pk).version
    assert {(each["field"], each["yours"], each["theirs"]) for each in told["conflicts"]} == {
        ("name", "Mine", "Theirs"), ("tenure", "freehold", "leasehold"),
    }  # fmt: skip
    # Another column changed: still not what was read, so still refused, and nothing stored.
    answer = patch(officer, address, {"tenure": "freehold"}, etag=seen)
    assert answer.status_code == 412
    assert Property.objects.get(pk=county.library.pk).tenure == "leasehold"


def test_a_change_whose_answer_got_lost_may_be_sent_again(county: County, officer: Client) -> None:
    address = f"{LIST}{county.library.reference}/"
    seen = tag(officer, address)
    assert patch(officer, address, {"name": "Mine"}, etag=seen).status_code == 200
    version = Property.objects.get(pk=county.library.pk).version
    assert patch(officer, address, {"name": "Mine"}, etag=seen).status_code == 200
    assert Property.objects.get(pk=county.library.pk).version == version


BAD = [
    ({"name": 7 * "x" * 100}, "name"), ({"colour": "red"}, "colour"), ({"reference": "WP-000009"}, "reference"),
    ({"category": "castle"}, "category"), ({"status": "sold"}, "status"), ({"postcode": "nowhere"}, "postcode"),
    ({"uprn": "12a"}, "uprn"), ({"book_value": -1}, "book_value"), ({"book_value": "lots"}, "book_value"),
    ({"built_year": 99999}, "built_year"), ({"energy_rating_expires_on": "31/02/2027"}, "energy_rating_expires_on"),
    ({"organisation": "NONE"}, "organisation"), ({"organisation": "WCC' --"}, "organisation"),
    ({"location": {"type": "Point", "coordinates": [0, 0]}}, "location"),
    ({"location": {"type": "Point", "coordinates": [52.2, -2.2]}}, "location"),
    ({"location": {"type": "Point", "coordinates": "x"}}, "location"),
    ({"location": {"type": "Polygon", "coordinates": []}}, "location"), ({"location": [1, 2]}, "location"),
    ({"boundary": {"type": "Polygon", "coordinates": [[[-2, 52], [-2.1, 52.1], [-2, 52.1], [-2.1, 52], [-2, 52]]]}},
     "boundary"),
    ({"boundary": {"type": "Polygon", "coordinates": [[[-4, 51], [0, 51], [0, 54], [-4, 51]]]}}, "boundary"),
    ({"is_sensitive": "perhaps"}, "is_sensitive"), ({"local_reference": "C1"}, ""), ({"name": {"a": 1}}, "name"),
    ({"site_area_ha": 1e300}, "site_area_ha"), ({"is_sensitive": None}, "is_sensitive"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "name"), BAD)
def test_what_cannot_be_stored_is_refused_by_field(county: County, officer: Client, sent: Any, name: str) -> None:
    before = Property.objects.get(pk=county.library.pk).version
    answer = patch(officer, f"{LIST}{county.library.reference}/", sent)
    assert answer.status_code == 422, answer.content
    told = faults(answer)
    assert told
    assert not name or name in told, told
    assert Property.objects.get(pk=county.library.pk).version == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", JSON, 400), (b"[1]", JSON, 400), (b'{"book_value": NaN}', JSON, 400),
        (b'{"name": "\xff"}', JSON, 400), (b"[" * 100_000, JSON, 400), (b'{"name": "a\\u0000b"}', JSON, 400),
        (b" " * 3_000_000, JSON, 400), (b"<a/>", "text/xml", 415),
        (b"name=x", "application/x-www-form-urlencoded", 415),
    ],
)  # fmt: skip
def test_a_body_that_is_no_object_is_refused(
    county: County, officer: Client, body: bytes, kind: str, status: int
) -> None:
    address = f"{LIST}{county.library.reference}/"
    answer = officer.patch(address, body, content_type=kind, headers={"If-Match": tag(officer, address)})
    assert answer.status_code == status
    faults(answer)


def test_an_outline_is_stored_and_comes_back_as_it_was_sent(county: County, officer: Client) -> None:
    address = f"{LIST}{county.library.reference}/"
    ring = [[-2.2, 52.2], [-2.199, 52.2], [-2.199, 52.201], [-2.2, 52.201], [-2.2, 52.2]]
    answer = patch(officer, address, {"boundary": {"type": "Polygon", "coordinates": [ring]}})
    assert answer.status_code == 200, answer.content
    back = json.loads(answer.content)["boundary"]["coordinates"][0][0]
    assert {(round(x, 5), round(y, 5)) for x, y in back} == {(x, y) for x, y in ring}


def test_a_property_is_added_once(county: County, officer: Client) -> None:
    sent = {"organisation": "WCC", "name": "New depot", "use": "depot", "category": "depot"}
    made = [post(officer, LIST, sent) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].headers["Location"] == made[1].headers["Location"]
    assert Property.objects.filter(name="New depot").count() == 1
    assert "organisation" in faults(post(officer, LIST, {"name": "Whose?"}))
    assert "name" in faults(post(officer, LIST, {"organisation": "WCC"}))


def test_a_property_is_closed_and_opened_again(county: County, officer: Client) -> None:
    address = f"{LIST}{county.library.reference}/"
    sold = {"status": "sold", "closed_on": "2026-03-31", "closed_reason": "Sold at auction"}
    assert post(officer, f"{address}close/", sold).status_code == 428
    closed = post(officer, f"{address}close/", sold, **{"If-Match": tag(officer, address)})
    assert (closed.status_code, json.loads(closed.content)["status"]) == (200, "sold")
    late = post(officer, f"{address}close/", sold | {"closed_on": "2999-01-01"}, **{"If-Match": tag(officer, address)})
    assert "closed_on" in faults(late)
    back = {"status": "operational", "reason": "The sale fell through"}
    opened = post(officer, f"{address}reopen/", back, **{"If-Match": tag(officer, address)})
    assert json.loads(opened.content)["status"] == "operational"


def test_a_rating_is_added_stands_and_is_taken_back(county: County, officer: Client) -> None:
    address = f"{LIST}{county.library.reference}/"
    seen = tag(officer, address)
    green = {"rating": "green", "reason": "declared_surplus", "note": "By the cabinet"}
    made = post(officer, f"{address}rag-assessments/", green, **{"If-Match": seen})
    assert made.status_code == 201, made.content
    assert json.loads(officer.get(address).content)["rag"] == "green"
    again = post(officer, f"{address}rag-assessments/", green, **{"If-Match": seen})
    assert json.loads(again.content)["id"] == json.loads(made.content)["id"]
    clash = post(officer, f"{address}rag-assessments/", {"rating": "red", "reason": "no_change"}, **{"If-Match": seen})
    assert clash.status_code == 412
    assert RagAssessment.objects.filter(property=county.library).count() == 1
    wrong = post(officer, f"{address}rag-assessments/", {"rating": "green"}, **{"If-Match": tag(officer, address)})
    assert "reason" in faults(wrong)
    one = f"{address}rag-assessments/{json.loads(made.content)['id']}/"
    assert officer.delete(one).status_code == 204
    assert json.loads(officer.get(address).content)["rag"] is None


KINDS = {
    "leases": ({"counterparty": "Acme", "starts_on": "2020-01-01", "expires_on": "2030-01-01",
                "breaks": [{"on": "2025-01-01", "notice_months": 6}], "reviews": ["2024-01-01"]},
               {"annual_rent": 100}, ({"expires_on": "2019-01-01"}, "expires_on")),
    "occupations": ({"organisation": "BDC", "use": "front_office", "desks": 4}, {"desks": 5}, ({"desks": -1}, "desks")),
    "costs": ({"year": 2023, "heading": "rent", "amount": 10}, {"amount": 11}, ({"amount": -1}, "amount")),
    "valuations": ({"valued_on": "2024-03-31", "basis": "euv", "amount": 10}, {"amount": 11},
                   ({"valued_on": "2999-01-01"}, "valued_on")),
    "energy-use": ({"year": 2024, "fuel": "gas", "kwh": 10}, {"kwh": 11}, ({"fuel": "peat"}, "fuel")),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_belongs_to_it_is_added_changed_and_taken_away(county: County, officer: Client, kind: str) -> None:
    sent, change, (bad, name) = KINDS[kind]
    address = f"{LIST}{county.hall.reference}/{kind}/"
    made = post(officer, address, sent)
    assert made.status_code == 201, made.content
    one = made.headers["Location"]
    stored = json.loads(made.content)
    assert {key: stored[key] for key in sent if key != "breaks"} == {key: sent[key] for key in sent if key != "breaks"}
    assert post(officer, address, sent).headers["Location"] == one
    changed = patch(officer, one, change, etag=made.headers["ETag"])
    assert changed.status_code == 200, changed.content
    assert json.loads(changed.content).items() >= change.items()
    assert patch(officer, one, sent, etag=made.headers["ETag"]).status_code == 412
    refused = patch(officer, one, bad)
    assert refused.status_code == 422
    assert name in faults(refused)
    assert stored["id"] in {row["id"] for row in json.loads(officer.get(address).content)["results"]}
    assert officer.delete(one).status_code == 428
    assert officer.delete(one, headers={"If-Match": tag(officer, one)}).status_code == 204
    assert officer.get(one).status_code == 404


def test_a_break_that_another_changed_is_not_overwritten_though_the_version_stays(
    county: County, officer: Client
) -> None:
    lease = Lease.objects.get(property=county.library)
    LeaseBreak.objects.create(lease=lease, on="2027-01-01", notice_months=6)
    one = f"{LIST}{county.library.reference}/leases/{lease.pk}/"
    seen = tag(officer, one)
    LeaseBreak.objects.update(notice_months=3)
    assert tag(officer, one).partition("-")[0] == seen.partition("-")[0]
    answer = patch(officer, one, {"breaks": [{"on": "2027-01-01", "notice_months": 12}]}, etag=seen)
    assert answer.status_code == 412
    assert LeaseBreak.objects.get().notice_months == 3


def writes(county: County, prop: Property) -> dict[str, tuple[str, str, Any]]:
    """Every way to write about a property: (method, address, body)."""
    address = f"{LIST}{prop.reference}/"
    return {
        "change": ("patch", address, {"name": "Mine"}),
        "close": ("post", f"{address}close/", {"status": "sold", "closed_on": "2026-01-01", "closed_reason": "x"}),
        "reopen": ("post", f"{address}reopen/", {"status": "operational", "reason": "x"}),
        "rate": ("post", f"{address}rag-assessments/", {"rating": "red", "reason": "no_change"}),
        **{f"add {kind}": ("post", f"{address}{kind}/", sent) for kind, (sent, _, _) in KINDS.items()},
    }


@pytest.mark.parametrize("person", ["officer-bdc", "partner", "analyst", "caseworker"])
def test_nobody_writes_what_is_not_theirs_and_a_hidden_site_is_nowhere(county: County, person: str) -> None:
    program = program_of(county.people[person], may_write=True)
    before = list(Property.objects.order_by("pk").values_list("version", flat=True))

    def statuses(prop: Property) -> set[int]:
        found = set()
        for method, address, body in writes(county, prop).values():
            version = f'"{Property.objects.get(pk=prop.pk).version}-0"'
            sent = getattr(program, method)(address, json.dumps(body), content_type=JSON, headers={"If-Match": version})
            found.add(sent.status_code)
        return found

    assert statuses(county.hall) == {403}
    assert statuses(county.refuge) == ({403} if person == "caseworker" else {404})
    assert post(program, LIST, {"organisation": "WCC", "name": "Mine"}).status_code == 403
    assert list(Property.objects.order_by("pk").values_list("version", flat=True)) == before


def test_a_token_that_only_reads_writes_nothing(county: County) -> None:
    reader = program_of(county.people["officer-wcc"])
    answer = patch(reader, f"{LIST}{county.hall.reference}/", {"name": "Mine"})
    assert answer.status_code == 403
    assert "may only read" in json.loads(answer.content)["detail"]


def test_a_session_writes_only_with_the_pages_safety_token(county: County) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(county.people["officer-wcc"], backend="django.contrib.auth.backends.ModelBackend")
    answer = patch(browser, f"{LIST}{county.hall.reference}/", {"name": "Mine"})
    assert answer.status_code == 403
    faults(answer)
    trusted = signed_in(county.people["officer-wcc"])
    assert patch(trusted, f"{LIST}{county.hall.reference}/", {"name": "Hall"}).status_code == 200


def test_passing_it_on_needs_a_reason_and_the_right_to_both(county: County, officer: Client) -> None:
    address = f"{LIST}{county.library.reference}/"
    assert patch(officer, address, {"organisation": "BDC"}, **{"X-Change-Reason": "Transfer"}).status_code == 403
    team = program_of(county.people["programme"], may_write=True)
    assert "reason" in faults(patch(team, address, {"organisation": "BDC"}))
    assert patch(team, address, {"organisation": "BDC"}, **{"X-Change-Reason": "Transfer"}).status_code == 200
    assert Property.objects.get(pk=county.library.pk).organisation.code == "BDC"
