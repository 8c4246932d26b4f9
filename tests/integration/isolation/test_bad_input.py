"""Whatever is put into an address or a form, the answer is a page with words: never an error of ours or a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate.filters import PropertyFilter
from estate.views.listing import BESIDE
from tests.integration.isolation.addresses import every_address, is_of_sign_in, questions
from tests.integration.isolation.answers import body_of
from tests.integration.isolation.scene import Scene
from tests.integration.isolation.test_other_bodies import everything_stored, tries
from totalplace import afterwards

NASTY = (
    "' OR 1=1 --",
    "1; DROP TABLE estate_property; --",
    "%' ESCAPE '",
    "\\",
    "%",
    "_",
    "\0",
    "a\0b",
    "9" * 400,
    "-1",
    "0",
    "1e999",
    "NaN",
    "Infinity",
    "٣",
    "²",
    "ﷺ\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "x" * 10_000,
    "__class__",
    "organisation__memberships__user__password",
    "-",
    "{{ 7 }}{% now %}",
    "%s %(a)s",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "WzEsZmFsc2UsIkEiLDEsNTBd",
    "bnVsbA",
    ",",
    "2027-02-30",
    "99999-01-01",
)
LIST_PARAMETERS = (*PropertyFilter.base_filters, *BESIDE, "unknown", "__class__", "q[]")
# The others are looked up in a list of codes.
READ_AS_TEXT = ("q", "ordering", "page", "min_book_value", "lease_expires_after")
OF_IMPORTS = ("page", "show", "severity", "code", "row", "query", "from")
BROKEN = ("Traceback (most recent call last)", "DoesNotExist at", "psycopg2")


def no_error(answer: Any, asked: str) -> str:
    """The words of an answer that is no error of ours."""
    words = body_of(answer).decode("utf-8", errors="replace")
    assert answer.status_code < 500, asked[:300]
    assert not [trace for trace in BROKEN if trace in words], asked[:300]
    return words


def ask(client: Client, path: str, *parameters: tuple[str, str]) -> Any:
    asked = f"{path}?{urlencode(parameters, errors='replace')}"
    answer = client.get(asked)
    no_error(answer, asked)
    return answer


@pytest.fixture
def partner(scene: Scene) -> Client:
    return scene.client("partner")


# --- In addresses -----------------------------------------------------------------------------------


def test_no_parameter_of_the_list_breaks_it(scene):
    client = scene.client("programme")
    for parameter in LIST_PARAMETERS:
        for value in NASTY[:: 1 if parameter in READ_AS_TEXT else 5]:
            ask(client, "/estate/", (parameter, value))


@pytest.mark.parametrize("path", ["/estate/export.csv", "/estate/export.xlsx", "/estate/suggest/"])
def test_no_search_breaks_a_download_or_the_suggestions(scene, path):
    client = scene.client("officer-wcc")
    for value in NASTY:
        ask(client, path, ("q", value), ("ordering", "name"))
        ask(client, path, ("ordering", value))


def test_no_parameter_breaks_a_page_of_an_import(scene):
    client = scene.client("officer-wcc")
    for name in ("import_faults", "import_preview", "import_apply"):
        for parameter in OF_IMPORTS:
            for value in NASTY[:: 1 if (name, parameter) == ("import_faults", "code") else 7]:
                ask(client, reverse(name, args=[scene.batch.pk]), (parameter, value))
    for value in NASTY:
        ask(client, "/estate/import/", ("page", value))


def test_a_parameter_given_again_or_hundreds_of_times_breaks_nothing(scene):
    client = scene.client("partner")
    for parameter in ("q", "ordering", "page", "columns", "organisation", "min_book_value", "missing"):
        ask(client, "/estate/", *[(parameter, value) for value in ("name", "1", "WCC")])
        ask(client, "/estate/", *[(parameter, str(number)) for number in range(300)])
    assert client.get("/estate/?" + "&".join(f"a{number}=1" for number in range(5001))).status_code == 400


def test_an_unknown_or_wrong_parameter_is_refused_by_name_and_not_ignored(scene):
    client = scene.client("partner")
    for parameter, value in (("ordering", "__class__"), ("page", str(10**9)), ("colour", "red"), ("rag", "blue")):
        answer = ask(client, "/estate/", (parameter, value))
        assert answer.status_code == 400
        assert f"{parameter}: " in answer.content.decode()


def numbers_and_names() -> Iterator[tuple[str, str]]:
    """Addresses whose own parts are absurd."""
    for number in ("0", str(2**31), str(2**63), "9" * 60, "00000001", "٣"):
        yield "number", f"/jobs/{number}/"
        yield "number", f"/jobs/{number}/retry/"
        yield "number", f"/records/property/{number}/notes/"
        yield "number", f"/records/property/{number}/attachments/"
        yield "number", f"/records/notes/{number}/"
        yield "number", f"/records/notes/{number}/remove/"
        yield "number", f"/records/attachments/{number}/"
        yield "number", f"/records/attachments/{number}/remove/"
        for step in ("", "columns/", "faults/", "faults.xlsx", "preview/", "apply/", "result/", "undo/"):
            yield "number", f"/estate/import/{number}/{step}"
    for reference in ("WP-000000", "WP-" + "9" * 300, "AAAAAA-" + "0" * 60, "wp-000001", "WP-٣٣٣٣٣٣"):
        yield "reference", f"/estate/{reference}/"
    for code in ("%00", "a%00b", "%27", "x" * 5000, "%F0%9F%98%80", "..", "%2e%2e%2f", "%C3%28"):
        yield "code", f"/estate/organisations/{code}/"
        yield "code", f"/records/{code}/1/notes/"
        yield "code", f"/account/oidc/{code}/login/"


def test_no_absurd_address_breaks_the_server(scene):
    for person in ("officer-wcc", "anonymous"):
        client = scene.client(person)
        for _, path in numbers_and_names():
            no_error(client.get(path), path)
            no_error(client.post(path, {"text": "x", "version": "1"}), path)


TEXT = st.text(max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(LIST_PARAMETERS), TEXT | st.sampled_from(NASTY[:16])), min_size=1, max_size=5)
)
def test_no_mixture_of_parameters_breaks_the_list(partner, parameters):
    ask(partner, "/estate/", *parameters)


# --- In forms ---------------------------------------------------------------------------------------


def test_no_form_is_taken_without_its_safety_token(scene):
    client = scene.client("officer-wcc")
    client.handler.enforce_csrf_checks = True
    tried = tries(scene)
    afterwards.follow_in_worker()
    before = everything_stored()
    for name, (path, data, _) in tried.items():
        # A mail program stops reminders with one click and no cookie: what is signed in the address stands for both.
        # Programs have a token of their own and no form: an address of theirs may refuse a form's kind of body first.
        refusals = {404} if name == "news_stop" else {403, 405, 415} if name.startswith("api_") else {403}
        assert client.post(path, data).status_code in refusals, name
    assert everything_stored() == before


BODIES = (
    ("application/json", json.dumps({"text": ["x"], "row": {"a": 1}}).encode()),
    ("text/xml", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\r\n"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
    ("application/x-www-form-urlencoded; charset=klingon", b"text=%FF%FE&row=%00"),
    ("application/x-www-form-urlencoded", b"text=%00&row=%00&version=%00&field=%00&value=%00&reason=%00&query=%00"),
    ("", b"\xff\xfe\x00"),
)  # fmt: skip


def test_no_body_of_a_strange_kind_breaks_the_server(scene):
    client = scene.client("officer-wcc")
    for path in {path for path, _, _ in tries(scene).values()}:
        for kind, body in BODIES:
            no_error(client.generic("POST", path, body, kind), f"{path} {kind}")


@pytest.mark.parametrize("name", ["note_add", "note_edit", "import_correct", "import_skip", "import_apply"])
def test_a_form_of_more_fields_than_any_of_ours_is_refused(scene, name):
    path, _, _ = tries(scene)[name]
    form = "&".join(f"row={number}" for number in range(5001))
    answer = scene.client("officer-wcc").generic("POST", path, form, "application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_no_value_of_a_field_breaks_a_step_of_an_import(scene):
    client = scene.client("officer-wcc")
    step = f"/estate/import/{scene.batch.pk}"
    for value in NASTY[::3]:
        for path, fields in {
            "faults/correct/": ("row", "field", "value", "query"),
            "faults/skip/": ("row", "back", "query", "from"),
            "conflicts/": ("everything", "page", "choose-2-name", "choose-2-"),
            "columns/sheet/": ("sheet", "header_row"),
            "apply/": ("reason", "missing_reason", "missing_action"),
        }.items():
            if path == "apply/" and value.strip("\0 "):
                continue  # A reason may be almost anything, and would apply it.
            good = {"row": "2", "field": "name", "value": "Depot", "stands": "file"}
            for field in fields:
                no_error(client.post(f"{step}/{path}", good | {field: value}), f"{path} {field} {value[:40]}")


def test_no_value_of_a_column_breaks_the_mapping(scene):
    client = scene.client("officer-wcc")
    path = f"/estate/import/{scene.batch.pk}/columns/"
    fields = list(client.get(path).context["form"].fields)
    for value in NASTY[::4]:
        for data in (dict.fromkeys(fields, value), {fields[-1]: value}):
            no_error(client.post(path, data), f"{path} {value[:40]}")


def test_a_note_keeps_any_words_and_shows_them_as_words(scene):
    client = scene.client("officer-wcc")
    path = f"/records/property/{scene.plain.pk}/notes/"
    for value in (*NASTY, "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'):
        no_error(client.post(path, {"text": value}), value[:40])
    words = no_error(client.get(f"/estate/{scene.plain.reference}/"), "property")
    assert "<script>alert(1)" not in words
    assert "<img src=x" not in words
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in words


# --- Methods and ways out ---------------------------------------------------------------------------


def test_no_method_breaks_an_address_nor_stores_anything(scene):
    client = scene.client("officer-wcc")
    paths = sorted({question.path for question in questions(scene) if "?" not in question.path})
    afterwards.follow_in_worker()
    before = everything_stored()
    for path in paths:
        for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
            if path.startswith("/readyz"):
                continue  # Says 503 while no worker runs.
            if method == "DELETE" and "/rag-assessments/" in path:
                continue  # Takes a rating of hers back, and should: the rating's number says all that it asks.
            no_error(client.generic(method, path, b""), f"{method} {path}")
    assert everything_stored() == before


@pytest.mark.parametrize("out", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_and_out_leads_nowhere_else(scene, out):
    scene.people["partner"].set_password("a-password-of-tests")
    scene.people["partner"].save()
    signing = Client()
    data = {"login": "partner", "password": "a-password-of-tests", "next": out}
    answer = signing.post(f"/account/login/?{urlencode({'next': out})}", data)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    left = signing.post(f"/account/logout/?{urlencode({'next': out})}", {"next": out})
    assert (left.status_code, left.headers["Location"]) == (302, "/")
    for _, pattern in every_address():
        address = None if is_of_sign_in(pattern) or not pattern.name else without_parts(pattern.name)
        told = scene.client("partner").get(f"{address}?next={out}") if address else None
        assert told is None or "evil" not in told.headers.get("Location", "")


def without_parts(name: str) -> str | None:
    """An address that has no part to fill in; None for the others."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def test_a_host_of_somebody_elses_is_refused(scene):
    client = scene.client("partner")
    for host in ("evil.example", "localhost@evil.example", "evil.example\r\nX: y"):
        answer = client.get("/estate/", headers={"Host": host})
        assert answer.status_code == 400, host
    forwarded = client.get("/estate/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "1.2.3.4"})
    assert "evil.example" not in body_of(forwarded).decode()


def test_who_signs_in_on_the_same_browser_is_given_nothing_kept_from_the_one_before(scene: Scene):
    """Suggestions may be kept for a minute: by one session's browser alone, and by no proxy on the way."""
    answer = scene.client("officer-wcc").get("/estate/suggest/?q=open")
    assert "private" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]
