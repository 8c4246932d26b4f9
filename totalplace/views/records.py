"""What the pages of notes and of attachments share: the record they are about, and the way back to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Form
from django.http import Http404, HttpRequest

from totalplace.models import Attachment, Note
from totalplace.selectors.records import kind_of, visible_record, visible_target
from totalplace.versioning import StaleRecord


def record_or_404(request: HttpRequest, slug: str, pk: int) -> Model:
    """The record behind an address; 404 where there is none, or none for this person."""
    record = visible_record(slug, pk, user=request.user)
    if record is None:
        raise Http404("No such record")
    return record


def target_or_404(request: HttpRequest, kept: Note | Attachment | None) -> Model:
    """The record that a note or attachment is on, for one who may see it."""
    record = visible_target(kept, user=request.user) if kept else None
    if record is None:
        raise Http404("No such record")
    return record


def page_of(record: Model) -> str:
    """The address of a record's own page."""
    return kind_of(type(record)).url(record)


def tell(request: HttpRequest, form: Form, refusal: ValidationError | StaleRecord) -> None:
    """Put a service's refusal where the person reads it: at the field it is about, or on top of the form."""
    if isinstance(refusal, StaleRecord):
        messages.error(request, str(refusal))
    elif hasattr(refusal, "error_dict"):
        for field, errors in refusal.error_dict.items():
            form.add_error(field if field in form.fields else None, errors)
    else:
        form.add_error(next(iter(form.fields)), refusal)


def context_for(record: Model, **more: Any) -> dict[str, Any]:
    """What every page of notes and attachments shows around its form."""
    return {"record": record, "record_url": page_of(record), **more}
