"""What an administrator types and chooses about people and bodies. The services check everything again."""

from __future__ import annotations

from typing import Any

from django import forms

from totalplace.calc.dates import parse_date
from totalplace.calc.parsed import Refused
from totalplace.choices import OrganisationKind, Role
from totalplace.models import Organisation
from totalplace.selectors.organisations import sponsors_for
from totalplace.services.people import ABOUT_NO_BODY, ABOUT_ONE_BODY

STATES = (("", "All"), ("open", "Open"), ("new", "Open, never signed in"), ("closed", "Closed"))


class ReasonForm(forms.Form):
    """Why something is done, and the version of what it is done to."""

    reason = forms.CharField(
        label="Reason",
        max_length=200,
        help_text="A few words that stay in the history.",
        error_messages={"required": "Say why, in a few words: it stays in the history."},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PeopleFilter(forms.Form):
    """What the list of people is narrowed by."""

    q = forms.CharField(label="Name, username or e-mail", required=False, max_length=200)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Any"), *Role.choices])
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"),
        label="Organisation",
        required=False,
        empty_label="Any",
        to_field_name="code",
    )
    state = forms.ChoiceField(label="Account", required=False, choices=STATES)


class RoleForm(forms.Form):
    """A role, in an organisation where the role is about one."""

    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *Role.choices],
        error_messages={"required": "Choose a role."},
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"),
        label="Organisation",
        required=False,
        empty_label="None: the whole county",
        help_text=(
            f"Needed for: {', '.join(role.label for role in Role if role in ABOUT_ONE_BODY)}. "
            f"Leave out for: {', '.join(role.label for role in Role if role in ABOUT_NO_BODY)}."
        ),
    )
    reason = ReasonForm.base_fields["reason"]


class PersonForm(forms.Form):
    """A person's name and address."""

    display_name = forms.CharField(
        label="Name",
        max_length=120,
        error_messages={"required": "Give the name that others see beside what they do."},
    )
    email = forms.CharField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="The address their organisation gave them. Password links go there.",
        error_messages={"required": "Give their e-mail address."},
    )
    reason = ReasonForm.base_fields["reason"]
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AddPersonForm(PersonForm, RoleForm):
    """A new person with her first role."""

    username = forms.CharField(
        label="Username",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        help_text="To sign in with, such as asha.patel. It cannot be changed: the history knows them by it.",
        error_messages={"required": "Give a username."},
    )
    field_order = ["display_name", "username", "email", "role", "organisation", "reason"]


class WrittenDateField(forms.CharField):
    """A date in one box, as people write it: 3 March 2027, 03/03/2027; None where it is empty."""

    def clean(self, value: Any) -> Any:
        try:
            return parse_date(super().clean(value)).value
        except Refused as refusal:
            raise forms.ValidationError(f"{refusal.reason} Write it as 31/03/2027 or 31 March 2027.") from refusal


class OrganisationForm(forms.Form):
    """What is known of a body."""

    name = forms.CharField(label="Name", max_length=160, error_messages={"required": "Give the body’s name."})
    short_name = forms.CharField(
        label="Short name", max_length=60, required=False, help_text="For tables and maps, such as Bromsgrove."
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("", "Choose a kind"), *OrganisationKind.choices],
        error_messages={"required": "Choose what kind of body it is."},
    )
    sponsor = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Answers to",
        required=False,
        empty_label="No other body",
        help_text="The body that stands above this one, where there is one.",
    )
    is_partner = forms.BooleanField(label="A partner in this register", required=False)
    protocol_signed_on = WrittenDateField(
        label="Sharing protocol signed on",
        required=False,
        help_text="For example 3 March 2027. Leave it empty if it is not signed, or not known.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    reason = ReasonForm.base_fields["reason"]
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sponsor"].queryset = sponsors_for(organisation)


class AddOrganisationForm(OrganisationForm):
    """A new body, with the code that stays."""

    code = forms.CharField(
        label="Code",
        max_length=8,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Two to eight capital letters or digits, such as BDC. It cannot be changed: addresses, files and "
        "the register’s exports use it.",
        error_messages={"required": "Give a code."},
    )
    field_order = ["name", "code"]

    def clean_code(self) -> str:
        """Capitals, whatever was typed."""
        return self.cleaned_data["code"].upper()
