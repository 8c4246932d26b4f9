"""What describes the API and its collections, as the standard's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from totalplace.api.schema import TYPES
from totalplace.calc.reference_systems import STORED, SYSTEMS
from totalplace.ogc.collections import GEOMETRY, Collection, Queryable, title_of

_FEATURES = "http://www.opengis.net/spec/ogcapi-features"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    *(f"{_FEATURES}-1/1.0/conf/{name}" for name in ("core", "oas30", "html", "geojson")),
    f"{_FEATURES}-2/1.0/conf/crs",
    *(
        f"{_FEATURES}-3/1.0/conf/{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"{_CQL2}/{name}"
        for name in (
            "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison",
            "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "temporal-functions",
            "property-property", "arithmetic",
        )
    ),
)  # fmt: skip

JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
QUERYABLES_REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"


class Links:
    """Links of one request: absolute, and each to the other form of the same."""

    def __init__(self, request: Any) -> None:
        self.request = request

    def to(self, name: str, *args: str, rel: str, kind: str, title: str, query: str = "") -> dict[str, str]:
        """A link to a resource of ours by the name of its address."""
        href = self.request.build_absolute_uri(reverse(name, args=args)) + query
        return {"href": href, "rel": rel, "type": kind, "title": title}

    def of_itself(self, kind: str = JSON) -> list[dict[str, str]]:
        """This resource in the form that was asked for, and in the other."""
        query = self.request.GET.dict()
        return [
            self.with_query(query | {"f": "json"}, "self", kind, "As JSON"),
            self.with_query(query | {"f": "html"}, "alternate", HTML, "As a page"),
        ]

    def with_query(self, query: Mapping[str, str], rel: str, kind: str, title: str) -> dict[str, str]:
        """This address with other parameters."""
        changed = self.request.GET.copy()
        changed.clear()
        for name in query:
            changed[name] = query[name]
        return {
            "href": self.request.build_absolute_uri(f"?{changed.urlencode()}"),
            "rel": rel,
            "type": kind,
            "title": title,
        }


def landing(links: Links) -> dict[str, Any]:
    """Where everything begins."""
    return {
        "title": f"{settings.COUNTY_NAME} {settings.SITE_NAME}",
        "description": "The public estate of the county and its areas, as OGC API – Features.",
        "links": [
            *links.of_itself(),
            links.to("ogc_api", rel="service-desc", kind=OPENAPI, title="The OpenAPI document", query="?f=json"),
            links.to("ogc_api", rel="service-doc", kind=HTML, title="The documentation", query="?f=html"),
            links.to("ogc_conformance", rel="conformance", kind=JSON, title="What this API conforms to"),
            links.to("ogc_collections", rel="data", kind=JSON, title="The collections"),
        ],
    }


def conformance(links: Links) -> dict[str, Any]:
    """The classes of the standards that are really done."""
    return {"conformsTo": list(CONFORMS_TO), "links": links.of_itself()}


def collections(links: Links, found: dict[str, Collection]) -> dict[str, Any]:
    """All that the person may read; each extent is asked for once."""
    extents: dict[Any, list[float]] = {}
    for each in found.values():
        if each.extent not in extents:
            extents[each.extent] = each.extent()
    return {
        "links": links.of_itself(),
        "crs": list(SYSTEMS),
        "collections": [of_collection(links, each, extents[each.extent]) for each in found.values()],
    }


def of_collection(links: Links, collection: Collection, extent: list[float]) -> dict[str, Any]:
    """One collection."""
    name = collection.id
    described: dict[str, Any] = {
        "id": name,
        "title": collection.title,
        "description": collection.description,
        "itemType": "feature",
        "extent": {"spatial": {"bbox": [extent], "crs": next(iter(SYSTEMS))}},
        "crs": list(SYSTEMS),
        "storageCrs": STORED.uri,
        "links": [
            links.to("ogc_collection", name, rel="self", kind=JSON, title=collection.title),
            links.to("ogc_collection", name, rel="alternate", kind=HTML, title="As a page", query="?f=html"),
            links.to("ogc_items", name, rel="items", kind=GEOJSON, title="Features"),
            links.to("ogc_items", name, rel="items", kind=HTML, title="Features as a page", query="?f=html"),
            links.to("ogc_queryables", name, rel=QUERYABLES_REL, kind=SCHEMA, title="What filters may ask"),
        ],
    }
    if collection.when:
        described["extent"]["temporal"] = {"interval": [[None, None]]}
    return described


def queryables(links: Links, collection: Collection) -> dict[str, Any]:
    """What filters may ask, as a JSON Schema."""
    address = links.to("ogc_queryables", collection.id, rel="self", kind=SCHEMA, title="")["href"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": collection.title,
        "properties": {each.name: schema_of(each) for each in collection.queryables}
        | {GEOMETRY: {"title": "Geometry", "x-ogc-role": "primary-geometry", "format": "geometry-any"}},
        "additionalProperties": False,
    }


def schema_of(queryable: Queryable) -> dict[str, Any]:
    """One property."""
    said = {"title": title_of(queryable.name), **TYPES[queryable.kind]}
    if queryable.words:
        said["description"] = queryable.words
    return said | ({"enum": list(queryable.values)} if queryable.values else {})
