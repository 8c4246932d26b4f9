"""A published dataset as catalogues know it: DCAT-AP 3 in JSON-LD, and schema.org for search engines.

Sources: DCAT-AP 3.0 (SEMIC), classes Catalogue, Dataset and Distribution; schema.org/Dataset. Contexts stand in the
documents themselves, so that nobody has to fetch one.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
LICENCE_NAME = "Open Government Licence v3.0"
CODE = "https://www.gov.uk/government/publications/local-government-transparency-code-2015"
AUTHORITY = "http://publications.europa.eu/resource/authority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
KEYWORDS = ("land", "buildings", "property assets", "local government transparency")

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file of a dataset: `form` is "CSV" or "GeoJSON", size in bytes, SHA-256 in hexadecimal digits."""

    form: str
    media_type: str
    url: str
    size_bytes: int
    sha256: str
    changed_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Dataset:
    """A body's published file. `contact` is an e-mail or web address, or ""; `publisher_uri` too may be ""."""

    url: str
    identifier: str
    title: str
    description: str
    publisher: str
    publisher_uri: str
    contact: str
    issued: datetime.date
    distributions: Sequence[Distribution]

    @property
    def changed_at(self) -> datetime.datetime:
        """The moment at which the first of its files last changed: they hold the same."""
        return self.distributions[0].changed_at


def catalogue(url: str, title: str, description: str, publisher: str, datasets: Sequence[Dataset]) -> dict[str, Any]:
    """The DCAT-AP catalogue of those datasets as a JSON-LD document."""
    return {
        "@context": CONTEXT,
        "@id": url,
        "@type": "dcat:Catalog",
        "dct:title": _english(title),
        "dct:description": _english(description),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": publisher},
        "dct:license": {"@id": LICENCE},
        "dct:language": {"@id": f"{AUTHORITY}/language/ENG"},
        "dcat:dataset": [_dcat(each) for each in datasets],
    }


def _dcat(dataset: Dataset) -> dict[str, Any]:
    publisher = {"@type": "foaf:Agent", "foaf:name": dataset.publisher}
    if dataset.publisher_uri:
        publisher["@id"] = dataset.publisher_uri
    described = {
        "@id": dataset.url,
        "@type": "dcat:Dataset",
        "dct:title": _english(dataset.title),
        "dct:description": _english(dataset.description),
        "dct:identifier": dataset.identifier,
        "dct:publisher": publisher,
        "dct:issued": _typed(dataset.issued.isoformat(), "date"),
        "dct:modified": _moment(dataset.changed_at),
        "dct:accrualPeriodicity": {"@id": f"{AUTHORITY}/frequency/UPDATE_CONT"},
        "dct:conformsTo": {"@id": CODE},
        "dct:license": {"@id": LICENCE},
        "dcat:keyword": [_english(word) for word in KEYWORDS],
        "dcat:landingPage": {"@id": dataset.url, "@type": "foaf:Document"},
        "dcat:theme": {"@id": f"{AUTHORITY}/data-theme/GOVE"},
        "dcat:distribution": [_distribution(each) for each in dataset.distributions],
    }
    if dataset.contact:
        described["dcat:contactPoint"] = _card(dataset)
    return described


def _distribution(each: Distribution) -> dict[str, Any]:
    return {
        "@id": each.url,
        "@type": "dcat:Distribution",
        "dct:title": _english(each.form),
        "dcat:accessURL": {"@id": each.url},
        "dcat:downloadURL": {"@id": each.url},
        "dct:format": {"@id": f"{AUTHORITY}/file-type/{each.form.upper()}"},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}/{each.media_type}"},
        "dct:license": {"@id": LICENCE},
        "dcat:byteSize": _typed(str(each.size_bytes), "nonNegativeInteger"),
        "dct:modified": _moment(each.changed_at),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(each.sha256, "hexBinary"),
        },
    }


def _card(dataset: Dataset) -> dict[str, Any]:
    card: dict[str, Any] = {"@type": "vcard:Organization", "vcard:fn": dataset.publisher}
    if dataset.contact.startswith("http"):
        return card | {"vcard:hasURL": {"@id": dataset.contact}}
    return card | {"vcard:hasEmail": {"@id": f"mailto:{dataset.contact}"}}


def schema_org(dataset: Dataset) -> dict[str, Any]:
    """The dataset as schema.org's Dataset, for the page about it."""
    publisher: dict[str, Any] = {"@type": "GovernmentOrganization", "name": dataset.publisher}
    if dataset.publisher_uri:
        publisher["sameAs"] = dataset.publisher_uri
    if dataset.contact:
        way = "url" if dataset.contact.startswith("http") else "email"
        publisher["contactPoint"] = {"@type": "ContactPoint", "contactType": "open data", way: dataset.contact}
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": dataset.url,
        "url": dataset.url,
        "name": dataset.title,
        "description": dataset.description,
        "identifier": dataset.identifier,
        "keywords": list(KEYWORDS),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "creator": publisher,
        "publisher": publisher,
        "datePublished": dataset.issued.isoformat(),
        "dateModified": dataset.changed_at.isoformat(),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": each.media_type,
                "contentUrl": each.url,
                "contentSize": f"{each.size_bytes} B",
                "sha256": each.sha256,
            }
            for each in dataset.distributions
        ],
    }


def _english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _typed(text: str, kind: str) -> dict[str, str]:
    return {"@value": text, "@type": f"xsd:{kind}"}


def _moment(at: datetime.datetime) -> dict[str, str]:
    return _typed(at.isoformat(timespec="seconds"), "dateTime")
