"""What holds for every resource: who may ask, what is refused and how, pages, cursors and conditional requests."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.factories import make_organisation
from tests.integration.api.conftest import faults, program_of
from tests.integration.estate.conftest import County, signed_in
from totalplace.models import ApiToken, Organisation
from totalplace.services.tokens import make_token

BODIES = "/api/v1/organisations/"


def test_nobody_is_answered_without_a_token_or_a_session(county: County) -> None:
    answer = Client().get(BODIES)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert faults(answer) == {}
    assert signed_in(county.people["analyst"]).get(BODIES).status_code == 200


@pytest.mark.parametrize(
    "sent", ["Bearer", "Bearer no-such-token", "Bearer a b", "Bearer ä\x00", "Bearer " + "x" * 5000]
)
def test_a_token_that_is_none_is_refused(county: County, sent: str) -> None:
    answer = Client(headers={"Authorization": sent}).get(BODIES)
    assert answer.status_code == 401
    faults(answer)


def test_a_token_ends_when_it_is_revoked_expires_or_its_owner_is_signed_out_everywhere(county: County) -> None:
    person = county.people["analyst"]
    made = make_token(user=person, name="mine", is_read_only=True)
    program = Client(headers={"Authorization": f"Bearer {made.text}"})
    assert program.get(BODIES).status_code == 200
    person.sessions_ended_at = timezone.now()
    person.save()
    assert program.get(BODIES).status_code == 401
    person.sessions_ended_at = None
    person.is_active = False
    person.save()
    assert program.get(BODIES).status_code == 401
    person.is_active = True
    person.save()
    ApiToken.objects.update(expiry=timezone.now())
    assert program.get(BODIES).status_code == 401
    ApiToken.objects.update(expiry=timezone.now() + datetime.timedelta(days=1))
    assert program.get(BODIES).status_code == 200
    ApiToken.objects.all().delete()
    assert program.get(BODIES).status_code == 401


def test_the_token_itself_is_nowhere_in_the_database(county: County) -> None:
    made = make_token(user=county.people["analyst"], name="mine", is_read_only=True)
    stored = str(list(ApiToken.objects.values()))
    assert made.text not in stored
    assert made.text[15:40] not in stored


def test_the_page_makes_a_token_shows_it_once_and_revokes_it(county: County) -> None:
    browser = signed_in(county.people["analyst"])
    page = browser.post("/account/tokens/", {"name": "Report", "may": "write", "days": 30})
    token = ApiToken.objects.get()
    assert (token.name, token.is_read_only, token.last_used_at) == ("Report", False, None)
    text = page.content.decode().partition('tabindex="0">')[2].partition("<")[0]
    program = Client(headers={"Authorization": f"Bearer {text}"})
    assert program.get(BODIES).status_code == 200
    again = browser.get("/account/tokens/").content.decode()
    assert "Report" in again
    assert text not in again
    assert ApiToken.objects.get().last_used_at is not None
    other = signed_in(county.people["partner"])
    assert other.post(f"/account/tokens/{token.token_key}/revoke/").status_code == 404
    assert browser.post(f"/account/tokens/{token.token_key}/revoke/").status_code == 302
    assert program.get(BODIES).status_code == 401


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "", "may": "read", "days": 30}, "Say what the token is for"),
        ({"name": "x", "may": "all", "days": 1}, "may"),
    ],
)
def test_a_token_that_is_asked_for_wrongly_is_not_made(county: County, sent: dict[str, Any], words: str) -> None:
    page = signed_in(county.people["analyst"]).post("/account/tokens/", sent)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not ApiToken.objects.exists()


def test_the_command_prints_a_token_that_opens(county: County, capsys: Any) -> None:
    call_command("api_token", "analyst", "--read-only")
    text = capsys.readouterr().out.strip()
    assert Client(headers={"Authorization": f"Bearer {text}"}).get(BODIES).status_code == 200


def test_a_parameter_that_is_not_known_is_an_error_that_names_those_there_are(analyst: Client) -> None:
    answer = analyst.get(f"{BODIES}?colour=red&kind=castle")
    assert answer.status_code == 400
    assert set(faults(answer)) == {"colour", "kind"}
    by_name = {fault["name"]: fault for fault in json.loads(answer.content)["errors"]}
    assert "ordering" in by_name["colour"]["allowed"]
    assert "district" in by_name["kind"]["allowed"]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=1000000000", "limit"), ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=NaN", "limit"),
        ("limit=1;DROP TABLE", "limit"), ("offset=-1", "offset"), ("offset=99999999999999999999", "offset"),
        ("cursor=abc", "cursor"), ("cursor=&offset=1", "cursor"), ("ordering=password", "ordering"),
        ("fields=name,digest", "fields"), ("format=xml", "format"),
        ("cursor=WyJjb2RlIixbMV0sMV0", "cursor"), ("cursor=WyJjb2RlIiwiXHUwMDAwIiwxXQ", "cursor"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_by_name(analyst: Client, query: str, name: str) -> None:
    answer = analyst.get(f"{BODIES}?{query}")
    assert answer.status_code == 400
    assert name in faults(answer)


def test_addresses_that_are_none_are_problems_too(analyst: Client) -> None:
    for answer, status in (
        (analyst.get("/api/v1/nothing/"), 404),
        (analyst.post(BODIES), 403),
        (analyst.get("/api/v1/areas/?q=%00"), 400),
    ):
        assert answer.status_code == status
        faults(answer)


def test_a_page_beyond_the_end_says_how_many_there_are(analyst: Client) -> None:
    answer = analyst.get(f"{BODIES}?offset=50")
    assert answer.status_code == 404
    assert "2 rows" in faults(answer)["offset"]


@pytest.mark.parametrize("start", ["limit=3", "limit=3&cursor="])
@pytest.mark.parametrize("ordering", ["code", "-code", "name", "-name"])
def test_following_next_reads_each_row_once_in_order(analyst: Client, start: str, ordering: str) -> None:
    for number in range(9):
        make_organisation(f"X{number}", name=f"Body {9 - number}")
    url, codes = f"{BODIES}?{start}&ordering={ordering}&fields=code,name", []
    while url:
        page = json.loads(analyst.get(url).content)
        assert len(page["results"]) <= 3
        codes += [row["code"] for row in page["results"]]
        assert page["count"] == (None if "cursor" in start else 11)
        url = page["next"]
    key = ordering.removeprefix("-")
    wanted = list(Organisation.objects.order_by(ordering).values_list("code", flat=True))
    assert codes == wanted, key


def test_who_has_it_already_is_told_so(analyst: Client) -> None:
    first = analyst.get(BODIES)
    again = analyst.get(BODIES, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_organisation("NEW")
    assert analyst.get(BODIES, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_only_the_fields_asked_for_are_answered(analyst: Client) -> None:
    page = json.loads(analyst.get(f"{BODIES}?fields=name,code&limit=1").content)
    assert page["results"] == [{"code": "BDC", "name": "Bromsgrove District Council"}]


def test_a_flood_is_held_back_and_others_are_not(county: County, analyst: Client, settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"api": "5/day"}}
    statuses = [analyst.get(BODIES).status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    refused = analyst.get(BODIES)
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    faults(refused)
    assert program_of(county.people["partner"]).get(BODIES).status_code == 200


def test_pages_of_other_origins_may_read_only_where_the_operator_names_them(analyst: Client, settings: Any) -> None:
    ask = {"Origin": "https://maps.example.org"}
    assert "Access-Control-Allow-Origin" not in analyst.get(BODIES, headers=ask).headers
    settings.CORS_ALLOWED_ORIGINS = ["https://maps.example.org"]
    answer = analyst.get(BODIES, headers=ask)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://maps.example.org"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_areas_come_with_their_shapes_where_asked(analyst: Client) -> None:
    found = json.loads(b"".join(analyst.get("/api/v1/areas/?format=geojson&level=district").streaming_content))
    assert [each["properties"]["name"] for each in found["features"]] == ["Bromsgrove", "Worcester"]
    west, south = found["features"][0]["geometry"]["coordinates"][0][0][0]
    assert -3 < west < -2
    assert 52 < south < 53
    grid = json.loads(b"".join(analyst.get("/api/v1/areas/?format=geojson&level=district&crs=27700").streaming_content))
    assert grid["features"][0]["geometry"]["coordinates"][0][0][0] == [390000, 260000]
    assert grid["crs"]["properties"]["name"].endswith("27700")
