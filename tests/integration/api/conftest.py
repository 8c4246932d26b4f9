"""The small county of the estate's tests, and programs that ask the API about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.integration.estate.conftest import County, county  # noqa: F401 - a fixture
from totalplace.api.throttling import windows
from totalplace.models import User
from totalplace.services.tokens import make_token

Program = Callable[..., Client]


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Each test begins with no requests made."""
    windows.clear()


def program_of(person: User, *, may_write: bool = False) -> Client:
    """A program with a token of that person's."""
    made = make_token(user=person, name="a test", is_read_only=not may_write)
    return Client(headers={"Authorization": f"Bearer {made.text}"})


def faults(answer: Any) -> dict[str, str]:
    """{name: reason} of a problem document, which it must be."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    document = json.loads(answer.content)
    assert document["status"] == answer.status_code
    assert {"type", "title", "detail"} <= set(document)
    return {fault["name"]: fault["reason"] for fault in document.get("errors", ())}


@pytest.fixture
def analyst(county: County) -> Client:  # noqa: F811
    """A program that reads the whole estate, without sensitive sites."""
    return program_of(county.people["analyst"])
