"""Programs read spend: the sums of the county, what each rule says is local, and a package for fiscal tools."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from spend.models import Count, Elimination, Line, LineCode, Source
from spend.services.reference import load_reference
from totalplace.choices import Role
from totalplace.models import Membership, User

pytestmark = pytest.mark.django_db
API = "/api/v1/spend"
TOTAL = 4_020_936_000


@pytest.fixture
def analyst(client: Client) -> Client:
    """A person who may read spend, with the county's count loaded."""
    load_reference()
    person = User.objects.create_user("ana")
    Membership.objects.create(user=person, role=Role.ANALYST)
    client.force_login(person)
    return client


def read(client: Client, path: str) -> Any:
    """The JSON of an address."""
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.mark.parametrize("by", ["body", "sector", "control", "cofog", "theme", "sector,cofog", "body,control", "block"])
def test_every_way_of_adding_up_gives_the_whole(analyst: Client, by: str) -> None:
    rows = read(analyst, f"summary/?by={by}")["results"]
    assert sum(row["amount"] for row in rows) == TOTAL
    assert all(name in row for row in rows for name in by.split(","))


def test_what_is_counted_twice_counts_once_under_every_code(analyst: Client) -> None:
    trust, commissioner = (Line.objects.get(body__code=code) for code in ("WAHT", "WPCT"))
    taken = Decimal(200_000_000)
    Elimination.objects.create(
        counted_in=trust, removed_from=commissioner, amount=taken, reason="Commissioned from the trust",
        source=trust.source, place=trust.place,
    )  # fmt: skip
    by_body = {row["body"]: row["amount"] for row in read(analyst, "summary/?by=body")["results"]}
    assert by_body["WPCT"] == 434_797_000 - 200_000_000
    assert by_body["WAHT"] == 291_125_000
    for by in ("cofog", "sector,cofog", "control"):
        assert sum(row["amount"] for row in read(analyst, f"summary/?by={by}")["results"]) == TOTAL - taken


def test_a_line_is_parted_by_its_shares_and_the_rest_is_under_no_code(analyst: Client) -> None:
    county = Line.objects.get(body__code="WCC")
    code = LineCode._meta.get_field("code").related_model.objects.get(scheme__key="cofog", code="09")
    LineCode.objects.create(
        line=county, code=code, share=Decimal("0.6"), source=Source.objects.get(key="workings"), place="A guess"
    )
    rows = {
        row["cofog"]: row["amount"]
        for row in read(analyst, "summary/?by=body,cofog")["results"]
        if row["body"] == "WCC"
    }
    assert rows == {"09": 570_902_400.0, None: 380_601_600.0}


def test_rules_of_local_control_say_what_the_reference_worked_out(analyst: Client) -> None:
    rules = {rule["key"]: rule for rule in read(analyst, "control-rules/")["results"]}
    found = {key: round(rule["share"] * 100, 1) for key, rule in rules.items()}
    assert found == {"county": 23.7, "principal": 31.4, "all-councils": 31.5, "with-police-and-fire": 35.1}
    assert {rule["stated_share"] for rule in rules.values()} == {0.25}


def test_lists_name_source_and_place_of_every_figure(analyst: Client) -> None:
    for name in ("lines", "streams", "neighbourhoods", "peers", "overheads", "typologies", "counts"):
        rows = read(analyst, f"{name}/?limit=100")["results"]
        assert rows, name
        assert all(row["source"] and row["place"] for row in rows), name


def test_a_count_goes_out_as_a_package_that_adds_up(analyst: Client) -> None:
    answer = analyst.get(f"{API}/package/")
    package = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    about = json.loads(package.read("datapackage.json"))
    rows = list(csv.DictReader(io.StringIO(package.read("lines.csv").decode())))
    fields = about["resources"][0]["schema"]["fields"]
    assert about["profile"] == "fiscal-data-package"
    assert list(rows[0]) == [field["name"] for field in fields]
    assert [field["name"] for field in fields if field.get("columnType") == "value"] == ["amount"]
    assert sum(Decimal(row["amount"]) for row in rows) == TOTAL


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("summary/", "by"),
        ("summary/?by=body,sector,control", "by"),
        ("summary/?by=postcode", "by"),
        ("summary/?by=body&count=no-such", "count"),
        ("control-rules/?year=2008", "year"),
        ("lines/?sector=banks", "sector"),
    ],
)
def test_a_wrong_parameter_is_named(analyst: Client, path: str, named: str) -> None:
    answer = analyst.get(f"{API}/{path}")
    assert answer.status_code == 400
    assert named in answer.content.decode()


@pytest.mark.parametrize("path", ["counts/", "lines/", "summary/?by=body", "control-rules/", "codes/", "package/"])
def test_nobody_without_a_role_reads_spend(analyst: Client, client: Client, path: str) -> None:
    client.force_login(User.objects.create_user("no-role"))
    assert client.get(f"{API}/{path}").status_code == 403
    client.logout()
    assert client.get(f"{API}/{path}").status_code == 401
    assert Count.objects.exists()
