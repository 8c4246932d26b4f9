"""What the HTML pages of features show."""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse

from totalplace.ogc.collections import Collection, title_of
from totalplace.ogc.items import Page
from totalplace.ogc.parameters import Asked
from totalplace.pagination import PageLinks

EXAMPLE = "CASEI(name) LIKE CASEI('%park%')"


def of_items(request: Any, collection: Collection, asked: Asked, page: Page) -> dict[str, Any]:
    """A table of the columns that tell most, or of those asked for, with the ways on."""
    named = bool(request.GET.get("properties", "").strip())
    columns = [each for each in asked.columns if named or each.name in collection.shown]
    features = [json.loads(text) for text in page.features]
    return {
        "collection": collection,
        "titles": [title_of(each.name) for each in columns],
        "rows": [
            (
                reverse("ogc_item", args=[collection.id, str(each["id"])]) + "?f=html",
                [(title_of(column.name), _shown(each["properties"][column.name])) for column in columns],
            )
            for each in features
        ],
        "page": page,
        "number": len(features),
        "pages": PageLinks(
            items=(),
            next_url=_address(request, cursor=page.next) if page.next else "",
            previous_url=_address(request, cursor=page.previous) if page.previous else "",
        ),
        "filter": request.GET.get("filter", ""),
        "example": EXAMPLE,
        "keep": [(name, value) for name, value in request.GET.items() if name not in ("filter", "cursor")],
    }


def of_item(collection: Collection, asked: Asked, text: str) -> dict[str, Any]:
    """Every property that was asked for, and where the feature is."""
    found = json.loads(text)
    geometry = found["geometry"]
    return {
        "collection": collection,
        "id": found["id"],
        "rows": [(title_of(each.name), _shown(found["properties"][each.name])) for each in asked.columns],
        "geometry": geometry and geometry["type"],
        "page_url": collection.page(str(found["id"])) if collection.page else "",
    }


def _shown(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _address(request: Any, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"
