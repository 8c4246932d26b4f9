"""Who may switch a body's open data on and off, what they are shown before, and what the history keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from estate.models import OpenDataPublication
from estate.services.open_data import publish, withdraw
from tests.factories import make_officer, make_organisation, make_person, make_property
from totalplace.choices import Role
from totalplace.selectors.history import history_of
from totalplace.versioning import StaleRecord

pytestmark = pytest.mark.django_db

PREVIEW, PUBLISH, WITHDRAW = (f"/open-data/WCC/{page}/" for page in ("preview", "publish", "withdraw"))
ROLES = {
    "programme": [(Role.PROGRAMME, None)],
    "partner": [(Role.PARTNER, "WCC")],
    "analyst": [(Role.ANALYST, None)],
    "officer-bdc": [(Role.OFFICER, "BDC")],
    "nobody": [],
}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("role", [each for each in ROLES if each != "programme"])
def test_only_who_edits_the_bodys_estate_decides(officer: Any, role: str) -> None:
    person = make_person(role, ROLES[role])
    body = make_organisation("WCC")
    with pytest.raises(PermissionDenied):
        publish(user=person, organisation=body, version=None, reason="Because")
    client = signed_in(person)
    for page, posted in ((PREVIEW, 405), (PUBLISH, 404), (WITHDRAW, 404)):
        assert client.get(page).status_code == 404
        assert client.post(page, {"reason": "x"}).status_code == posted
    published = publish(user=officer, organisation=body, version=None, reason="The Code")
    with pytest.raises(PermissionDenied):
        withdraw(user=person, organisation=body, version=published.version, reason="Because")
    assert client.post(WITHDRAW, {"reason": "x", "version": published.version}).status_code == 404
    assert OpenDataPublication.objects.get().is_published


def test_an_officer_publishes_and_takes_it_back(officer: Any, library: Any) -> None:
    client = signed_in(officer)
    asked = client.get(PUBLISH).content.decode()
    assert "Everybody, without signing in, can read and copy 1 row" in asked
    answer = client.post(PUBLISH, {"reason": "The Code asks for it", "contact": "data@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, "/open-data/WCC/")
    assert "Foregate Library" not in Client().get("/open-data/WCC/").content.decode()
    assert "data@example.org" in Client().get("/open-data/WCC/").content.decode()
    there = OpenDataPublication.objects.get()
    answer = client.post(WITHDRAW, {"reason": "Published too soon", "version": there.version})
    assert (answer.status_code, answer["Location"]) == (302, PREVIEW)
    assert Client().get("/open-data/WCC/").status_code == 404
    there.refresh_from_db()
    told = history_of(there, user=officer)
    assert {change.why for change in told} == {"Published too soon", "The Code asks for it"}
    assert {change.who for change in told} == {"officer-wcc"}
    assert "Published too soon" in client.get(PREVIEW).content.decode()


def test_the_programme_team_may_decide_for_any_body(officer: Any) -> None:
    person = make_person("programme", ROLES["programme"])
    publish(user=person, organisation=make_organisation("WCC"), version=None, reason="Asked to")
    assert Client().get("/open-data/WCC/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Say why, in a few words"),
        ({"contact": "javascript:alert(1)"}, "Give an e-mail address, or a web address that begins with https://."),
        ({"contact": "data at example"}, "Give an e-mail address"),
        ({"contact": 'https://x.org/"><script>'}, "Give an e-mail address"),
        ({"contact": "a" * 201}, "at most 200 characters"),
        ({"organisation_uri": "data@example.org"}, "Give a web address that begins with https:// or http://."),
        ({"version": "not a number"}, "Enter a whole number"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(officer: Any, fields: dict[str, str], words: str) -> None:
    answer = signed_in(officer).post(PUBLISH, {"reason": "The Code"} | fields)
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("&#x27;", "'")
    assert not OpenDataPublication.objects.exists()


def test_whoever_decided_meanwhile_is_not_overruled(officer: Any, published: Any) -> None:
    other = make_person("programme", ROLES["programme"])
    publish(
        user=other, organisation=published.organisation, version=published.version, reason="Another contact",
        contact="other@example.org",
    )  # fmt: skip
    with pytest.raises(StaleRecord):
        withdraw(user=officer, organisation=published.organisation, version=published.version, reason="Stop")
    answer = signed_in(officer).post(WITHDRAW, {"reason": "Stop", "version": published.version}, follow=True)
    assert "changed by somebody else" in answer.content.decode()
    assert OpenDataPublication.objects.get().is_published


def test_two_who_publish_at_once_do_so_one_after_the_other(officer: Any, published: Any) -> None:
    answer = signed_in(officer).post(PUBLISH, {"reason": "Also me"})
    assert answer.status_code == 422
    with pytest.raises(ValidationError):
        withdraw(user=make_officer("BDC"), organisation=_unpublished(), version=_version(), reason="Nothing there")


def _unpublished() -> Any:
    body = make_organisation("BDC")
    OpenDataPublication.objects.get_or_create(organisation=body)
    return body


def _version() -> int:
    return OpenDataPublication.objects.get(organisation__code="BDC").version


def test_the_preview_counts_what_is_withheld_and_what_is_missing(officer: Any, library: Any) -> None:
    make_property("WCC", name="Secret", is_sensitive=True, use="refuge")
    make_property("WCC", name="Refuge", use="refuge")
    make_property("WCC", name="Flats", use="housing")
    make_property("WCC", name="Mill", status="vacant", postcode="WR1 1AA")
    make_property("WCC", name="Shed", location=None)
    make_property("BDC", name="Another body's", location=None)
    answer = signed_in(officer).get(PREVIEW)
    found = answer.context["preview"]
    assert (found.published, found.vacant) == (3, 1)
    assert {rule.code: count for rule, count in found.withheld} == {
        "sensitive": 1, "refuge": 1, "housing": 1, "closed": 0,
    }  # fmt: skip
    gaps = {gap.title: count for gap, count in found.gaps}
    assert (gaps["No map reference"], gaps["No postcode"], gaps["No UPRN"]) == (1, 1, 1)
    page = answer.content.decode()
    assert "/estate/?organisation=WCC&amp;missing=location" in page
    assert "Foregate Library" in page
    assert "Secret" not in page
    assert signed_in(officer).get("/estate/?organisation=WCC&missing=location").status_code == 200
    for query in ("use=refuge", "use=housing", "status=sold,lease_ended,demolished,closed"):
        assert signed_in(officer).get(f"/estate/?organisation=WCC&{query}").status_code == 200


def test_the_bodys_page_leads_to_it(officer: Any, published: Any) -> None:
    assert PREVIEW in signed_in(officer).get("/estate/organisations/WCC/").content.decode()
    page = signed_in(make_person("partner", ROLES["partner"])).get("/estate/organisations/WCC/").content.decode()
    assert "/open-data/WCC/" in page
    assert PREVIEW not in page


def test_everybody_finds_open_data_in_the_navigation() -> None:
    assert 'href="/open-data/"' in Client().get("/open-data/").content.decode()
    assert 'href="/open-data/"' in Client().get("/account/login/").content.decode()
