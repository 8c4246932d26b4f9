"""Whoever keeps spend begins a count of a year, or of one theme in depth, and imports lead into it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from spend.importers.lines import counts
from spend.models import Count
from spend.services.counts import change_count
from spend.services.reference import load_reference
from tests.factories import make_person
from totalplace.choices import Role
from totalplace.models import User

pytestmark = pytest.mark.django_db
ADD = "/spend/counts/add/"


def typed(**values: Any) -> dict[str, Any]:
    """What the programme team types to begin a deep dive."""
    return {
        "title": "Re-offending 2008/09", "year": "FY09", "stage": "deep_dive", "place_name": "Worcestershire",
        "stated_total": "£8.964m", "population": "", "population_words": "", "document": "The pilot's submission",
        "place": "Reducing re-offending", "published_on": "",
    } | values  # fmt: skip


@pytest.fixture
def keeper(db: None) -> User:
    return make_person("keeper", [(Role.PROGRAMME, None)])


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_deep_dive_is_begun_and_imports_may_choose_it(keeper: User) -> None:
    answer = signed_in(keeper).post(ADD, typed())
    made = Count.objects.get()
    assert answer.url == f"{reverse('spend_reconciliation')}?count={made.key}"
    assert (made.year, made.stage, made.stated_total, made.published_on) == (2008, "deep_dive", 8_964_000, None)
    assert made.source.title == "The pilot's submission"
    assert made.key in dict(counts())
    page = signed_in(keeper).get(f"/spend/who/?count={made.key}")
    assert page.status_code == 200
    assert Client().get(f"/spend/who/?count={made.key}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Give it a title"), ({"year": "2009"}, "2009"), ({"year": "1970/71"}, "between 1990"),
        ({"stage": ""}, "how deep"), ({"population": "0"}, "1"), ({"document": ""}, "Name the document"),
        ({"published_on": "31/3/2099"}, "still to come"), ({"place": ""}, "where in the source"),
        ({"stated_total": "lots"}, "lots"),
    ],
)  # fmt: skip
def test_a_wrong_form_comes_back_with_what_to_do_and_nothing_is_stored(keeper: User, wrong: Any, words: str) -> None:
    answer = signed_in(keeper).post(ADD, typed(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Count.objects.exists()


def test_a_second_click_makes_no_second_count(keeper: User) -> None:
    client = signed_in(keeper)
    client.post(ADD, typed())
    again = client.post(ADD, typed())
    assert again.status_code == 422
    assert "There is a count of this title and year" in again.content.decode()
    assert Count.objects.count() == 1


def test_two_people_who_change_one_count_are_shown_both_and_lose_nothing(keeper: User) -> None:
    load_reference()
    count, client = Count.objects.get(), signed_in(keeper)
    address = f"/spend/counts/{count.key}/edit/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    change_count(user=keeper, pk=count.pk, version=count.version, values={"title": "Hers"})
    clash = client.post(address, sent | {"population": "560,000"})
    assert clash.status_code == 409
    assert "Hers" in clash.content.decode()
    count.refresh_from_db()
    assert (count.title, count.population) == ("Hers", 556_000)
    assert client.post(address, sent | {"title": "Hers", "population": "560,000"}).status_code == 302
    count.refresh_from_db()
    assert (count.title, count.population) == ("Hers", 560_000)


def test_only_those_who_keep_spend_begin_or_change_a_count(keeper: User) -> None:
    load_reference()
    key = Count.objects.get().key
    analyst = signed_in(make_person("ana", [(Role.ANALYST, None)]))
    for address in (ADD, f"/spend/counts/{key}/edit/"):
        assert analyst.post(address, typed()).status_code == 403
    assert "Begin another count" not in analyst.get("/spend/reconciliation/").content.decode()
    assert "Begin another count" in signed_in(keeper).get("/spend/reconciliation/").content.decode()
