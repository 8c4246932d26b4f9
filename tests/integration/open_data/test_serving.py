"""How the files are served: made once, conditional, gzipped, open to every origin; and what is refused."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from estate.models import OpenDataFile, OpenDataStale, Property
from estate.services.open_data import withdraw
from tests.factories import make_organisation, make_property
from tests.integration.isolation.answers import said
from tests.integration.open_data.conftest import CSV, GEOJSON, body_of, rows_of

pytestmark = pytest.mark.django_db


def test_it_is_made_once_and_served_from_there(stranger: Any, published: Any, library: Property) -> None:
    stranger.get(CSV)
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            answer = stranger.get(CSV)
            body_of(answer)
        assert not any("COPY" in query["sql"] or "estate_property" in query["sql"] for query in asked.captured_queries)
        assert len(asked) == 2, asked.captured_queries


@pytest.mark.parametrize("address", [CSV, GEOJSON])
def test_who_has_it_already_is_sent_nothing(stranger: Any, published: Any, library: Property, address: str) -> None:
    first = stranger.get(address)
    etag, changed = first["ETag"], first["Last-Modified"]
    for condition in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        again = stranger.get(address, headers=condition)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert again["Access-Control-Allow-Origin"] == "*"
        assert again["Cache-Control"] == "public, no-cache"
    Property.objects.filter(pk=library.pk).update(name="Renamed")
    assert stranger.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_bytes_that_stay_the_same_keep_their_date_and_digest(stranger: Any, published: Any, library: Property) -> None:
    first = stranger.get(CSV)
    OpenDataFile.objects.update(effective_on="2026-01-02")
    OpenDataFile.objects.update(is_stale=True)
    dated = stranger.get(CSV)
    assert rows_of(dated)[0]["EffectiveDate"] != "2026-01-02"
    kept = OpenDataFile.objects.get(form="csv")
    library.description = "A word that is not published."
    library.save()
    assert OpenDataStale.objects.exists()
    again = stranger.get(CSV)
    assert (again["ETag"], again["Last-Modified"]) == (dated["ETag"], dated["Last-Modified"])
    assert OpenDataFile.objects.get(form="csv").changed_at == kept.changed_at
    assert first.status_code == 200


def test_it_is_sent_gzipped_to_whoever_accepts_that(stranger: Any, published: Any, library: Property) -> None:
    plain = stranger.get(CSV)
    packed = stranger.get(CSV, headers={"Accept-Encoding": "br, gzip;q=0.8"})
    refused = stranger.get(CSV, headers={"Accept-Encoding": "gzip;q=0"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(body_of(packed)) == body_of(plain) == body_of(refused)
    assert "Content-Encoding" not in refused
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert packed["ETag"] != plain["ETag"]


def test_head_answers_as_get_does_without_the_body(stranger: Any, published: Any, library: Property) -> None:
    got, head = stranger.get(CSV), stranger.head(CSV)
    same = ("ETag", "Last-Modified", "Content-Length", "Content-Type", "Content-Disposition")
    assert {name: head[name] for name in same} == {name: got[name] for name in same}
    assert body_of(head) == b""
    assert stranger.post(CSV).status_code == 405


def test_a_file_lost_from_the_storage_is_made_again(stranger: Any, published: Any, library: Property) -> None:
    body_of(stranger.get(CSV))
    default_storage.delete(OpenDataFile.objects.get(form="csv").path)
    assert rows_of(stranger.get(CSV))[0]["AssetCode"] == "L/1"


@pytest.mark.parametrize("path", ["", "land-and-building-assets.csv", "land-and-building-assets.geojson", "preview/"])
def test_a_body_that_does_not_publish_is_answered_like_one_that_is_not_there(
    stranger: Any, published: Any, path: str
) -> None:
    make_property("BDC", name="Not public")

    def answer(code: str) -> str:
        return said(stranger.get(f"/open-data/{code}/{path}?on=2026-11-01")).replace(code, "@")

    assert answer("BDC") == answer("NONE")
    if path != "preview/":
        assert stranger.get(f"/open-data/BDC/{path}").status_code == 404


def test_what_was_withdrawn_is_gone_like_what_never_was(
    stranger: Any, officer: Any, published: Any, library: Property, django_capture_on_commit_callbacks: Any
) -> None:
    stranger.get(CSV)
    path = OpenDataFile.objects.get(form="csv").path
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(user=officer, organisation=make_organisation("WCC"), version=published.version, reason="Mistake")
    assert stranger.get(CSV).status_code == stranger.get("/open-data/WCC/").status_code == 404
    assert not OpenDataFile.objects.exists()
    assert not default_storage.exists(path)
    assert "WCC" not in said(stranger.get("/open-data/catalogue.jsonld"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("on=", "“” is not a day. Write it as 2026-11-01."),
        ("on=yesterday", "“yesterday” is not a day."),
        ("on=2026-02-30", "“2026-02-30” is not a day."),
        ("on=20261101", "“20261101” is not a day."),
        ("on=2026-1-1", "is not a day"),
        ("on=9999-01-01", "9999-01-01 is not over yet."),
        ("on=0001-01-01", "WCC first published on"),
        ("on=2001-01-01' OR 1=1", "is not a day"),
        ("at=2026-11-01", "at: there is no such parameter. There is: on."),
    ],
)
def test_a_day_without_an_edition_is_refused_in_words(stranger: Any, published: Any, query: str, words: str) -> None:
    answer = stranger.get(f"{CSV}?{query}")
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")


def test_a_body_with_nothing_to_publish_has_an_empty_file(stranger: Any, published: Any) -> None:
    assert rows_of(stranger.get(CSV)) == []
    assert body_of(stranger.get(GEOJSON)).endswith(b'"features":[\n]}\n')
    assert Client().get("/open-data/WCC/").status_code == 200
