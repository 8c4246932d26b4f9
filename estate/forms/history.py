"""The form that puts earlier values back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from estate.forms.imports import ReasonForm
from totalplace.selectors.past import PutBack


class PutBackForm(ReasonForm):
    """Which details of a change to put back as they were before it, and why."""

    details = forms.MultipleChoiceField(
        label="Put back as before this change",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one detail to put back.",
            "invalid_choice": "This was changed since you opened the page. Look at the history again and choose there.",
        },
    )
    field_order = ["details", "reason"]

    def __init__(self, *args: Any, choices: Sequence[PutBack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["details"].choices = [(each.key, f"{each.label}: {each.before}") for each in choices]  # type: ignore[attr-defined]
        self.is_offered = bool(choices)

    @property
    def chosen(self) -> list[PutBack]:
        """The details chosen, after `is_valid()`."""
        return [PutBack.parse(key) for key in self.cleaned_data["details"]]
