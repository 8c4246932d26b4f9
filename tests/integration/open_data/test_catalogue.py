"""The catalogue and the page's description are what catalogues and search engines expect."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from estate.calc.open_data_catalogue import LICENCE
from estate.models import OpenDataFile, OpenDataPublication
from tests.factories import make_organisation, make_property
from tests.integration.open_data.conftest import CSV, body_of
from totalplace.models import Organisation

pytestmark = pytest.mark.django_db

ADDRESS = "/open-data/catalogue.jsonld"
# DCAT-AP 3.0: what each class must have, and of what else a value may not be missing here.
MANDATORY = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"},
    "dcat:Dataset": {"dct:title", "dct:description", "dct:publisher", "dcat:distribution", "dct:modified"},
    "dcat:Distribution": {"dcat:accessURL", "dcat:downloadURL", "dct:license", "dct:format", "dcat:mediaType"},
    "foaf:Agent": {"foaf:name"},
    "spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"},
    "vcard:Organization": {"vcard:fn"},
}


def nodes(document: Any) -> list[dict[str, Any]]:
    """Every typed node of a JSON-LD document."""
    if isinstance(document, list):
        return [node for each in document for node in nodes(each)]
    if not isinstance(document, dict):
        return []
    own = [document] if str(document.get("@type", "")).partition(":")[0] in ("dcat", "foaf", "spdx", "vcard") else []
    return own + [node for name, each in document.items() if name != "@context" for node in nodes(each)]


def terms(document: Any) -> set[str]:
    """Every term that a document uses."""
    if isinstance(document, list):
        return {term for each in document for term in terms(each)}
    if not isinstance(document, dict):
        return set()
    return {name for name in document if not name.startswith("@")} | {
        term for name, each in document.items() if name != "@context" for term in terms(each)
    }


def test_every_node_has_what_dcat_ap_demands(stranger: Any, published: Any, library: Any) -> None:
    answer = stranger.get(ADDRESS)
    assert answer["Content-Type"] == "application/ld+json"
    document = json.loads(answer.content)
    found = nodes(document)
    assert {node["@type"] for node in found} == {*MANDATORY, "foaf:Document"}
    for node in found:
        missing = MANDATORY.get(node["@type"], set()) - set(node)
        assert missing == set(), node["@type"]
    assert {term.partition(":")[0] for term in terms(document)} <= set(document["@context"])
    assert all(isinstance(value, str) and value.startswith("http") for value in document["@context"].values())


def test_a_distribution_says_what_its_file_is(stranger: Any, published: Any, library: Any) -> None:
    (dataset,) = json.loads(stranger.get(ADDRESS).content)["dcat:dataset"]
    csv, geojson = dataset["dcat:distribution"]
    assert csv["dcat:downloadURL"]["@id"] == f"http://testserver{CSV}"
    assert csv["dcat:mediaType"]["@id"].endswith("/text/csv")
    assert geojson["dcat:mediaType"]["@id"].endswith("/application/geo+json")
    content = body_of(stranger.get(CSV))
    assert int(csv["dcat:byteSize"]["@value"]) == len(content)
    assert csv["spdx:checksum"]["spdx:checksumValue"]["@value"] == OpenDataFile.objects.get(form="csv").sha256
    assert csv["dct:license"]["@id"] == LICENCE
    assert dataset["dcat:contactPoint"]["vcard:hasEmail"]["@id"] == "mailto:data@example.org"


def test_the_page_describes_its_dataset_to_search_engines(stranger: Any, published: Any, library: Any) -> None:
    Organisation.objects.filter(code="WCC").update(name="A & B </script><b>Council")
    page = stranger.get("/open-data/WCC/").content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, flags=re.DOTALL)
    document = json.loads(text)
    assert (document["@context"], document["@type"]) == ("https://schema.org", "Dataset")
    for name in ("name", "description", "license", "creator", "distribution", "dateModified", "url"):
        assert document[name], name
    assert "A & B </script><b>Council" in document["name"]
    assert {each["encodingFormat"] for each in document["distribution"]} == {"text/csv", "application/geo+json"}


def test_it_is_asked_for_conditionally_from_any_origin(stranger: Any, published: Any, library: Any) -> None:
    first = stranger.get(ADDRESS)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert stranger.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304
    library.name = "Renamed"
    library.save()
    assert stranger.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert stranger.head(ADDRESS).status_code == 200


@pytest.mark.parametrize("settings_say", [True, False])
def test_made_up_data_says_so_everywhere(
    stranger: Any, settings: Any, published: Any, library: Any, settings_say: bool
) -> None:
    settings.DEMO = settings_say
    make_property("WCC", name="Made up", is_synthetic=not settings_say)
    for address in ("/open-data/", "/open-data/WCC/", ADDRESS):
        assert "ade-up data" in stranger.get(address).content.decode(), address
    if not settings_say:
        assert 'filename="made-up-WCC' in stranger.get(CSV)["Content-Disposition"]


def test_true_data_is_not_called_made_up(stranger: Any, settings: Any, published: Any, library: Any) -> None:
    settings.DEMO = False
    for address in ("/open-data/", "/open-data/WCC/", ADDRESS):
        assert "ade-up" not in stranger.get(address).content.decode(), address


@pytest.mark.parametrize("address", ["/open-data/", ADDRESS, "/open-data/B0/"])
def test_a_page_asks_no_more_of_many_bodies_than_of_few(stranger: Any, address: str) -> None:
    def asked() -> int:
        stranger.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert stranger.get(address).status_code == 200
        return len(queries)

    bodies(2)
    few = asked()
    bodies(9)
    assert asked() == few <= 2


def bodies(how_many: int) -> None:
    """So many bodies that publish, each with a property."""
    for number in range(how_many):
        body = make_organisation(f"B{number}")
        OpenDataPublication.objects.get_or_create(organisation=body, is_published=True)
        make_property(body)
