"""The forms of a property's own details, one for each part that is edited at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from estate import choices
from estate.calc import cells
from estate.forms.editing.fields import ChosenField, ParsedField, TickField, yes_or_no
from estate.forms.editing.place_boxes import PlaceBoxes
from totalplace.calc.grid import grid_reference
from totalplace.calc.values import parse_date, parse_postcode, parse_uprn, parse_year
from totalplace.models import Organisation
from totalplace.permissions import rights_of

OPEN_STATUSES = [(code, label) for code, label in choices.Status.choices if code not in choices.CLOSED_STATUSES]
DATE_HELP = "For example, 31/3/2027 or 31 March 2027."


def bodies_edited_by(user: Any) -> QuerySet[Organisation]:
    """The bodies whose properties this person may change."""
    rights = rights_of(user)
    every = Organisation.objects.order_by("name")
    return every if rights.edits_all_estate else every.filter(pk__in=rights.officer_of)


def line(label: str, length: int, **more: Any) -> ParsedField:
    """A box for one line of text."""
    return ParsedField(cells.text(length), label, blank="", **more)


def lines(label: str, **more: Any) -> ParsedField:
    """A box for several lines of text."""
    return ParsedField(cells.long_text, label, blank="", rows=4, **more)


def money(label: str, **more: Any) -> ParsedField:
    """A box for pounds of at least nought."""
    return ParsedField(cells.not_negative, label, prefix="£", width=10, numeric=True, **more)


def day(label: str, help: str = DATE_HELP, **more: Any) -> ParsedField:
    """A box for a day, written as people write it."""
    return ParsedField(parse_date, label, help=help, width=10, **more)


class EditForm(forms.Form):
    """A form of some columns of one record. `version` is the one that the person saw; `reason` goes to the history.

    `values()` is what she wants of them; `notes()` says what was cleaned on the way.
    """

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**63 - 1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "The page is damaged. Open it again."
        ),
    )
    reason = line("Reason for the change", 200, help="Optional. It stays in the history.", width=30)
    field_order: list[str] | None = None

    def __init__(self, *args: Any, record: Any, user: Any, **kwargs: Any) -> None:
        self.record, self.user = record, user
        columns = {each.attname for each in record._meta.concrete_fields} if record else set()
        initial = {name: getattr(record, name) for name in self.base_fields if name in columns}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        if record is None:
            del self.fields["version"]
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def values(self) -> dict[str, Any]:
        """Column → value, of everything the form asks."""
        asked = {"version", "reason"}
        return {name: self.cleaned_data[name] for name in self.fields if name not in asked}

    def doubts(self) -> list[str]:
        """What is stored as it was sent but looks wrong, in a sentence each."""
        return []

    def notes(self) -> list[str]:
        """What was read otherwise than it was written, in words."""
        fields = ((field.label, getattr(field, "note", "")) for field in self.fields.values())
        return [f"{label}: {note}." for label, note in fields if note]


class IdentityForm(EditForm):
    """What it is called, where it stands and whose it is. The body is asked of those who edit several."""

    name = line("Name", 200, width=30)
    street_number = line("Number", 60, width=5)
    street = line("Street", 120, width=30)
    locality = line("Village or area", 120, width=30)
    post_town = line("Town", 60)
    postcode = ParsedField(parse_postcode, "Postcode", blank="", width=10, help="Its first half alone is allowed.")
    local_reference = line("Your own reference", 60, help="The body’s reference: imports match by it.")
    uprn = ParsedField(parse_uprn, "UPRN", blank="", numeric=True, help="Up to 12 digits.")
    description = lines("Description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = list(bodies_edited_by(self.user).values_list("pk", "name"))
        if len(bodies) > 1:
            self.fields["organisation_id"] = ChosenField(
                bodies, "Accountable body", coerce=int, required="Choose the body that is accountable.",
                unknown="", help="To pass the property to another body, say why below.",
            )  # fmt: skip
            self.initial["organisation_id"] = self.record.organisation_id
            self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class UseForm(EditForm):
    """What it is used for. A closed property is opened again on its own page."""

    category = ChosenField(choices.Category.choices, "Category")
    use = ChosenField(choices.Use.choices, "Use")
    status = ChosenField(OPEN_STATUSES, "Status", required="Choose its status.", unknown="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.status in choices.CLOSED_STATUSES:
            del self.fields["status"]


class BuildingForm(EditForm):
    """How large, how old, in what state."""

    gross_internal_area_m2 = ParsedField(
        cells.area, "Gross internal floor area", suffix="m²", width=10, numeric=True,
        help="Square feet are converted: write 1,200 sq ft.",
    )  # fmt: skip
    site_area_ha = ParsedField(
        cells.hectares, "Site area", suffix="ha", width=10, numeric=True,
        help="Hectares. Acres are converted: write 2 acres.",
    )  # fmt: skip
    built_year = ParsedField(parse_year, "Year built", width=4, numeric=True)
    condition = ChosenField(choices.Condition.choices, "Condition")
    functional_suitability = ChosenField(choices.Suitability.choices, "Functional suitability")
    required_maintenance = money("Required maintenance", help="The backlog, in pounds.")


class EnergyForm(EditForm):
    """The energy certificate."""

    energy_rating = ChosenField(choices.EnergyRating.choices, "Energy rating")
    energy_rating_expires_on = day("Certificate expires on")


class TenureForm(EditForm):
    """By what right it is held, and why."""

    tenure = ChosenField(choices.Tenure.choices, "Tenure")
    holding = ChosenField(choices.Holding.choices, "How it is held")
    reason_for_holding = line("Reason for holding", 200, width=30)
    is_community_asset = yes_or_no("Asset of community value")
    is_sensitive = TickField(
        "Sensitive site", help="Refuges, secure homes: shown only to its own body’s officers and the programme team."
    )


class ValueForm(EditForm):
    """What it stands at in the accounts."""

    book_value = money("Book value")
    book_value_basis = ChosenField(choices.ValuationBasis.choices, "Basis")
    book_value_date = day("Valued on")
    book_value_method = ChosenField(choices.ValuationMethod.choices, "Method")


class SharingForm(EditForm):
    """Whether another service could share it, whatever its rating."""

    sharing_potential = ChosenField(choices.SharingPotential.choices, "Sharing potential")
    sharing_note = lines("About sharing")


class PlaceForm(PlaceBoxes, EditForm):
    """Where it is."""

    def values(self) -> dict[str, Any]:
        return self.place()

    @property
    def where(self) -> str:
        """The stored point's grid reference, to check it by."""
        point = self.record.location
        return grid_reference(point.x, point.y, 8) if point else ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a property that is edited at once. `section` is its place on the property page."""

    key: str
    title: str
    form: type[EditForm]
    section: str


PARTS = {
    part.key: part
    for part in (
        Part("identity", "Name and address", IdentityForm, "identity"),
        Part("use", "Category, use and status", UseForm, "use"),
        Part("building", "Size, age and condition", BuildingForm, "building"),
        Part("energy", "Energy rating", EnergyForm, "energy"),
        Part("place", "Where it is", PlaceForm, "place"),
        Part("tenure", "Tenure and reason for holding", TenureForm, "tenure"),
        Part("value", "Book value", ValueForm, "value"),
        Part("sharing", "Sharing", SharingForm, "sharing"),
    )
}


class AddForm(PlaceBoxes, EditForm):
    """The few things that begin a record; the rest is added on its page."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Accountable body", empty_label="Choose one",
        error_messages={
            "required": "Choose the body that is accountable.",
            "invalid_choice": "You do not edit that body’s properties. Choose one from the list.",
        },
    )  # fmt: skip
    name = line("Name", 200, width=30)
    street_number = line("Number", 60, width=5)
    street = line("Street", 120, width=30)
    post_town = line("Town", 60)
    postcode = ParsedField(parse_postcode, "Postcode", blank="", width=10)
    local_reference = line("Your own reference", 60)
    uprn = ParsedField(parse_uprn, "UPRN", blank="", numeric=True)
    category = ChosenField(choices.Category.choices, "Category")
    use = ChosenField(choices.Use.choices, "Use")
    tenure = ChosenField(choices.Tenure.choices, "Tenure")
    status = ChosenField(OPEN_STATUSES, "Status", required="Choose its status.", unknown="")
    is_sensitive = TickField(
        "Sensitive site", help="Refuges, secure homes: shown only to its own body’s officers and the programme team."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in AddForm.declared_fields if name not in ("location", "boundary")])
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
        bodies = bodies_edited_by(self.user)
        field = self.fields["organisation"]
        field.look, field.queryset = "select", bodies
        only = list(bodies[:2])
        if len(only) == 1:
            field.initial, field.empty_label = only[0], None


class CloseForm(EditForm):
    """What happened, when and why."""

    status = ChosenField(
        [(code, choices.Status(code).label) for code in choices.CLOSED_STATUSES], "What happened",
        required="Say what happened: sold, lease ended, demolished or closed.",
    )  # fmt: skip
    closed_on = day("Day", required="Write the day it happened, for example 31/3/2027.")
    closed_reason = line("Why", 200, width=30, required="Say why, in a few words: it stays with the property.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.initial["status"] = ""


class ReopenForm(EditForm):
    """How it is used from now on, and why."""

    status = ChosenField(OPEN_STATUSES, "Status from now on", required="Choose how it is used from now on.")
    reason = line("Why", 200, width=30, required="Say why it is opened again: it stays in the history.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["status"] = ""
