"""The imports so far, and the first step: whose file, and which."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from estate.forms.imports import UploadForm, bodies_to_import_for, too_large_sentence
from estate.importers.template import template_workbook
from estate.views.imports.receiving import limited_upload
from totalplace.importing.readers import UnreadableFile
from totalplace.importing.readers.model import MAX_ROWS
from totalplace.models import ImportBatch
from totalplace.pagination import page_links
from totalplace.permissions import Action, require
from totalplace.services import imports as services

KIND = "properties"
IMPORTS_A_PAGE = 20


@limited_upload
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Imports so far, and the form that begins another."""
    require(request.user, Action.IMPORT_ESTATE)
    bodies = bodies_to_import_for(request.user)
    if request.method == "GET":
        return _page(request, UploadForm(bodies=bodies))
    form = UploadForm(request.POST, request.FILES, bodies=bodies, too_large=request.upload_too_large)
    if not form.is_valid():
        return _page(request, form, status=413 if request.upload_too_large else 422)
    organisation, file = form.cleaned_data["organisation"], form.cleaned_data["file"]
    try:
        batch = services.start_import(
            user=request.user, organisation=organisation, kind=KIND, file=file, filename=file.name
        )
    except UnreadableFile as refusal:
        form.add_error("file", f"{file.name} was not read. {refusal.reason} {refusal.remedy}")
        return _page(request, form, status=422)
    return redirect("import_columns", batch.pk)


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    """The form, and under it the imports so far."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("organisation", "created_by", "job")
    page = Paginator(batches, IMPORTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [("Estate", reverse("property_list"))],
        "form": form,
        "imports": page.object_list,
        "pages": page_links(request.GET, page.number, page.paginator.num_pages),
        "limit": settings.MAX_IMPORT_BYTES,
        "too_large": too_large_sentence(),
        "max_rows": MAX_ROWS,
    }
    return render(request, "estate/import/index.html", context, status=status)


@login_required
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with our own headings and a note on each."""
    require(request.user, Action.IMPORT_ESTATE)
    return FileResponse(template_workbook(KIND), as_attachment=True, filename="properties-template.xlsx")
