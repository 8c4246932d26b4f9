"""A long page is sent while it is read, holds what short ones hold, and never what meanwhile may not be seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from estate.models import Property
from tests.integration.api.conftest import program_of
from tests.integration.estate.conftest import REFUGE, County
from totalplace.api import lists

LIST = "/api/v1/properties/"
ORDERS = ("reference", "-reference", "book_value", "-book_value", "-updated_at")


@pytest.fixture(autouse=True)
def every_page_of_two_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a county of three is enough."""
    monkeypatch.setattr(lists, "CHUNK", 1)
    monkeypatch.setattr(lists, "FIRST", 1)


def sent(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    assert answer.streaming
    return [line.strip(",") for line in b"".join(answer.streaming_content).decode().splitlines()]


def next_of(answer: Any) -> str:
    return answer.headers["Link"].partition(">")[0].removeprefix("<") if "Link" in answer.headers else ""


@pytest.mark.parametrize("form", ["geojson", "csv", "ndjson"])
@pytest.mark.parametrize("order", ORDERS)
def test_it_holds_the_rows_of_short_pages_in_their_order(
    county: County, analyst: Client, form: str, order: str
) -> None:
    Property.objects.filter(pk=county.library.pk).update(book_value=None)
    short = [row["reference"] for row in json.loads(analyst.get(f"{LIST}?ordering={order}").content)["results"]]
    for start in ("limit=2", "limit=2&cursor="):
        first = analyst.get(f"{LIST}?format={form}&ordering={order}&{start}")
        second = analyst.get(next_of(first))
        assert not next_of(second)
        told = "\n".join(sent(first) + sent(second))
        assert sorted(short, key=told.index) == short
        assert REFUGE not in told


def test_a_page_further_on_begins_where_the_one_before_it_ended(analyst: Client) -> None:
    every = sent(analyst.get(f"{LIST}?format=ndjson&limit=3"))
    assert sent(analyst.get(f"{LIST}?format=ndjson&limit=2&offset=1")) == every[1:]
    assert sent(analyst.get(f"{LIST}?format=ndjson&limit=2&offset=3")) == []


@pytest.mark.parametrize("meanwhile", [{"is_sensitive": True}, None])
def test_what_is_hidden_or_deleted_while_it_is_sent_is_not_sent(
    county: County, analyst: Client, meanwhile: dict[str, Any] | None
) -> None:
    pieces = iter(analyst.get(f"{LIST}?format=ndjson&limit=3").streaming_content)
    first = next(pieces)
    shown = json.loads(first)["reference"]
    rest = Property.objects.filter(organisation=county.hall.organisation).exclude(reference=shown)
    gone = rest.exclude(is_sensitive=True).order_by("-reference").first()
    assert gone is not None
    if meanwhile:
        Property.objects.filter(pk=gone.pk).update(**meanwhile)
    else:
        gone.delete()
    assert gone.reference.encode() not in b"".join(pieces)


def test_it_takes_no_place_of_a_whole_set(analyst: Client) -> None:
    pages = [analyst.get(f"{LIST}?format=ndjson&limit=2") for _ in range(lists.STREAMS_AT_ONCE + 1)]
    assert [len(sent(page)) for page in pages] == [2] * len(pages)


def test_its_head_leads_on_without_a_row_read(county: County, analyst: Client) -> None:
    address = f"{LIST}?format=geojson&limit=2"
    head = analyst.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Link"] == analyst.get(address).headers["Link"]


@pytest.mark.parametrize("person", ["officer-wcc", "partner"])
def test_a_sensitive_site_is_sent_to_its_own_alone(county: County, person: str) -> None:
    told = "".join(sent(program_of(county.people[person]).get(f"{LIST}?format=ndjson&limit=10")))
    assert (REFUGE in told) is (person == "officer-wcc")
