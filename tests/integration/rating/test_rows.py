"""The answers that rating from the list stands on: each says in words what became of the rating."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from estate.models import Property, RagAssessment
from estate.services.judgements import Judgement
from estate.services.rating import rate
from tests.factories import make_property
from totalplace.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def prop(officer: User) -> Property:
    return make_property("WCC", name="County Hall")


def send(client: Client, prop: Property, **said: Any) -> Any:
    return client.post(f"/estate/{prop.reference}/rag/row/", {"version": prop.version} | said)


def test_a_rating_answers_with_what_the_line_shows_next(hers: Client, prop: Property) -> None:
    answer = send(hers, prop, rating="green", reason="re_use")
    said = answer.json()
    prop.refresh_from_db()
    assert answer.status_code == 200
    assert said["words"] == "Green – surplus or available"
    assert (said["rag"], said["version"], said["repeat"]) == ("green", prop.version, False)
    assert str((datetime.date.today() + datetime.timedelta(days=200)).year)[:2] in said["next_review"]
    # Sent again, as after a lost connection, it is the same rating.
    again = hers.post(f"/estate/{prop.reference}/rag/row/", {"version": said["version"], "rating": "red"})
    assert again.status_code == 422
    undone = hers.post(f"/estate/{prop.reference}/rag/row/undo/", {"assessment": said["assessment"]})
    assert (undone.status_code, undone.json()["words"]) == (200, "Not rated")


def test_a_lost_answer_asked_for_again_is_one_rating(hers: Client, prop: Property) -> None:
    first, again = (send(hers, prop, rating="red", reason="no_change").json() for _ in range(2))
    assert (again["assessment"], again["repeat"], again["version"]) == (first["assessment"], True, first["version"])
    assert RagAssessment.objects.count() == 1


def test_each_refusal_says_why_in_words(hers: Client, programme: User, prop: Property) -> None:
    missing = send(hers, prop, rating="green")
    assert (missing.status_code, missing.json()["fields"]) == (422, ["reason"])
    assert "A green rating needs a reason" in missing.json()["problem"]

    rate(user=programme, property_id=prop.pk, version=prop.version, judgement=Judgement("amber", "lease_expiry"))
    stale = send(hers, prop, rating="green", reason="disposal")
    assert stale.status_code == 409
    assert "is now Amber – possible change: Lease expiry." in stale.json()["problem"]
    assert stale.json()["version"] == Property.objects.get(pk=prop.pk).version

    assert send(hers, make_property("BDC"), rating="red", reason="no_change").status_code == 403
    assert send(hers, make_property("BDC", is_sensitive=True), rating="red").json()["problem"].startswith("There is no")
    signed_out = send(Client(), prop, rating="red", reason="no_change")
    assert (signed_out.status_code, signed_out.json()["problem"][:24]) == (401, "You have been signed out")


def test_undoing_what_another_has_rated_since_is_a_conflict(hers: Client, programme: User, prop: Property) -> None:
    mine = send(hers, prop, rating="red", reason="no_change").json()
    rate(user=programme, property_id=prop.pk, version=mine["version"], judgement=Judgement("green", "disposal"))
    answer = hers.post(f"/estate/{prop.reference}/rag/row/undo/", {"assessment": mine["assessment"]})
    assert (answer.status_code, answer.json()["rag"]) == (409, "green")
    assert hers.post(f"/estate/{prop.reference}/rag/row/undo/", {"assessment": "x"}).status_code == 422
    assert hers.get(f"/estate/{prop.reference}/rag/row/undo/").status_code == 405


def test_a_page_that_has_grown_old_gets_a_new_token(officer: User, prop: Property) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/estate/{prop.reference}/rag/row/"
    said = {"version": prop.version, "rating": "red", "reason": "no_change"}
    refused = strict.post(address, said, headers={"X-CSRFToken": "x" * 64})
    assert (refused.status_code, refused["Content-Type"].split(";")[0]) == (403, "text/html")
    token = strict.get(address).json()["csrf"]
    assert strict.post(address, said, headers={"X-CSRFToken": token}).status_code == 200
