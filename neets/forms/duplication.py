"""What an hour of staff costs: nobody published it, so that pounds are worked once somebody says it."""

from __future__ import annotations

from decimal import Decimal

from django import forms


class RateForm(forms.Form):
    """Pounds an hour."""

    cost_an_hour = forms.DecimalField(
        label="What an hour of staff costs",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(10_000),
        decimal_places=2,
        widget=forms.TextInput,
        error_messages={
            "invalid": "The cost of an hour is not a figure. Enter pounds, such as 24.50.",
            "min_value": "The cost of an hour cannot be below nought. Enter nought or more.",
            "max_value": "The cost of an hour can be £10,000 at most. Enter less.",
            "max_decimal_places": "The cost of an hour has more than pence. Enter pounds and pence.",
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cost_an_hour"]
        field.look, field.prefix, field.suffix, field.width = "input", "£", "", 5
        field.numeric, field.autocomplete = True, "off"

    def cost_of(self, hours: int | None) -> Decimal | None:
        """Pounds of so many hours; None where either is not known."""
        rate = self.cleaned_data.get("cost_an_hour") if self.is_bound and self.is_valid() else None
        return None if rate is None or hours is None else rate * hours
