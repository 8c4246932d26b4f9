"""People who rate, and their browsers."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_officer, make_person
from totalplace.choices import Role
from totalplace.models import User


def signed_in(person: User) -> Client:
    """A browser in which `person` has signed in."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def officer(db: None) -> User:
    return make_officer("WCC")


@pytest.fixture
def programme(db: None) -> User:
    return make_person("programme", [(Role.PROGRAMME, None)])


@pytest.fixture
def hers(officer: User) -> Client:
    """The browser of the county's officer."""
    return signed_in(officer)
