"""What is asked about ratings of the past: which body, how far back, which day."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from estate.calc.past_day import EARLIEST
from estate.choices import Rag
from totalplace.models import Organisation

MONTHS = (12, 24, 36)
UNRATED = "none"
NO_DAY = "This must be a day, such as 1/4/2025 or 2025-04-01."


class HistoryForm(forms.Form):
    """Counts by month: of one body or all, over one, two or three years."""

    organisation = forms.ChoiceField(label="Body", required=False)
    months = forms.TypedChoiceField(
        label="How far back",
        required=False,
        coerce=int,
        empty_value=MONTHS[0],
        choices=[(12, "One year"), (24, "Two years"), (36, "Three years")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {body.code: body for body in Organisation.objects.order_by("name")}
        codes = [("", "All bodies"), *((code, body.name) for code, body in self.bodies.items())]
        self.fields["organisation"].choices = codes  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "“%(value).40s” is not on the list. Choose from it."


class DayForm(HistoryForm):
    """One day of the past."""

    on = forms.DateField(
        label="Day",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": NO_DAY, "required": "Give the day you want to see, such as 1/4/2025."},
    )
    rag = forms.ChoiceField(
        label="Rating then", required=False, choices=[("", "All"), *Rag.choices, (UNRATED, "Not rated")]
    )

    def clean_on(self) -> datetime.date:
        day = self.cleaned_data["on"]
        if day > datetime.date.today():
            raise forms.ValidationError("That day has not come yet. Give a day up to today.")
        if day < EARLIEST:
            raise forms.ValidationError("The register does not go back so far. Give a day from 1990 on.")
        return day
