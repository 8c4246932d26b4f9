"""The resources, each as JSON and as a page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import AllowAny

from totalplace.api.base import ApiView, answer
from totalplace.api.errors import Refused
from totalplace.calc.problems import Problem
from totalplace.ogc import documents, openapi, pages
from totalplace.ogc.collections import Collection, collections_for
from totalplace.ogc.documents import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Links
from totalplace.ogc.items import feature_of, page_of
from totalplace.ogc.parameters import Asked, read_item, read_items, read_plain

LONGEST_ID = 60


class Resource(ApiView):
    """A resource that is read by programs and people: `f` says in which form, else the Accept header does."""

    schema = None
    template = ""
    kind = JSON

    @property
    def is_page(self) -> bool:
        """Whether a page is to be answered."""
        asked = self.request.GET.get("f")
        if asked in ("json", "html"):
            return asked == "html"
        return self.request._request.get_preferred_type([JSON, GEOJSON, HTML]) == HTML

    def finalize_response(self, request: Any, response: HttpResponseBase, *args: Any, **kwargs: Any) -> Any:
        final = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(final, ["Accept"])
        return final

    def handle_exception(self, exc: Exception) -> Any:
        """Refusals as the API's; people are led to the sign-in, or told on a page."""
        if self.request.method not in ("GET", "HEAD") or not self.is_page:
            return super().handle_exception(exc)
        if isinstance(exc, NotAuthenticated) and not isinstance(exc, AuthenticationFailed):
            return redirect_to_login(self.request.get_full_path())
        refused = super().handle_exception(exc)
        page = self.page("totalplace/ogc/refused.html", {"problem": json.loads(refused.content)})
        page.status_code = refused.status_code
        page.headers["Cache-Control"] = "no-store"
        if "Retry-After" in refused.headers:
            page.headers["Retry-After"] = refused.headers["Retry-After"]
        return page

    def page(self, template: str, context: Mapping[str, Any]) -> HttpResponse:
        """A page of ours."""
        return render(self.request._request, template, {"json_address": self._as_json(), **context})

    def _as_json(self) -> str:
        query = self.request.GET.copy()
        query["f"] = "json"
        return f"?{query.urlencode()}"

    def said(self, document: Mapping[str, Any], **context: Any) -> HttpResponse:
        """A document in the form asked for; for a page `context` is added to it."""
        if self.is_page:
            return self.page(self.template, {"document": document, **context})
        return answer(self.request, json.dumps(document, ensure_ascii=False), content_type=self.kind)

    @property
    def links(self) -> Links:
        return Links(self.request)

    def collection(self) -> Collection:
        """The collection that the address names; 404 alike where there is none, and where it is not for the asker."""
        name = self.kwargs["collection"]
        found = collections_for(self.request.user).get(name)
        if found is None:
            words = f"There is no collection “{name[:LONGEST_ID]}”, or none that you may read."
            raise Refused(Problem(404, "not-found", words))
        return found


class Landing(Resource):
    """Where everything begins; there for all, for it tells nothing of anybody's data."""

    permission_classes = (AllowAny,)
    template = "totalplace/ogc/landing.html"

    def get(self, request: Any) -> HttpResponse:
        """The landing page."""
        read_plain(request.GET)
        return self.said(documents.landing(self.links), address=request.build_absolute_uri(reverse("ogc_landing")))


class Conformance(Resource):
    """What is conformed to; there for all."""

    permission_classes = (AllowAny,)
    template = "totalplace/ogc/conformance.html"

    def get(self, request: Any) -> HttpResponse:
        """The conformance classes."""
        read_plain(request.GET)
        return self.said(documents.conformance(self.links))


class Api(Resource):
    """The OpenAPI document; of collections it names those that the asker may read."""

    permission_classes = (AllowAny,)
    template = "totalplace/ogc/api.html"
    kind = OPENAPI

    def get(self, request: Any) -> HttpResponse:
        """The document, or the documentation."""
        read_plain(request.GET)
        return self.said(openapi.document(request, collections_for(request.user)))


