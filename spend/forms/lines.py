"""The filter of the list of lines, the form of one line, and a body's sign-off."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from spend import choices
from spend.models import Body
from totalplace.calc.values import parse_money
from totalplace.forms.editing import RecordForm, line, lines
from totalplace.forms.fields import ChosenField, ParsedField


class LinesFilter(forms.Form):
    """Which lines."""

    count = forms.CharField(required=False, max_length=40)
    body = forms.CharField(required=False, max_length=12, label="Body")
    q = forms.CharField(required=False, max_length=80, label="Words")
    page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.bodies = list(Body.objects.order_by("name").values_list("code", "name"))

    def clean_body(self) -> str:
        code = self.cleaned_data["body"]
        if code and code not in dict(self.bodies):
            raise forms.ValidationError(f"There is no body with the code {code}. Choose one from the list.")
        return code


def chosen(of: type[choices.models.TextChoices], label: str) -> ChosenField:
    """One of a code list that has a code of its own for what is not stated."""
    return ChosenField(of.choices, label, unknown="", required="Choose one.")


class LineForm(RecordForm):
    """One line of a count."""

    label = line("The source’s own words", 300, width=30, required="Write what the source calls it.")
    amount = ParsedField(
        parse_money, "Amount", prefix="£", width=10, numeric=True, required="Write the amount in pounds.",
        help="Whole pounds, not thousands. Income is negative.",
    )  # fmt: skip
    direction = chosen(choices.Direction, "Expenditure or income")
    basis = chosen(choices.Basis, "Gross or net")
    certainty = chosen(choices.Certainty, "Outturn or estimate")
    account = chosen(choices.Account, "Revenue or capital")
    method = chosen(choices.Method, "How it came to belong to the place")
    confidence = chosen(choices.Confidence, "Confidence")
    control = chosen(choices.Control, "Who decides")
    place = line("Where in the source", 200, width=30, required="Say where in the source it stands, such as a page.")
    note = lines("Note")


class SignOffForm(forms.Form):
    """A body's word. `amount` is what the page showed, in pounds."""

    body = forms.CharField(max_length=12)
    amount = forms.DecimalField(max_digits=18, decimal_places=2, required=False)
    note = forms.CharField(max_length=300, required=False)
    take_back = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("take_back") and not isinstance(cleaned.get("amount"), Decimal):
            self.add_error("amount", "Open the page again: it says what is signed.")
        return cleaned
