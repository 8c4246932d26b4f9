"""Pages for when something is refused, missing or broken. Each says what happened and what to do next.

The pages for 400 and 500 are drawn without the request's context: no database, no session, no context processor,
for any of those may be what failed.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.http.response import HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import get_template

from totalplace.calc.problems import MEDIA_TYPE, Problem

STYLESHEETS = ("govuk/govuk-frontend.min.css", "css/app.css")
ICON = "img/icon.svg"


def static_url(name: str) -> str:
    """The published address of a static file, or its plain one when the manifest itself is missing or broken."""
    try:
        return staticfiles_storage.url(name)
    except ValueError:
        return settings.STATIC_URL + name


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, which reads a problem document and no page."""
    return request.path.startswith(("/api/", "/ogc/"))


def problem(status: int, kind: str, detail: str) -> HttpResponse:
    """A refusal for programs."""
    document = Problem(status, kind, detail).as_dict()
    return JsonResponse(document, status=status, content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def bare_page(request: HttpRequest, template: str) -> str:
    """An error page that stands on settings and files alone."""
    return get_template(template).render(
        {
            "COUNTY_NAME": settings.COUNTY_NAME,
            "PRODUCT_NAME": settings.SITE_NAME,
            "stylesheets": [static_url(name) for name in STYLESHEETS],
            "icon": static_url(ICON),
            "request_id": getattr(request, "id", ""),
        }
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    if is_api(request):
        return problem(400, "request", _reason(exception) or "The request cannot be read.")
    return HttpResponseBadRequest(bare_page(request, "400.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, and logged under the request's id."""
    if is_api(request):
        return problem(500, "ours", "Something went wrong here. It is written down under the request's X-Request-ID.")
    return HttpResponseServerError(bare_page(request, "500.html"))


def _reason(exception: Exception | None) -> str:
    """The sentence a view gave for people, if it gave one: a path that did not resolve has a dict instead."""
    words = exception.args[0] if exception is not None and exception.args else ""
    return words if isinstance(words, str) else ""


def _framed(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    return render(
        request,
        template,
        {"request_id": getattr(request, "id", ""), **context},
        status=status,
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in or not, this is not for this person."""
    if is_api(request):
        return problem(403, "rights", _reason(exception) or "This is not for you.")
    return _framed(request, "403.html", 403, reason=_reason(exception))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing that this person may see; the page does not tell which."""
    if is_api(request):
        return problem(404, "not-found", "There is nothing here, or nothing that you may see.")
    return _framed(request, "404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose safety token is missing or old: most often a page left open overnight."""
    return _framed(request, "403_csrf.html", 403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: the same thing asked too often in a short time."""
    return _framed(request, "429.html", 429)
