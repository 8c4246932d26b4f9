"""The form that puts earlier values back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from totalplace.forms.imports import ReasonForm
from totalplace.selectors.past import PutBack


class DetailsField(forms.MultipleChoiceField):
    """Some of the details on offer, at whatever version of their record: what has changed since is the service's."""

    def valid_value(self, value: str) -> bool:
        detail, _, version = value.rpartition(".")
        known = {str(key).rpartition(".")[0] for key, _ in self.choices}  # type: ignore[misc]
        return detail in known and version.isascii() and version.isdecimal() and len(version) < 19


class PutBackForm(ReasonForm):
    """Which details of a change to put back as they were before it, and why."""

    details = DetailsField(
        label="Put back as before this change",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one detail to put back.",
            "invalid_choice": "This is so again already, or was removed since. Look at the history again.",
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
