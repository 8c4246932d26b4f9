"""The forms of a data steward: filters of the log, an opt-out, a copy for the person herself, who a pseudonym is."""

from __future__ import annotations

from typing import Any

from django import forms

from neets.choices.records import IdentificationAnswer, Looking, OptOutScope
from neets.forms.casework import NO_NAMES
from neets.models import Agency
from totalplace.calc.values import parse_date
from totalplace.forms.editing import day, line
from totalplace.forms.fields import ChosenField, ParsedField

HOW_PSEUDONYM = "32 digits and letters a to f."


class PseudonymBox(forms.Form):
    """A form about one pseudonym."""

    pseudonym = line("Pseudonym", 32, help=HOW_PSEUDONYM, width=30, required="Write the pseudonym.")


class LooksForm(forms.Form):
    """By what the log is narrowed."""

    pseudonym = forms.RegexField(
        r"^[0-9a-fA-F]{1,32}$", required=False, label="Pseudonym begins with",
        error_messages={"invalid": "A pseudonym is digits and the letters a to f. Write its beginning."},
    )  # fmt: skip
    user = forms.CharField(label="Username", required=False, max_length=150)
    agency = forms.ChoiceField(label="Agency", required=False)
    looked_at = forms.ChoiceField(label="Looked at", required=False, choices=[("", "Anything"), *Looking.choices])
    since = ParsedField(parse_date, "From")
    until = ParsedField(parse_date, "To")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.order_by("name").values_list("code", "name")
        self.fields["agency"].choices = [("", "All"), *agencies]  # type: ignore[attr-defined]


class OptOutForm(PseudonymBox):
    """That somebody said no."""

    scope = ChosenField(OptOutScope.choices, "To what", required="Choose to what she said no.")
    on = day("On", required="Write the day on which she said so.")


class CopyForm(PseudonymBox):
    """A copy of all that is held, for the young person herself."""

    reason = line("Why", 200, help=f"It stays in the log. {NO_NAMES}", width=30, required="Say why the copy is made.")
    form = ChosenField([("json", "JSON"), ("csv", "CSV")], "As", required="Choose the form.", unknown="")


class AskIdentityForm(PseudonymBox):
    """A request to be told who a pseudonym is."""

    reason = line(
        "Why", 200, help=f"The second person reads it. It stays in the log. {NO_NAMES}", width=30,
        required="Say why this has to be known.",
    )  # fmt: skip


class AnswerIdentityForm(forms.Form):
    """What the second person says."""

    answer = ChosenField(
        [(IdentificationAnswer.AGREED, "I agree"), (IdentificationAnswer.REFUSED, "I do not agree")],
        "Your answer", required="Choose whether you agree.",
    )  # fmt: skip
