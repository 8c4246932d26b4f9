"""The forms that merge properties: which go together, which goes on, and what stands where they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from estate.forms.editing.split import WHY, RadiosField, TicksField
from estate.models import Property
from estate.selectors.merges import JOINED, OWN, MergePlan, Question, questions
from totalplace.calc.parsed import EMPTY, Parsed, Refused
from totalplace.forms.editing import line
from totalplace.forms.fields import ParsedField

_BETWEEN = re.compile(r"[,;\s]+")
_REFERENCE = re.compile(r"[A-Z]{1,6}-[0-9]{6,}")


def parse_references(value: Any) -> Parsed:
    """Register references with commas or spaces between them, each once."""
    words = [word.upper() for word in _BETWEEN.split(str(value or "").strip()) if word]
    if not words:
        return EMPTY
    if wrong := [word for word in words if not _REFERENCE.fullmatch(word)]:
        raise Refused(f"“{wrong[0][:40]}” is not a register reference.", "Write them like WP-000123, WP-000124.")
    return Parsed(list(dict.fromkeys(words)))


class MergeStartForm(forms.Form):
    """What a property is merged with: written, or ticked among those near it."""

    chosen = TicksField([], "Near it, of the same body")
    references = ParsedField(
        parse_references, "Register references", width=30, help="For example, WP-000123, WP-000124.", blank=()
    )

    def __init__(self, *args: Any, near: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = near  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data["chosen"] or data["references"]):
            self.add_error("references", "Tick or write at least one property to merge it with.")
        return data

    @property
    def references_chosen(self) -> list[str]:
        """All of them, each once. Only when the form is valid."""
        return list(dict.fromkeys([*self.cleaned_data["chosen"], *self.cleaned_data["references"]]))


class KeepForm(forms.Form):
    """Which of them goes on."""

    keep = RadiosField([], "Which of them goes on", required="Choose which of them goes on.")

    def __init__(self, *args: Any, properties: Sequence[Property], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            (str(prop.pk), f"{prop.reference}, {prop}") for prop in properties
        ]


class MergeForm(forms.Form):
    """What stands in each detail in which they differ, the outline, and why."""

    def __init__(self, *args: Any, properties: Sequence[Property], keep: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep = keep
        self.questions: list[Question] = questions(properties, keep)
        for question in self.questions:
            label = question.detail.label
            self.fields[question.detail.key] = RadiosField(
                [(option.key, f"{option.words} ({option.whose})") for option in question.options],
                label, required=f"Choose what stands for {label.lower()}.",
            )  # fmt: skip
            self.initial.setdefault(question.detail.key, question.suggested)
        if self._outlines(properties):
            self.fields["outline"] = RadiosField(
                [(JOINED, "All outlines joined"), (OWN, "That of the one that goes on alone")],
                "Outline", required="Choose which outline it has.",
            )  # fmt: skip
            self.initial.setdefault("outline", JOINED)
        self.fields["reason"] = line("Why", 200, width=30, required=WHY)

    def _outlines(self, properties: Sequence[Property]) -> bool:
        """Whether there is a choice of outlines: another than the one that goes on has one."""
        return any(prop.boundary for prop in properties if prop.pk != self.keep)

    def plan(self) -> MergePlan:
        """What was chosen. Only when the form is valid."""
        given = self.cleaned_data
        chosen = {question.detail.key: given[question.detail.key] for question in self.questions}
        return MergePlan(self.keep, chosen, given.get("outline", JOINED))
