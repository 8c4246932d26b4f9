"""Pounds in another year's prices, by a series that was made up for these tests: no index here was ever published."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from spend.models import Deflator
from spend.services.deflators import load_deflators
from spend.services.reference import load_reference
from tests.factories import make_person
from totalplace.choices import Role
from totalplace.models import User

pytestmark = pytest.mark.django_db
MADE_UP = [
    "year,index,source", "2008/09,80,Made up for a test", "FY21,100,Made up for a test",
    "2021-22,104,Made up for a test",
]  # fmt: skip
TOTAL = Decimal(4_020_936_000)


@pytest.fixture
def programme(db: None) -> User:
    load_reference()
    return make_person("programme", [(Role.PROGRAMME, None)])


@pytest.fixture
def browser(programme: User) -> Client:
    client = Client()
    client.force_login(programme, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_without_a_series_no_page_offers_prices(browser: Client) -> None:
    page = browser.get("/spend/who/").content.decode()
    assert 'name="prices"' not in page
    refused = browser.get("/spend/who/?prices=2020")
    assert refused.status_code == 400
    assert "No series of prices is loaded" in refused.content.decode()


@pytest.mark.parametrize("key", ["who", "control", "purpose", "release"])
def test_pages_and_their_files_are_in_the_prices_asked_for_and_say_by_which_index(browser, programme, key) -> None:
    assert load_deflators(user=programme, vintage="Made up", lines=MADE_UP) == 3
    own = browser.get(f"/spend/{key}/").content.decode()
    assert 'name="prices"' in own
    assert "times 1.25" not in own
    page = browser.get(f"/spend/{key}/?prices=2020").content.decode()
    assert "In prices of 2020/21: pounds of 2008/09 times 1.2500, by Made up" in page
    assert "Made up for a test: Line 2 of the file; Line 3 of the file" in page
    file = browser.get(f"/spend/{key}.csv?prices=2020")
    assert "in-2020-prices" in file.headers["Content-Disposition"]


def test_the_whole_is_worth_more_in_later_prices_and_every_sum_agrees(browser, programme) -> None:
    load_deflators(user=programme, vintage="Made up", lines=MADE_UP)
    assert "£5.03bn" in browser.get("/spend/who/?prices=2020/21").content.decode()
    for path in ("summary/?by=sector&prices=2020", "summary/?by=cofog&prices=2020"):
        rows = json.loads(browser.get(f"/api/v1/spend/{path}").content)["results"]
        assert sum(Decimal(str(row["amount"])) for row in rows) == TOTAL * Decimal("1.25")
    rules = json.loads(browser.get("/api/v1/spend/control-rules/?prices=2020").content)["results"]
    assert {Decimal(str(rule["total"])) for rule in rules} == {TOTAL * Decimal("1.25")}
    refused = browser.get("/api/v1/spend/summary/?by=sector&prices=1999")
    assert (refused.status_code, json.loads(refused.content)["errors"][0]["name"]) == (400, "prices")
    assert len(json.loads(browser.get("/api/v1/spend/deflators/").content)["results"]) == 3


def test_a_corrected_index_is_put_right_and_its_history_kept(programme: User) -> None:
    load_deflators(user=programme, vintage="Made up", lines=MADE_UP)
    assert load_deflators(user=programme, vintage="Made up", lines=MADE_UP) == 0
    right = [*MADE_UP[:2], "2020/21,100.5,Made up for a test", MADE_UP[3]]
    assert load_deflators(user=programme, vintage="Made up", lines=right) == 1
    events = Deflator.pgh_event_model.objects.filter(year=2020).order_by("pgh_id")
    assert [event.index for event in events] == [100, Decimal("100.5")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2008,80,X", "year"), ("2008/09,0,X", "above nought"), ("2008/09,lots,X", "above nought"),
        ("2008/09,80,", "name the document"), ("FY21,80,X", "there twice"), ("1066/67,80,X", "year"),
        ("2008/09", "above nought"),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_by_its_line_and_nothing_is_stored(programme, row, words) -> None:
    with pytest.raises(ValidationError) as refusal:
        load_deflators(user=programme, vintage="Made up", lines=["year,index,source", "2020/21,100,X", row])
    assert words in refusal.value.messages[0]
    assert refusal.value.messages[0].startswith("Line 3")
    assert not Deflator.objects.exists()


def test_the_command_acts_with_a_persons_rights(programme: User, tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("\n".join(MADE_UP), "utf-8")
    analyst = make_person("ana", [(Role.ANALYST, None)])
    with pytest.raises(PermissionDenied):
        load_deflators(user=analyst, vintage="Made up", lines=MADE_UP)
    with pytest.raises(CommandError, match="Your roles do not let you"):
        call_command("load_deflators", file, vintage="Made up", user="ana")
    call_command("load_deflators", file, vintage="Made up", user="programme", verbosity=0)
    assert Deflator.objects.count() == 3
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_deflators", file, vintage="Made up", user="programme")


def test_the_database_refuses_a_price_level_of_nought_whoever_writes(programme: User) -> None:
    load_deflators(user=programme, vintage="Made up", lines=MADE_UP)
    with pytest.raises(IntegrityError, match="deflator_index"), transaction.atomic():
        Deflator.objects.filter(year=2020).update(index=0)
