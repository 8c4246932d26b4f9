"""The small county of the estate's tests, asked as OGC API – Features."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.integration.api.conftest import program_of
from tests.integration.estate.conftest import County, county  # noqa: F401 - a fixture
from totalplace.api.throttling import windows

GRID = "http://www.opengis.net/def/crs/EPSG/0/27700"
LATITUDE_FIRST = "http://www.opengis.net/def/crs/EPSG/0/4326"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
ITEMS = "/ogc/collections/properties/items"

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Each test begins with no requests made."""
    windows.clear()


@pytest.fixture
def analyst(county: County) -> Client:  # noqa: F811
    """A program that reads the whole estate, without sensitive sites."""
    return program_of(county.people["analyst"])


@pytest.fixture
def ask(analyst: Client) -> Ask:
    """Ask for properties by parameters; the answer, which must be good."""

    def asked(path: str = ITEMS, **parameters: Any) -> dict[str, Any]:
        answer = analyst.get(path, {name.replace("__", "-"): value for name, value in parameters.items()})
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    return asked


def names(collection: dict[str, Any]) -> list[str]:
    """The names of the features, in order."""
    return [each["properties"]["name"] for each in collection["features"]]
