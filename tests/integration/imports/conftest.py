"""Two bodies, an officer of each, and one who runs the programme."""

import pytest

from tests.factories import make_officer, make_person
from totalplace.choices import Role
from totalplace.models import User


@pytest.fixture
def officer(db: None) -> User:
    """The county council's officer."""
    return make_officer("WCC")


@pytest.fixture
def other_officer(db: None) -> User:
    """Another body's officer."""
    return make_officer("BDC")


@pytest.fixture
def programme(db: None) -> User:
    """Somebody of the programme team."""
    return make_person("programme", [(Role.PROGRAMME, None)])
