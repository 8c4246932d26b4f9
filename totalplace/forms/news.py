"""How a person wants to be told what is new."""

from __future__ import annotations

from typing import Any

from django import forms

from totalplace.choices import DigestRhythm
from totalplace.news import kinds


class ChoiceForm(forms.Form):
    """How often, and of which kinds: those left unticked come by no e-mail."""

    rhythm = forms.ChoiceField(
        label="How often you want the e-mail",
        choices=DigestRhythm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often you want the e-mail."},
    )
    wanted = forms.MultipleChoiceField(
        label="What the e-mail tells",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What you leave out still stands on the page of reminders.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [(kind.code, kind.label) for kind in kinds()]

    @property
    def muted(self) -> list[str]:
        """The kinds left unticked."""
        return [kind.code for kind in kinds() if kind.code not in self.cleaned_data["wanted"]]
