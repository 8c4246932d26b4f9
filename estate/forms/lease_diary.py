"""What the lease diary may be asked: checked, and refused by name where it is wrong."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from estate import choices
from estate.calc.lease_dates import Kind, months_before
from estate.querysets import LeaseQuerySet
from estate.querysets.leases import KINDS
from estate.selectors.lease_diary import Span
from totalplace.choices import AreaLevel
from totalplace.models import Area, Organisation

FILTERS = ("organisation", "district", "kind", "role", "counterparty")
MONTHS_AHEAD = 12
LONGEST_YEARS = 25
YEARS = (1990, 2150)


class Codes(forms.MultipleChoiceField):
    """Codes of a list: the parameter again, or parted by commas."""

    def to_python(self, value: Any) -> list[str]:
        codes = [code.strip() for text in value or [] for code in str(text).split(",")]
        return [code for code in dict.fromkeys(codes) if code]

    def validate(self, value: list[str]) -> None:
        allowed = [str(code) for code, _ in self.choices]
        if wrong := [code for code in value if code not in allowed]:
            raise forms.ValidationError(f"“{', '.join(wrong)[:80]}” is not one of: {', '.join(allowed)}.")


class Day(forms.DateField):
    """A day of the years that leases are about."""

    def __init__(self, **options: Any) -> None:
        message = "This must be a day, such as 2027-03-31 or 31/3/2027."
        super().__init__(
            required=False, input_formats=["%Y-%m-%d", "%d/%m/%Y"], error_messages={"invalid": message}, **options
        )

    def clean(self, value: Any) -> datetime.date | None:
        day = super().clean(value)
        if day and not YEARS[0] <= day.year <= YEARS[1]:
            raise forms.ValidationError(f"The year must be from {YEARS[0]} to {YEARS[1]}.")
        return day


class Month(Day):
    """A month, as 2027-03; it is read as its first day."""

    def to_python(self, value: Any) -> datetime.date | None:
        try:
            return super().to_python(f"{value}-01" if value else value)
        except forms.ValidationError:
            raise forms.ValidationError("This must be a month, such as 2027-03.") from None


class DiaryForm(forms.Form):
    """The filters, and the parameters named in `beside`: `from` and `to`, or `month`. Bodies and districts are read
    once, here."""

    organisation = Codes(label="Body", required=False)
    district = Codes(label="District", required=False)
    kind = Codes(label="What", required=False, choices=[(kind.value, kind.label) for kind in KINDS])
    role = Codes(label="Our role", required=False, choices=choices.LeaseRole.choices)
    counterparty = forms.CharField(label="Landlord or tenant", required=False, max_length=160)

    def __init__(self, data: QueryDict, *, today: datetime.date, beside: tuple[str, ...] = ()) -> None:
        super().__init__(data)
        self.today = today
        self.beside = beside
        self.organisations = {body.code: body for body in Organisation.objects.all()}
        districts = Area.objects.current().filter(level=AreaLevel.DISTRICT).defer("boundary").order_by("name")
        self.districts = {area.code: area for area in districts}
        self.fields["organisation"].choices = [(body.code, body.name) for body in self.organisations.values()]
        self.fields["district"].choices = [(area.code, area.name) for area in self.districts.values()]
        for name in ("from", "to"):
            if name in beside:
                self.fields[name] = Day(label=name.capitalize())
        if "month" in beside:
            self.fields["month"] = Month(label="Month")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "from" in self.fields and not {"from", "to"} & set(self.errors):
            span = self._span(cleaned)
            if span.last < span.first:
                self.add_error("to", "The last day must not be before the first.")
            elif span.last.year - span.first.year > LONGEST_YEARS:
                self.add_error("to", f"Ask for {LONGEST_YEARS} years at most.")
        return cleaned

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the parameters, in sentences, by parameter; empty when all is well."""
        allowed = sorted([*self.fields, *self.beside])
        problems = {
            name: [f"There is no parameter of this name. There are: {', '.join(dict.fromkeys(allowed))}."]
            for name in self.data
            if name not in allowed
        }
        return problems | {name: [str(error) for error in errors] for name, errors in self.errors.items()}

    # --- The answers, to read only when there are no problems ------------------------------------------------

    def _span(self, cleaned: dict[str, Any]) -> Span:
        first = cleaned.get("from") or min(self.today, cleaned.get("to") or self.today)
        return Span(first, cleaned.get("to") or months_before(first, -MONTHS_AHEAD), self.today)

    @property
    def span(self) -> Span:
        """The days asked for; the twelve months from today unless others were."""
        return self._span(self.cleaned_data)

    @property
    def first_of_month(self) -> datetime.date:
        """The first day of the month asked for; of this month, unless another was."""
        return self.cleaned_data.get("month") or self.today.replace(day=1)

    @property
    def kinds(self) -> list[Kind]:
        return [Kind(code) for code in self.cleaned_data["kind"]] or list(KINDS)

    def narrowed(self, leases: LeaseQuerySet) -> LeaseQuerySet:
        """Those of `leases`, which are already what the person may see, that the filters leave."""
        asked = self.cleaned_data
        if asked["organisation"]:
            bodies = [self.organisations[code].pk for code in asked["organisation"]]
            leases = leases.filter(property__organisation__in=bodies)
        if asked["district"]:
            leases = leases.filter(property__district__in=[self.districts[code].pk for code in asked["district"]])
        if asked["role"]:
            leases = leases.filter(role__in=asked["role"])
        if asked["counterparty"]:
            leases = leases.filter(counterparty__icontains=asked["counterparty"])
        return leases
