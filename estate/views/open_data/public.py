"""The open data pages: which bodies publish, what each dataset holds, and the catalogue for programs."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from estate.calc.open_data_catalogue import CODE, LICENCE, LICENCE_NAME, catalogue, schema_org
from estate.querysets.open_data import VACANT_TITLE, VACANT_WHY, WITHHELD
from estate.querysets.open_data_columns import ABOUT, COLUMNS, RECOMMENDED, REQUIRED
from estate.selectors.open_data import publications
from estate.selectors.open_data_editions import editions_of
from estate.services.open_data import current_files
from estate.views.open_data.facts import Published, published
from estate.views.open_data.files import for_every_origin, publication_or_404
from totalplace.permissions import Action, may

PARTS = (
    (REQUIRED, "What the Code requires"),
    (RECOMMENDED, "What the Code recommends"),
    (ABOUT, "Of the file itself"),
)
# What would end a script element, or begin something else in one.
AS_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def all_published(request: HttpRequest) -> list[Published]:
    """Every body that publishes, with its files of today."""
    found = list(publications())
    files = current_files(found)
    return [published(request, each, files[each.organisation_id]) for each in found]


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Which bodies publish, and what there is to download."""
    context = {
        "datasets": all_published(request),
        "licence": LICENCE,
        "licence_name": LICENCE_NAME,
        "transparency": CODE,
    }
    return render(request, "estate/open_data/index.html", context)


@require_safe
def open_data_body(request: HttpRequest, code: str) -> HttpResponse:
    """One body's dataset: what it holds field by field, what is left out, and its editions."""
    publication = publication_or_404(code)
    found = published(request, publication, current_files([publication])[publication.organisation_id])
    context = {
        "found": found,
        "organisation": publication.organisation,
        "parts": [(title, [each for each in COLUMNS if each.part == part]) for part, title in PARTS],
        "editions": editions_of(found.dataset.issued, timezone.localdate()),
        "described": in_script(schema_org(found.dataset)),
        "may_edit": may(request.user, Action.EDIT_ESTATE, publication.organisation_id),
        **left_out(),
    }
    return render(request, "estate/open_data/dataset.html", context)


@require_safe
def open_data_catalogue(request: HttpRequest) -> HttpResponseBase:
    """The DCAT-AP catalogue of all that is published."""
    found = all_published(request)
    title = f"Open data of {settings.COUNTY_NAME}"
    about = "Land and building assets of the public bodies that publish them."
    url = request.build_absolute_uri(reverse("open_data"))
    document = catalogue(url, title, about, settings.COUNTY_NAME, [each.dataset for each in found])
    body = json.dumps(document, ensure_ascii=False, indent=1).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response = get_conditional_response(request, etag) or HttpResponse(body, content_type="application/ld+json")
    response["ETag"] = etag
    return for_every_origin(response)


def left_out() -> dict[str, Any]:
    """The rules of disclosure in words, and on what terms the data is given."""
    return {
        "withheld": WITHHELD,
        "vacant_title": VACANT_TITLE,
        "vacant_why": VACANT_WHY,
        "licence": LICENCE,
        "licence_name": LICENCE_NAME,
        "transparency": CODE,
    }


def in_script(document: dict[str, Any]) -> SafeString:
    """JSON that can stand inside a script element."""
    return mark_safe(json.dumps(document, ensure_ascii=False).translate(AS_ESCAPES))
