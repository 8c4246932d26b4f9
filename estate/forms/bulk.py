"""The form that says what many properties are to be given alike."""

from __future__ import annotations

from typing import Any

from django import forms

from estate.choices import REASONS, Rag
from estate.models import Property
from estate.selectors.bulk import BULK_FIELDS, NOT_CLEARED, OPEN_STATUSES, label_of
from estate.services.judgements import Judgement
from totalplace.forms.imports import ReasonForm

LEAVE, CLEAR = "", "__clear"
AS_IT_IS = (LEAVE, "Leave as it is")
CLEARED = (CLEAR, "Clear this field: not known")
NO_DAY = "This must be a day, such as 31/3/2027 or 2027-03-31."


def _choices(name: str) -> list[tuple[str, str]]:
    """What a field can be given, "leave" first and "clear", where it can be cleared, last."""
    field = Property._meta.get_field(name)
    if name == "status":
        values: list[Any] = OPEN_STATUSES
    elif field.choices:
        values = list(field.flatchoices)
    else:
        values = [("yes", "Yes"), ("no", "No")]
    return [AS_IT_IS, *values, *([] if name in NOT_CLEARED else [CLEARED])]


class BulkForm(ReasonForm):
    """A field for each detail that can be changed in bulk, each left as it is unless chosen; and a rating."""

    rating = forms.ChoiceField(label="RAG rating", choices=[AS_IT_IS, *Rag.choices], required=False)
    rating_reason = forms.ChoiceField(
        label="Reason for the rating",
        required=False,
        choices=[
            (LEAVE, "Choose a reason"),
            *((rag.label, [(each.value, each.label) for each in REASONS[rag]]) for rag in Rag),
        ],
    )
    rating_note = forms.CharField(label="Note on the rating, if you wish", required=False, max_length=4000)
    rating_next_review_on = forms.DateField(
        label="Next review",
        help_text="Left empty, the usual time for the rating.",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": NO_DAY},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in BULK_FIELDS:
            label, kind = label_of(name), Property._meta.get_field(name)
            if kind.choices or kind.get_internal_type() == "BooleanField":
                self.fields[name] = forms.ChoiceField(label=label, choices=_choices(name), required=False)
            else:
                self.fields[name] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=kind.max_length or 4000,
                    help_text="Empty leaves it as it is.",
                )
                self.fields[f"{name}_clear"] = forms.BooleanField(label=f"Clear “{label}”", required=False)
        self.order_fields([*self.rating_names, *[name for name in self.fields if name != "reason"], "reason"])

    rating_names = ("rating", "rating_reason", "rating_note", "rating_next_review_on")

    @property
    def rating_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rating_names]

    @property
    def detail_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in (*self.rating_names, "reason")]

    def clean(self) -> dict[str, Any]:
        """Refuse a field that is both given and cleared, and what goes with a rating where there is none."""
        said = super().clean() or {}
        for name in BULK_FIELDS:
            if said.get(name) and said.get(f"{name}_clear"):
                self.add_error(name, "Either write it or clear it, not both.")
        beside = any(said.get(each) for each in self.rating_names[1:])
        if beside and not said.get("rating") and "rating" not in self.errors:
            self.add_error("rating", "Choose red, amber or green, or leave the rest of the rating empty too.")
        return said

    def chosen_fields(self) -> dict[str, Any]:
        """{field: new value, "" to clear it} of what is to change. Only when the form is valid."""
        chosen: dict[str, Any] = {}
        for name in BULK_FIELDS:
            given = self.cleaned_data.get(name)
            if given == CLEAR or self.cleaned_data.get(f"{name}_clear"):
                chosen[name] = ""
            elif given:
                chosen[name] = {"yes": True, "no": False}.get(given, given) if _is_flag(name) else given
        return chosen

    def judgement(self) -> Judgement | None:
        """The rating, if one is given. Only when the form is valid."""
        said = self.cleaned_data
        if not said["rating"]:
            return None
        return Judgement(said["rating"], said["rating_reason"], said["rating_note"], said["rating_next_review_on"])

    @classmethod
    def opened_with(cls, change: dict[str, Any], reason: str) -> BulkForm:
        """The form as it was last sent."""
        first: dict[str, Any] = {"reason": reason}
        for name, value in change.get("fields", {}).items():
            if value == "" and Property._meta.get_field(name).get_internal_type() in ("CharField", "TextField"):
                first |= {f"{name}_clear": True} if not Property._meta.get_field(name).choices else {name: CLEAR}
            else:
                first[name] = CLEAR if value == "" else {True: "yes", False: "no"}.get(value, value)
        if rating := change.get("rating"):
            first |= {"rating": rating["rating"]}
            first |= {f"rating_{name}": rating[name] for name in ("reason", "note", "next_review_on")}
        return cls(initial=first)


def _is_flag(name: str) -> bool:
    return Property._meta.get_field(name).get_internal_type() == "BooleanField"
