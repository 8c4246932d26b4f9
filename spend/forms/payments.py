"""What the lists of payments and of suppliers may be asked: checked, and refused by name where it is wrong."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from spend.selectors import payments as reads
from spend.selectors.payments import Position, Wanted, read_position
from spend.selectors.suppliers import LAST_PAGE, SORTS


class AskedForm(forms.Form):
    """A form that an address fills in: a parameter it does not have is refused like a value it cannot have."""

    def problems(self) -> list[str]:
        """What is wrong with the address, in sentences; none when all is well."""
        unknown = sorted(set(self.data) - set(self.fields))
        found = [f"There is no parameter “{name}”. There are: {', '.join(self.fields)}." for name in unknown]
        return found + [f"{name}: {words}" for name, errors in self.errors.items() for words in errors]


class Month(forms.Field):
    """A month as an address has it: 2024-04."""

    def to_python(self, value: Any) -> datetime.date | None:
        if not value:
            return None
        try:
            return datetime.date.fromisoformat(f"{value}-01")
        except ValueError:
            raise forms.ValidationError(f"“{value:.20}” is not a month. Write it as 2024-04.") from None


class PaymentsForm(AskedForm):
    """Which payments are listed. Bodies and months are read once, here: those that this person may see."""

    q = forms.CharField(label="Supplier", required=False, max_length=100)
    body = forms.CharField(label="Body", required=False, max_length=12)
    month = Month(label="Month", required=False)
    minimum = forms.DecimalField(label="From £", required=False, max_digits=14, decimal_places=2)
    maximum = forms.DecimalField(label="To £", required=False, max_digits=14, decimal_places=2)
    supplier = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    after = forms.CharField(required=False, max_length=60)

    def __init__(self, data: QueryDict, *, user: Any) -> None:
        super().__init__(data)
        self.fields["import"] = forms.IntegerField(required=False, min_value=1, max_value=2**62)
        self.bodies = reads.bodies(user)
        self.months = reads.months(user)

    def clean_body(self) -> int | None:
        code = self.cleaned_data["body"]
        if not code:
            return None
        for number, known, _ in self.bodies:
            if known == code:
                return number
        raise forms.ValidationError(f"There are no payments of a body “{code}”. Choose one from the list.")

    def clean_after(self) -> Position | None:
        token = self.cleaned_data["after"]
        try:
            return read_position(token) if token else None
        except ValueError:
            raise forms.ValidationError("This page does not exist: begin again from the latest payments.") from None

    @property
    def wanted(self) -> Wanted:
        """The checked question."""
        data = self.cleaned_data
        return Wanted(
            data["q"].strip(), data["body"], data["supplier"], data["month"], data["minimum"], data["maximum"],
            data["import"],
        )  # fmt: skip


class SuppliersForm(AskedForm):
    """Which suppliers are listed, and in what order."""

    q = forms.CharField(label="Name", required=False, max_length=100)
    bodies = forms.IntegerField(label="Paid by at least", required=False, min_value=1, max_value=1000)
    sort = forms.ChoiceField(label="Sort by", required=False, choices=[(name, name) for name in SORTS])
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)


class DecisionsForm(forms.Form):
    """What was decided of the merges of a page: `merge-<number>` is "same" or "different"."""

    SAME, DIFFERENT = "same", "different"

    def decided(self, what: str) -> list[int]:
        """The numbers of the merges decided so."""
        names = (name.removeprefix("merge-") for name, value in self.data.items() if value == what)
        return [int(name) for name in names if name.isascii() and name.isdecimal() and len(name) < 19]
