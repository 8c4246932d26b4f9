"""The OpenAPI document is the one that is committed, and whatever is asked within it is answered within it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import yaml
from django.conf import settings
from django.core import signals
from django.core.management import call_command
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed
from hypothesis import settings as examples
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.estate.conftest import County
from totalplace.services.tokens import make_token

# For each operation; the whole is some hundreds of requests.
CASES = int(os.environ.get("API_CASES", "15"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_the_committed_document_is_what_the_views_make(db: None, tmp_path: Any) -> None:
    made = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(made), validate=True, fail_on_warn=True)
    written = (settings.BASE_DIR / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    words = "run `manage.py spectacular --file docs/openapi.yaml`, look at what changed for others, and commit it"
    assert yaml.safe_load(written) == yaml.safe_load(made.read_text(encoding="utf-8")), words


@pytest.fixture
def api(county: County, settings: Any) -> Iterator[Any]:
    """The API's document, and the application behind it in this test's own transaction."""
    # Made here, where its static files are there to be found.
    from totalplace.wsgi import application

    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"api": "1000000/day"}}
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(county: County) -> str:
    return make_token(user=county.people["programme"], name="fuzz", is_read_only=False).text


def test_nothing_breaks_it_and_nothing_is_answered_outside_the_document(api: Any, token: str) -> None:
    asked = 0
    for found in api.get_all_operations():
        operation = found.ok()

        @examples(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @seed(20261121)
        @given(case=operation.as_strategy())
        def answers_within(case: Any) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            case.validate_response(answer, checks=CHECKS)

        answers_within()
    assert asked > 300
