"""Adding, changing and removing notes on a record."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from totalplace.forms.records import NoteForm, RemoveForm
from totalplace.models import Note
from totalplace.selectors.records import note_for
from totalplace.services.records import add_note, edit_note, remove_note
from totalplace.versioning import StaleRecord
from totalplace.views.records import context_for, page_of, record_or_404, target_or_404, tell


@login_required
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write a new note; the record's own page has the same form."""
    record = record_or_404(request, slug, pk)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        try:
            add_note(user=request.user, record=record, text=form.cleaned_data["text"])
            messages.success(request, "The note is added.")
            return redirect(f"{page_of(record)}#notes")
        except ValidationError as refusal:
            tell(request, form, refusal)
    return render(request, "totalplace/note.html", context_for(record, form=form, title="Add a note"))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own note."""
    note = _note(request, pk)
    record = target_or_404(request, note)
    form = NoteForm(request.POST or None, initial={"text": note.text, "version": note.version})
    if form.is_valid():
        try:
            edit_note(
                user=request.user, note=note, version=form.cleaned_data["version"], text=form.cleaned_data["text"]
            )
            messages.success(request, "The note is changed.")
            return redirect(f"{page_of(record)}#notes")
        except (ValidationError, StaleRecord) as refusal:
            tell(request, form, refusal)
    return render(request, "totalplace/note.html", context_for(record, form=form, title="Change your note", note=note))


@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take a note away."""
    note = _note(request, pk)
    record = target_or_404(request, note)
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        try:
            remove_note(user=request.user, note=note, version=form.cleaned_data["version"])
            messages.success(request, "The note is removed.")
            return redirect(f"{page_of(record)}#notes")
        except StaleRecord as refusal:
            tell(request, form, refusal)
            note.refresh_from_db()
    return render(request, "totalplace/note_remove.html", context_for(record, note=note))


def _note(request: HttpRequest, pk: int) -> Note:
    note = note_for(pk, user=request.user)
    if note is None:
        raise Http404("No such note")
    return note
