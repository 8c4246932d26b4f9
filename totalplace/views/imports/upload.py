"""The imports so far, and the first step: whose file, of what, and which."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from totalplace.forms.imports import UploadForm, bodies_to_import_for, too_large_sentence
from totalplace.importing.pages import kinds_at, pages_for, step_url
from totalplace.importing.readers import UnreadableFile
from totalplace.importing.readers.model import MAX_ROWS
from totalplace.importing.targets import target_for
from totalplace.importing.template import template_workbook
from totalplace.models import ImportBatch
from totalplace.pagination import page_links
from totalplace.permissions import require
from totalplace.services import imports as services
from totalplace.views.imports.receiving import limited_upload

IMPORTS_A_PAGE = 20


def _kinds(request: HttpRequest, ending: str) -> list[tuple[str, str]]:
    """What is let in at this address."""
    return kinds_at(request.resolver_match.url_name.removesuffix(ending))


@limited_upload
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Imports so far, and the form that begins another."""
    kinds = _kinds(request, "_list")
    right = target_for(kinds[0][0]).right
    require(request.user, right)
    asked = {"bodies": bodies_to_import_for(request.user, right), "kinds": kinds, "whose": pages_for(kinds[0][0]).whose}
    if request.method == "GET":
        return _page(request, UploadForm(**asked))
    form = UploadForm(request.POST, request.FILES, **asked, too_large=request.upload_too_large)
    if not form.is_valid():
        return _page(request, form, status=413 if request.upload_too_large else 422)
    given: dict[str, Any] = {"kind": kinds[0][0]} | form.cleaned_data
    try:
        batch = services.start_import(user=request.user, **given, filename=given["file"].name)
    except UnreadableFile as refusal:
        # The name of a file whose contents nobody may keep may tell of them.
        name = "The file" if target_for(given["kind"]).confidential else given["file"].name
        form.add_error("file", f"{name} was not read. {refusal.reason} {refusal.remedy}")
        return _page(request, form, status=422)
    return redirect(step_url(batch, "columns"))


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    """The form, and under it the imports so far."""
    kinds = _kinds(request, "_list")
    batches = ImportBatch.objects.visible_to(request.user).filter(kind__in=[kind for kind, _ in kinds])
    listed = batches.select_related("organisation", "created_by", "job")
    page = Paginator(listed, IMPORTS_A_PAGE).get_page(request.GET.get("page"))
    pages = pages_for(kinds[0][0])
    context = {
        "pages_of": pages,
        "has_places": any(target_for(kind).has_places for kind, _ in kinds),
        "templates": _templates(kinds, pages.prefix),
        "crumbs": [(pages.crumb[0], reverse(pages.crumb[1]))],
        "form": form,
        "imports": page.object_list,
        "pages": page_links(request.GET, page.number, page.paginator.num_pages),
        "limit": settings.MAX_IMPORT_BYTES,
        "too_large": too_large_sentence(),
        "max_rows": MAX_ROWS,
    }
    return render(request, "totalplace/import/index.html", context, status=status)


def _templates(kinds: list[tuple[str, str]], prefix: str) -> list[tuple[str, str]]:
    """(words, address) of an empty workbook for each kind; no words where there is one kind."""
    address = reverse(f"{prefix}_template")
    if len(kinds) == 1:
        return [("", address)]
    return [(label, f"{address}?kind={kind}") for kind, label in kinds]


@login_required
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with our own headings and a note on each."""
    kinds = dict(_kinds(request, "_template"))
    kind = request.GET.get("kind", next(iter(kinds)))
    if kind not in kinds:
        raise Http404("Nothing of that kind is imported here.")
    require(request.user, target_for(kind).right)
    return FileResponse(template_workbook(kind), as_attachment=True, filename=f"{kind}-template.xlsx")
