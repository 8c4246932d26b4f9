"""What people type and choose for notes and attachments."""

from __future__ import annotations

from django import forms
from django.conf import settings

from totalplace.calc.documents import DOCUMENT_TYPES, KNOWN_WORDS


class NoteForm(forms.Form):
    """A note's text, and the version it had when the page was opened (none for a new one)."""

    text = forms.CharField(
        label="Note",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write what should be remembered."},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AttachmentForm(forms.Form):
    """A file to keep on a record."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,  # The service says what is wrong with an empty one.
        error_messages={"required": "Choose a file."},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in DOCUMENT_TYPES)}),
    )

    def __init__(self, *args: object, too_large: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.MAX_ATTACHMENT_BYTES // 1_048_576
        self.fields["file"].help_text = f"{KNOWN_WORDS}, up to {limit} MB."
        if too_large:
            self.fields["file"].error_messages["required"] = (
                f"The file is too large: at most {limit} MB can be attached. Attach a smaller copy."
            )


class RemoveForm(forms.Form):
    """The version of what is to be removed, as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
