"""The forms of what belongs to a property: leases, occupations, costs, valuations, energy readings, titles."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms

from estate import choices
from estate.calc import cells
from estate.forms.editing.parts import EditForm, money
from totalplace.calc.parsed import Parsed, Refused
from totalplace.calc.values import parse_date, parse_integer, parse_number
from totalplace.forms.editing import DATE_HELP, day, line, lines
from totalplace.forms.fields import ChosenField, ParsedField, RowsField, yes_or_no
from totalplace.models import Organisation

LARGEST_COUNT = 100_000


def _at_least_nought(parser: Callable[[Any], Parsed], largest: int) -> Callable[[Any], Parsed]:
    """The parser, for numbers from nought to `largest`."""

    def parse(value: Any) -> Parsed:
        parsed = parser(value)
        if parsed.value is not None and not 0 <= parsed.value <= largest:
            raise Refused(
                f"{value} is not between 0 and {largest:,}.", "Write a number in that range, or leave it empty."
            )
        return parsed

    return parse


count = _at_least_nought(parse_integer, LARGEST_COUNT)
months = _at_least_nought(parse_integer, 60)
people = _at_least_nought(partial(parse_number, places=1), LARGEST_COUNT)
energy = _at_least_nought(partial(parse_number, places=1), 9_999_999_999)


class LeaseForm(EditForm):
    """A lease. `opened` carries its breaks and reviews as they were when the page was opened."""

    role = ChosenField(choices.LeaseRole.choices, "Our role", required="Choose our role.", unknown="")
    counterparty = line("With whom", 160, width=30)
    starts_on = day("Starts on")
    expires_on = day("Expires on", help="")
    annual_rent = ParsedField(
        partial(cells.not_negative, limit=cells.LARGEST_AREA), "Rent a year", prefix="£", width=10, numeric=True
    )
    repair_liability = ChosenField(choices.RepairLiability.choices, "Repairs")
    inside_1954_act = yes_or_no("Inside the 1954 Act", help="Security of tenure, Landlord and Tenant Act 1954 Part II.")
    breaks = RowsField(
        "Breaks",
        {
            "on": day("Day", required="Write the day of the break, or empty the row."),
            "months": ParsedField(months, "Months’ notice", width=3, numeric=True),
            "by": ChosenField(choices.LeaseRole.choices, "Who may break"),
        },
        noun="Break",
        help="Days on which it may be ended early. Empty a row to take it out.",
    )
    reviews = RowsField("Rent reviews", {"on": day("Day", help="")}, noun="Review", help=DATE_HELP)
    note = lines("Note")
    opened = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {name: self.initial.get(name, ()) for name in ("breaks", "reviews")}
        self.initial["opened"] = as_opened(**rows)

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name != "opened"}

    def clean_breaks(self) -> Any:
        """The breaks: one day is there once for each side, whatever the notice."""
        rows = self.cleaned_data["breaks"]
        if len({(on, by) for on, _, by in rows}) < len(rows):
            raise forms.ValidationError("One day is there twice for the same side. Empty one of the two rows.")
        return rows

    def clean_opened(self) -> dict[str, Any]:
        """The breaks and reviews that the page was opened with; nothing where that cannot be read."""
        try:
            rows = json.loads(self.cleaned_data["opened"] or "{}")
            return {
                "breaks": tuple((_iso(on), notice, by) for on, notice, by in rows["breaks"]),
                "reviews": tuple(_iso(on) for on in rows["reviews"]),
            }
        except (ValueError, KeyError, TypeError):
            return {}


def as_opened(breaks: Any, reviews: Any) -> str:
    """Breaks and reviews as the hidden box carries them."""
    return json.dumps({"breaks": breaks, "reviews": reviews}, default=str)


def _iso(text: Any) -> Any:
    return parse_date(str(text)).value


class OccupationForm(EditForm):
    """Which body uses how much of it, for what."""

    organisation_id = ChosenField([], "Body", coerce=int, required="Choose the body that uses it.")
    use = ChosenField(choices.OccupationUse.choices, "For", required="Choose what it is used for.")
    area_m2 = ParsedField(cells.area, "Area", suffix="m²", width=10, numeric=True)
    staff_fte = ParsedField(people, "Staff", suffix="FTE", width=5, numeric=True, help="Full-time equivalents.")
    desks = ParsedField(count, "Desks", width=5, numeric=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = list(Organisation.objects.order_by("name").values_list("pk", "name"))
        self.fields["organisation_id"].choices = [("", "Choose one"), *bodies]


class CostForm(EditForm):
    """What it cost to run in a financial year, under a heading."""

    year = ParsedField(
        cells.financial_year, "Financial year", width=10, required="Write the financial year, for example 2025/26.",
        help="For example, 2025/26.",
    )  # fmt: skip
    heading = ChosenField(choices.CostHeading.choices, "Heading", required="Choose a heading.")
    amount = money("Amount", required="Write the amount in pounds.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_words(self)


class ValuationForm(EditForm):
    """What it was found to be worth, when and on what basis."""

    valued_on = day("Valued on", required="Write the day of the valuation, for example 31/3/2027.")
    basis = ChosenField(choices.ValuationBasis.choices, "Basis", required="Choose the basis.")
    method = ChosenField(choices.ValuationMethod.choices, "Method")
    amount = money("Amount", required="Write the amount in pounds.")


class EnergyUseForm(EditForm):
    """Energy used in a financial year, of one fuel."""

    year = ParsedField(
        cells.financial_year, "Financial year", width=10, required="Write the financial year, for example 2025/26.",
        help="For example, 2025/26.",
    )  # fmt: skip
    fuel = ChosenField(choices.Fuel.choices, "Fuel", required="Choose the fuel.")
    kwh = ParsedField(
        energy, "Energy used", suffix="kWh", width=10, numeric=True, required="Write the energy in kilowatt-hours."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_words(self)


def in_words(form: EditForm) -> None:
    """Show the stored year 2025 as 2025/26."""
    year = form.initial.get("year")
    if isinstance(year, int):
        form.initial["year"] = f"{year}/{(year + 1) % 100:02}"


class TitleForm(EditForm):
    """What the Land Registry says of a title. It holds for every property that the title covers."""

    title_class = ChosenField(choices.TitleClass.choices, "Class of title")
    estate_interest = ChosenField(choices.EstateInterest.choices, "Interest")


class TitlesForm(forms.Form):
    """Title numbers to add."""

    numbers = ParsedField(
        cells.titles, "Title numbers", required="Write a title number, for example WR12345.", width=30,
        help="For example, WR12345. Several with commas between them.",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BelongingForm:
    """How one kind is called, and edited. `section` is its place on the property page."""

    form: type[EditForm]
    title: str
    noun: str
    section: str


BELONGINGS = {
    "leases": BelongingForm(LeaseForm, "Leases", "lease", "leases"),
    "occupations": BelongingForm(OccupationForm, "Who uses it", "occupation", "occupations"),
    "costs": BelongingForm(CostForm, "Running costs", "running cost", "costs"),
    "valuations": BelongingForm(ValuationForm, "Valuations", "valuation", "valuations"),
    "energy-use": BelongingForm(EnergyUseForm, "Energy used", "energy reading", "energy"),
}
