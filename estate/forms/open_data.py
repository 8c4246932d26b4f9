"""What is asked of one who publishes a body's open data, or takes it back."""

from __future__ import annotations

from django import forms

from totalplace.forms.administration import ReasonForm


class PublishForm(ReasonForm):
    """What is said with the data, and why it is published."""

    contact = forms.CharField(
        label="Contact about the data",
        max_length=200,
        required=False,
        help_text="An e-mail address or a web address, shown to everybody. A shared mailbox is better than a person’s.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "spellcheck": "false"}),
    )
    organisation_uri = forms.CharField(
        label="The body’s address in a public list",
        max_length=200,
        required=False,
        help_text="Where another site lists public bodies, its web address for this one. Leave it empty if unsure.",
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    field_order = ["contact", "organisation_uri", "reason"]


class WithdrawForm(ReasonForm):
    """Why the data is taken back."""
