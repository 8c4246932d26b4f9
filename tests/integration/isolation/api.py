"""The API's addresses in the isolation tests, asked with a person's session as pages are."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.urls import reverse

from estate.models import RagAssessment
from estate.services.belongings import KINDS
from tests.integration.isolation.question import NOBODYS_REFERENCE, Question, Questions
from tests.integration.isolation.scene import MARK, NO_MARK, NO_POSTCODE, NO_UPRN, POSTCODE, UPRN, Scene


def _plain(name: str, *queries: str) -> Questions:
    return lambda scene: [Question(f"{reverse(name)}{query}") for query in ("", *queries)]


def _of_property(name: str) -> Questions:
    """A resource of a property: of the secret one and its twin, and of an open one."""
    return lambda scene: [
        Question(reverse(name, args=[scene.hidden.reference]), reverse(name, args=[NOBODYS_REFERENCE])),
        Question(reverse(name, args=[scene.plain.reference])),
    ]


def _of_record(name: str, model: Any) -> Questions:
    """A record of the secret property by its number, of no property, and of an open one that has no such record."""

    def questions(scene: Scene) -> list[Question]:
        number = model.objects.filter(property=scene.hidden).latest("pk").pk
        there, nowhere, elsewhere = (
            reverse(name, args=[reference, number])
            for reference in (scene.hidden.reference, NOBODYS_REFERENCE, scene.plain.reference)
        )
        return [Question(there, nowhere), Question(elsewhere)]

    return questions


# By each of these the secret site could be singled out.
NARROWED = (
    "status=all", "organisation=WCC", "rag=green", "category=specialist", "min_book_value=70000000", "energy_rating=G",
    "lease_expires_after=2020-01-01", "missing=uprn", "ordering=-book_value", "updated_since=2020-01-01T00:00:00Z",
    "near=-2.2,52.2,5000", "bbox=-3,51,-1,53", "status=all&cursor=&limit=1&ordering=-name",
)  # fmt: skip


def _listed(scene: Scene) -> list[Question]:
    address = reverse("api_properties")
    found = [
        Question(f"{address}?q={quote(word)}{more}", f"{address}?q={quote(other)}{more}", (word, other))
        for word, other in ((MARK, NO_MARK), (UPRN, NO_UPRN), (POSTCODE, NO_POSTCODE))
        for more in ("", "&format=geojson", "&cursor=")
    ]
    asked = [*NARROWED, "format=csv&status=all", "format=ndjson&status=all", "format=geojson&status=all&crs=27700"]
    return [*found, *(Question(f"{address}?{each}") for each in asked)]


def _summed(scene: Scene) -> list[Question]:
    pairs = ["organisation,rag", "category,use", "district,tenure", "ward", "status,energy_rating"]
    queries = [
        *(f"by={by}&status=all" for by in pairs),
        *(f"by=rag&{each}" for each in NARROWED[:10]),
        "by=rag&format=csv",
    ]
    return [Question(f"{reverse('api_summary')}?{each}") for each in queries if "ordering" not in each]


ADDRESSES: dict[str, Questions] = {
    "api_organisations": _plain("api_organisations", "?format=csv", "?cursor=&limit=1", "?limit=0"),
    "api_areas": _plain("api_areas", "?format=geojson", "?format=ndjson&level=district"),
    "api_schema": _plain("api_schema"),
    "api_docs": _plain("api_docs"),
    "api_properties": _listed,
    "api_removed": _plain("api_removed", "?updated_since=2020-01-01T00:00:00Z"),
    "api_property": _of_property("api_property"),
    "api_rag_assessments": _of_property("api_rag_assessments"),
    **{name: _of_property(name) for name in ("api_close", "api_reopen", *(f"api_{kind}" for kind in KINDS))},
    "api_rag_assessment": _of_record("api_rag_assessment", RagAssessment),
    **{f"api_{kind}_one": _of_record(f"api_{kind}_one", spec.model) for kind, spec in KINDS.items()},
    "api_summary": _summed,
    "api_lease_events": _plain("api_lease_events", "?from=2020-01-01&to=2040-01-01", "?format=csv&organisation=WCC"),
    "tokens": _plain("tokens"),
    "token_revoke": lambda scene: [Question(reverse("token_revoke", args=["0" * 15]))],
}
MANY = ("close", "reopen", "rag-assessments", *KINDS)
# What asks for If-Match before it looks at the body.
REFUSED = dict.fromkeys(("api_close", "api_reopen", "api_rag_assessments"), 428)
READ_ONLY = {
    "api_organisations", "api_areas", "api_schema", "api_docs", "api_removed", "api_summary", "api_lease_events",
}  # fmt: skip


def tries(scene: Scene) -> dict[str, tuple[str, dict[str, Any], int]]:
    """For each address that writes: where, what would be a good answer of the right person, and how it is refused."""
    # A form's encoding is none of the API's, and nothing there takes POST but what adds; what each kind of body is
    # refused is in tests/integration/api/test_writing.py.
    resource = f"/api/v1/properties/{scene.plain.reference}"
    one = {"api_property": f"{resource}/", "api_rag_assessment": f"{resource}/rag-assessments/1/"}
    one |= {f"api_{kind}_one": f"{resource}/{kind}/1/" for kind in KINDS}
    many = {"api_properties": "/api/v1/properties/"}
    many |= {f"api_{rest.replace('-', '_') if 'rag' in rest else rest}": f"{resource}/{rest}/" for rest in MANY}
    return {
        **{name: (path, {}, 405) for name, path in one.items()},
        **{name: (path, {"name": "Mine"}, REFUSED.get(name, 415)) for name, path in many.items()},
        "tokens": ("/account/tokens/", {"name": "", "may": "write", "days": 30}, 422),
        "token_revoke": (f"/account/tokens/{'0' * 15}/revoke/", {}, 404),
    }


def of_estate(scene: Scene) -> list[str]:
    """Those of them that are closed to who does not read the estate, whatever the method."""
    return [name for name, (path, _, _) in tries(scene).items() if path.startswith("/api/v1/properties/")]
