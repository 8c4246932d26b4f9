"""A body that publishes, its officer, and its files as a stranger's program reads them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from estate.models import OpenDataPublication, Property
from estate.services.open_data import publish
from tests.factories import make_officer, make_organisation, make_property
from totalplace.models import User

CSV = "/open-data/WCC/land-and-building-assets.csv"
GEOJSON = "/open-data/WCC/land-and-building-assets.geojson"


def body_of(answer: Any) -> bytes:
    """The bytes of an answer, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def rows_of(answer: Any) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(body_of(answer).decode("utf-8-sig"))))


def features_of(answer: Any) -> list[dict[str, Any]]:
    """The features of a GeoJSON file."""
    assert answer.status_code == 200
    return json.loads(body_of(answer))["features"]


class Reader(Client):
    """A client that reads an answer to its end, as a server's does."""

    def request(self, **request: Any) -> Any:
        answer: Any = super().request(**request)
        if answer.streaming:
            content = b"".join(answer.streaming_content)
            answer.streaming_content = [content]
        return answer


@pytest.fixture
def stranger() -> Client:
    """Somebody who has not signed in."""
    return Reader()


@pytest.fixture
def officer(db: None) -> User:
    make_organisation("WCC", name="Worcestershire County Council")
    make_organisation("BDC", name="Bromsgrove District Council")
    return make_officer("WCC")


@pytest.fixture
def published(officer: User) -> OpenDataPublication:
    """The county council publishes."""
    return publish(
        user=officer,
        organisation=make_organisation("WCC"),
        version=None,
        reason="The Code asks for it",
        contact="data@example.org",
    )


@pytest.fixture
def library() -> Property:
    """A property with all that the Code asks for."""
    return make_property(
        "WCC", name="Foregate Library", local_reference="L/1", uprn="100120600001", street_number="10-12",
        street="Foregate Street", post_town="Worcester", postcode="WR1 1DT", category="access", use="library",
        tenure="freehold", holding="occupied", gross_internal_area_m2="1200.50", site_area_ha="0.2500",
        reason_for_holding="Service delivery", is_community_asset=False, required_maintenance="45000",
        functional_suitability="good", energy_rating="C",
    )  # fmt: skip