class Collections(Resource):
    """All collections that the asker may read."""

    template = "totalplace/ogc/collections.html"

    def get(self, request: Any) -> HttpResponse:
        """The list."""
        read_plain(request.GET)
        return self.said(documents.collections(self.links, collections_for(request.user)))


class OneCollection(Resource):
    """One collection."""

    template = "totalplace/ogc/collection.html"

    def get(self, request: Any, collection: str) -> HttpResponse:
        """What it is, and where."""
        read_plain(request.GET)
        found = self.collection()
        return self.said(documents.of_collection(self.links, found, found.extent()), collection=found)


class Queryables(Resource):
    """What filters may ask of a collection."""

    template = "totalplace/ogc/queryables.html"
    kind = SCHEMA

    def get(self, request: Any, collection: str) -> HttpResponse:
        """A JSON Schema."""
        read_plain(request.GET)
        found = self.collection()
        return self.said(documents.queryables(self.links, found), collection=found)


class Items(Resource):
    """The features of a collection, a page at a time."""

    def get(self, request: Any, collection: str) -> HttpResponse:
        """A page of features, of those that the asker may see."""
        found = self.collection()
        asked = read_items(request.GET, found, is_page=self.is_page)
        page = page_of(found, request.user, asked)
        if self.is_page:
            return self.page("totalplace/ogc/items.html", pages.of_items(request, found, asked, page))
        links = [
            *self.links.of_itself(GEOJSON),
            *(
                self.links.with_query(_moved(request, cursor), rel, GEOJSON, title)
                for rel, cursor, title in (("next", page.next, "Next page"), ("prev", page.previous, "Page before"))
                if cursor
            ),
            self.links.to("ogc_collection", found.id, rel="collection", kind=JSON, title=found.title),
        ]
        head: dict[str, Any] = {"type": "FeatureCollection"}
        if page.matched is not None:
            head["numberMatched"] = page.matched
        head |= {"numberReturned": len(page.features), "links": links} | _crs_of_old(asked)
        body = f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [{",".join(page.features)}]}}'
        tag = _tag(page.next, page.previous, str(page.matched), *page.features)
        return answer(request, body, tag=tag, content_type=GEOJSON, headers=_crs_header(asked))


class Item(Resource):
    """One feature."""

    def get(self, request: Any, collection: str, item: str) -> HttpResponse:
        """The feature; 404 alike where there is none, and where it is hidden from the asker."""
        found = self.collection()
        asked = read_item(request.GET, found)
        text = feature_of(found, request.user, item, asked) if len(item) <= LONGEST_ID else None
        if text is None:
            raise Refused(Problem(404, "not-found", "There is no such feature here, or none that you may see."))
        if self.is_page:
            return self.page("totalplace/ogc/item.html", pages.of_item(found, asked, text))
        links = [
            *self.links.of_itself(GEOJSON),
            self.links.to("ogc_collection", found.id, rel="collection", kind=JSON, title=found.title),
        ]
        more = json.dumps({"links": links} | _crs_of_old(asked), ensure_ascii=False)
        headers = _crs_header(asked)
        return answer(request, f"{text[:-1]}, {more[1:]}", tag=_tag(text), content_type=GEOJSON, headers=headers)


def _tag(*parts: str) -> str:
    """An ETag of what may change at one address: its links follow from the address, and are left out."""
    return hashlib.sha1("|".join(parts).encode(), usedforsecurity=False).hexdigest()


def _moved(request: Any, cursor: str) -> dict[str, str]:
    return {**request.GET.dict(), "cursor": cursor}


def _crs_header(asked: Asked) -> dict[str, str]:
    return {"Content-Crs": f"<{asked.crs.uri}>"}


def _crs_of_old(asked: Asked) -> dict[str, Any]:
    """Readers of GeoJSON that look at no header learn from this that it is not in degrees. In degrees, the old member
    leaves open which comes first, so there it is left out."""
    if asked.crs.srid == 4326:
        return {}
    return {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{asked.crs.srid}"}}}
