"""The API's addresses in the isolation tests, asked with a person's session as pages are."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.integration.isolation.question import Question, Questions
from tests.integration.isolation.scene import Scene


def _plain(name: str, *queries: str) -> Questions:
    return lambda scene: [Question(f"{reverse(name)}{query}") for query in ("", *queries)]


ADDRESSES: dict[str, Questions] = {
    "api_organisations": _plain("api_organisations", "?format=csv", "?cursor=&limit=1", "?limit=0"),
    "api_areas": _plain("api_areas", "?format=geojson", "?format=ndjson&level=district"),
    "api_schema": _plain("api_schema"),
    "api_docs": _plain("api_docs"),
    "tokens": _plain("tokens"),
    "token_revoke": lambda scene: [Question(reverse("token_revoke", args=["0" * 15]))],
}
READ_ONLY = {"api_organisations", "api_areas", "api_schema", "api_docs"}


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what would be a good answer of the right person, and how it is refused."""
    return {
        "tokens": ("/account/tokens/", {"name": "", "may": "write", "days": 30}, 422),
        "token_revoke": (f"/account/tokens/{'0' * 15}/revoke/", {}, 404),
    }
