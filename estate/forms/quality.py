"""What is asked of one who waives a fault, or takes that back."""

from __future__ import annotations

from django import forms


class WaiveForm(forms.Form):
    """Why a fault may stand, and until when."""

    reason = forms.CharField(
        label="Why may it stand?",
        help_text="Everybody who sees the property can read this.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why the fault may stand.",
            "max_length": "A reason holds 500 characters. Put it shorter.",
        },
    )
    until = forms.DateField(
        label="Until when?",
        help_text="The last day, for example 31/3/2027. Leave it empty to waive it until somebody takes that back.",
        required=False,
        input_formats=["%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%d %B %Y"],
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
        error_messages={"invalid": "This is not a day. Write day, month and year, such as 31/3/2027."},
    )


class WithdrawForm(forms.Form):
    """The version of the waiver, as the page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
