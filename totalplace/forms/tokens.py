"""What is asked for a new API token."""

from __future__ import annotations

from django import forms

from totalplace.services.tokens import DEFAULT_DAYS

LIVES = ((30, "30 days"), (DEFAULT_DAYS, "90 days"), (366, "A year"))


class TokenForm(forms.Form):
    """What it is for, what it may do, and for how long."""

    name = forms.CharField(
        label="What is it for?",
        max_length=60,
        help_text="For example, Monthly report in R. Only you see it.",
        error_messages={"required": "Say what the token is for, so that you know it again."},
    )
    may = forms.ChoiceField(
        label="What may it do?",
        choices=[("read", "Read only"), ("write", "Read and write")],
        initial="read",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it may do."},
    )
    days = forms.TypedChoiceField(
        label="How long is it good?", choices=LIVES, coerce=int, initial=DEFAULT_DAYS, widget=forms.RadioSelect
    )
