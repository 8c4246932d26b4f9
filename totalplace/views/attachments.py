"""Attaching files to a record, handing them out to those who may see it, and removing them."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from totalplace.calc.documents import SHOWN_IN_BROWSER
from totalplace.forms.records import AttachmentForm, RemoveForm
from totalplace.models import Attachment
from totalplace.selectors.records import attachment_for
from totalplace.services.records import attach_file, remove_attachment
from totalplace.versioning import StaleRecord
from totalplace.views.records import context_for, page_of, record_or_404, target_or_404, tell

logger = logging.getLogger(__name__)

# A stored file is somebody else's: should a browser ever take it for a page, it may run nothing and belong to nobody.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@login_required
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Attach a file; the record's own page has the same form."""
    record = record_or_404(request, slug, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachmentForm(*sent, too_large=getattr(request, "upload_too_large", False))
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            attached = attach_file(user=request.user, record=record, file=file, name=file.name)
            messages.success(request, f"{attached.name} is attached.")
            return redirect(f"{page_of(record)}#attachments")
        except ValidationError as refusal:
            tell(request, form, refusal)
    return render(request, "totalplace/attachment.html", context_for(record, form=form))


@require_GET
@login_required
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself: pictures are shown, all else is saved. A missing file is a 404 with its name in the log."""
    attachment = _attachment(request, pk)
    shown = attachment.content_type_name in SHOWN_IN_BROWSER
    response = FileResponse(
        _opened(attachment),
        as_attachment=not shown,
        filename=attachment.name,
        content_type=attachment.content_type_name,
    )
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a file away."""
    attachment = _attachment(request, pk)
    record = target_or_404(request, attachment)
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        try:
            remove_attachment(user=request.user, attachment=attachment, version=form.cleaned_data["version"])
            messages.success(request, f"{attachment.name} is removed.")
            return redirect(f"{page_of(record)}#attachments")
        except StaleRecord as refusal:
            tell(request, form, refusal)
            attachment.refresh_from_db()
    return render(request, "totalplace/attachment_remove.html", context_for(record, attachment=attachment))


def _opened(attachment: Attachment) -> File:
    try:
        return attachment.file.open("rb")
    except FileNotFoundError as missing:
        logger.exception("Attachment %s has no file on disk: restore it from the backup", attachment.pk)
        raise Http404("The file is missing") from missing


def _attachment(request: HttpRequest, pk: int) -> Attachment:
    attachment = attachment_for(pk, user=request.user)
    if attachment is None:
        raise Http404("No such attachment")
    return attachment
