"""The OpenAPI 3.0 document of this API, for the collections that the asker may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from totalplace.api.parameters import DEFAULT_LIMIT, MOST_AT_ONCE
from totalplace.api.schema import PROBLEM
from totalplace.calc.problems import MEDIA_TYPE
from totalplace.calc.reference_systems import CRS84, SYSTEMS
from totalplace.ogc.collections import Collection
from totalplace.ogc.documents import GEOJSON, HTML, JSON, SCHEMA, schema_of
from totalplace.ogc.parameters import FORMATS, LANGUAGES

REFUSALS = {
    "400": "A parameter is unknown or wrong; each is named, with what is allowed.",
    "401": "No token, or one that is not good.",
    "404": "Nothing here, or nothing that you may see.",
    "429": "Too many requests: wait as long as Retry-After says.",
    "503": "The answer takes too long to find: ask more narrowly.",
}


def document(request: Any, found: dict[str, Collection]) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {
        "/": _reading("The landing page", "landing", JSON),
        "/conformance": _reading("What this API conforms to", "conformance", JSON),
        "/api": _reading("This document", "api", JSON),
        "/collections": _reading("The collections that you may read", "collections", JSON),
    }
    for each in found.values():
        paths |= _paths(each)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{settings.COUNTY_NAME} {settings.SITE_NAME}: OGC API – Features",
            "version": "1.0",
            "description": "Send a token as `Authorization: Bearer …`. One is made at /account/tokens/.",
        },
        "servers": [{"url": request.build_absolute_uri(reverse("ogc_landing")).rstrip("/")}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _of_3_0(PROBLEM)},
            "parameters": PARAMETERS,
            "responses": {
                status: {
                    "description": words,
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, words in REFUSALS.items()
            },
        },
        "security": [{"token": []}],
    }


def _paths(collection: Collection) -> dict[str, Any]:
    name = collection.id
    key = name.replace("-", "_")
    of_items = ["limit", "cursor", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs"]
    sorts = [f"{sign}{each}" for each in collection.sorts for sign in ("", "-")]
    more = [
        {"name": "sortby", "in": "query", "schema": {"type": "string", "enum": sorts}, "description": "The order."},
        *(
            {
                "name": each.name,
                "in": "query",
                "description": "Features with this value; of codes several, parted by commas.",
                "schema": {"type": "string"} if each.kind == "code" else _of_3_0(schema_of(each)),
            }
            for each in collection.queryables
        ),
    ]
    one = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        f"/collections/{name}": _reading(collection.title, f"{key}_collection", JSON),
        f"/collections/{name}/queryables": _reading("What filters may ask", f"{key}_queryables", SCHEMA),
        f"/collections/{name}/items": _reading(
            f"{collection.title}: features", f"{key}_items", GEOJSON, [*of_items, "properties", "skipGeometry"], more
        ),
        f"/collections/{name}/items/{{featureId}}": _reading(
            f"{collection.title}: one feature", f"{key}_item", GEOJSON, ["crs", "properties", "skipGeometry"], [one]
        ),
    }


def _reading(
    summary: str, key: str, kind: str, parameters: Iterable[str] = (), more: Iterable[dict[str, Any]] = ()
) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "object"}}, HTML: {"schema": {"type": "string"}}}
    named = [{"$ref": f"#/components/parameters/{name}"} for name in ("f", *parameters)]
    refusals = {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    return {
        "get": {
            "summary": summary,
            "operationId": key,
            "parameters": [*more, *named],
            "responses": {"200": {"description": summary, "content": content}, **refusals},
        }
    }


def _parameter(name: str, words: str, **schema: Any) -> dict[str, Any]:
    found = {"name": name, "in": "query", "description": words, "schema": schema or {"type": "string"}}
    return found | ({"style": "form", "explode": False} if schema.get("type") == "array" else {})


_SYSTEM = {"type": "string", "enum": list(SYSTEMS), "default": CRS84.uri}
PARAMETERS = {
    each["name"]: each
    for each in (
        _parameter("f", "JSON or a page; else as Accept asks.", type="string", enum=list(FORMATS)),
        _parameter(
            "limit", "Features of one page; more than the most is the most.",
            type="integer", minimum=1, maximum=MOST_AT_ONCE, default=DEFAULT_LIMIT,
        ),
        _parameter("cursor", "Where the page begins, as the link “next” says."),
        _parameter(
            "bbox", "Features that intersect the box: lower corner, upper corner, in the axes of bbox-crs.",
            type="array", minItems=4, maxItems=6, items={"type": "number"},
        ),
        _parameter("bbox-crs", "The reference system of bbox.", **_SYSTEM),
        _parameter("crs", "The reference system of the answer's coordinates.", **_SYSTEM),
        _parameter("datetime", "A moment or day, or an interval: 2026-01-01/.. is all since."),
        _parameter("filter", "A condition in CQL2."),
        _parameter("filter-lang", "The language of filter.", type="string", enum=list(LANGUAGES)),
        _parameter("filter-crs", "The reference system of geometries in filter.", **_SYSTEM),
        _parameter("properties", "Only these properties.", type="array", items={"type": "string"}),
        _parameter("skipGeometry", "Without geometry.", type="boolean", default=False),
    )
}  # fmt: skip


def _of_3_0(schema: Any) -> Any:
    """A schema without what OpenAPI 3.0 does not know."""
    if isinstance(schema, dict):
        return {name: _of_3_0(each) for name, each in schema.items() if name != "title" or not isinstance(each, str)}
    return schema
