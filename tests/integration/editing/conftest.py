"""The county of the estate's tests, and its officers' browsers."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.integration.estate.conftest import County, county, signed_in

__all__ = ["county", "officer", "programme"]


@pytest.fixture
def officer(county: County) -> Client:
    """The county council's officer."""
    return signed_in(county.people["officer-wcc"])


@pytest.fixture
def programme(county: County) -> Client:
    """One of the programme team, who edits every body's estate."""
    return signed_in(county.people["programme"])
