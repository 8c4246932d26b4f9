"""The forms of a property's own details, one for each part that is edited at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet

from estate import choices
from estate.calc import cells
from estate.forms.editing.place_boxes import PlaceBoxes
from totalplace.calc.grid import grid_reference
from totalplace.calc.values import parse_postcode, parse_uprn, parse_year
from totalplace.forms.editing import RecordForm, day, line, lines
from totalplace.forms.fields import ChosenField, ParsedField, TickField, yes_or_no
from totalplace.models import Organisation
from totalplace.permissions import rights_of

OPEN_STATUSES = [(code, label) for code, label in choices.Status.choices if code not in choices.CLOSED_STATUSES]


def bodies_edited_by(user: Any) -> QuerySet[Organisation]:
    """The bodies whose properties this person may change."""
    rights = rights_of(user)
    every = Organisation.objects.order_by("name")
    return every if rights.edits_all_estate else every.filter(pk__in=rights.officer_of)


def money(label: str, **more: Any) -> ParsedField:
    """A box for pounds of at least nought."""
    return ParsedField(cells.not_negative, label, prefix="£", width=10, numeric=True, **more)


class EditForm(RecordForm):
    """A form of some of a property's columns, for the person who edits it."""

    field_order: list[str] | None = None

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def doubts(self) -> list[str]:
        """What is stored as it was sent but looks wrong, in a sentence each."""
        return []


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
