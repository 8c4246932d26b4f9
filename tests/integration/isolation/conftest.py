"""The county with one secret in it, for every test here."""

from typing import Any

import pytest

from tests.integration.isolation.scene import Scene, build


@pytest.fixture
def scene(db: Any) -> Scene:
    return build()
