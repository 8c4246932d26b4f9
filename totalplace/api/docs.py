"""The OpenAPI document and its interactive pages, from our own files and under our own security policy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView


class Document(SpectacularAPIView):
    """The OpenAPI 3.1 document. It tells nothing of anybody's data, so it is there for all."""

    renderer_classes = [OpenApiJsonRenderer]
    authentication_classes: Any = []
    throttle_classes: Any = []
    schema = None


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The documentation to read and to try out, without a request to anywhere else."""
    return render(request, "totalplace/api_docs.html")
