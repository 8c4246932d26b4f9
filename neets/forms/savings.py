"""The inputs of what a single service would save: each box filled with the pilot's figure until somebody changes
it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from neets.calc.savings import DISCOUNT_RATE, Inputs, Range
from neets.selectors.facts import value
from neets.selectors.savings import build_up_of

_MOST = Decimal(10) ** 12


class _Figure(forms.DecimalField):
    """A figure that may be written with pounds, commas or per cent. `prefix`, `suffix` and `width` are for the
    page."""

    look = "input"
    numeric, autocomplete = True, "off"

    def __init__(self, label: str, default: Decimal, *, most: Decimal = _MOST, help: str = "", **signs: str) -> None:
        self.prefix, self.suffix = signs.get("prefix", ""), signs.get("suffix", "")
        self.width = 10 if self.prefix else 4
        figure = f"{default.normalize():,f}"
        super().__init__(
            label=label,
            help_text=help,
            initial=default,
            min_value=Decimal(0),
            max_value=most,
            max_digits=18,
            decimal_places=4,
            widget=forms.TextInput,
            error_messages={
                "required": f"{label} is empty. Enter a figure; the first one was {figure}.",
                "invalid": f"{label} is not a figure. Enter digits, such as {figure}.",
                "min_value": f"{label} cannot be below nought. Enter nought or more.",
                "max_value": f"{label} can be {most.normalize():,f} at most. Enter less.",
                "max_digits": f"{label} has too many digits. Enter fewer.",
                "max_whole_digits": f"{label} has too many digits. Enter fewer.",
                "max_decimal_places": f"{label} has too many places after the point. Enter four at most.",
            },
        )

    def to_python(self, value: Any) -> Decimal | None:
        written = str(value or "").replace("\0", "").strip().strip("£%").replace(",", "").replace(" ", "")
        return super().to_python(written)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():,f}" if isinstance(value, Decimal) else value


def _pounds(label: str, key: str, help: str = "") -> _Figure:
    return _Figure(label, value(key), prefix="£", help=help)


def _percent(label: str, key: str) -> _Figure:
    return _Figure(label, value(key) * 100, suffix="%", most=Decimal(100))


class SavingsForm(forms.Form):
    """Every input of the three tiers, and the years."""

    administration = _pounds("Cost of administration a year", "administration")
    administration_saving = _percent("Share of it saved", "administration_saving")
    programme = _pounds("Cost of the programme a year", "programme_about")
    programme_low = _pounds("At least", "programme_about")
    programme_high = _pounds("At most", "programme_over")
    programme_saving = _percent("Share of the programme saved", "programme_saving")
    entering = _Figure("People a year beginning a life out of work", value("lifelong_about"))
    turned_round = _percent("Share of them turned round", "turned_round")
    lifetime = _pounds("Cost of one such life", "lifetime_cost", "Pilot assumption: its workings are not published.")
    lifetime_low = _pounds("At least", "coles_public_finance")
    lifetime_high = _pounds("At most", "lifetime_cost")
    years = _Figure("Years to add up", Decimal(5), most=Decimal(60))
    build_up = _Figure(
        "Years until all of it is reached",
        value("years_to_single_service_high"),
        most=Decimal(20),
        help="Treasury: “They expect this to take 2-3 years”.",
    )
    discount = _Figure("Worth less for each year later", DISCOUNT_RATE * 100, suffix="%", most=Decimal(100))

    groups = (
        ("Administration", ("administration", "administration_saving")),
        ("Programme", ("programme", "programme_low", "programme_high", "programme_saving")),
        ("Lives out of work", ("entering", "turned_round", "lifetime", "lifetime_low", "lifetime_high")),
        ("Years", ("years", "build_up", "discount")),
    )

    @classmethod
    def asked(cls, data: Any) -> SavingsForm:
        """The form as an address fills it: what it does not name is the pilot's."""
        names = cls.base_fields
        return cls({name: data.get(name, field.prepare_value(field.initial)) for name, field in names.items()})

    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The boxes under their headings."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]

    def clean_years(self) -> Decimal:
        """Years are whole, and at least one."""
        return self._whole("years", least=1)

    def clean_build_up(self) -> Decimal:
        """Years until the whole is reached are whole."""
        return self._whole("build_up", least=0)

    def _whole(self, name: str, least: int) -> Decimal:
        years: Decimal = self.cleaned_data[name]
        if years != years.to_integral_value() or years < least:
            label = self.fields[name].label
            raise forms.ValidationError(f"{label} must be whole, from {least}. Enter a whole number.")
        return years

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("programme", "lifetime"):
            low, central, high = (cleaned.get(f"{name}{end}") for end in ("_low", "", "_high"))
            if None not in (low, central, high) and not low <= central <= high:
                self.add_error(name, f"{self.fields[name].label} must lie between its at least and its at most.")
        return cleaned

    def inputs(self) -> Inputs:
        """What was typed, for the model."""
        said = self.cleaned_data

        def share(name: str) -> Range:
            return Range.of(said[name] / 100)

        return Inputs(
            administration=Range.of(said["administration"]),
            administration_saving=share("administration_saving"),
            programme=Range(said["programme_low"], said["programme"], said["programme_high"]),
            programme_saving=share("programme_saving"),
            entering_lifelong=Range.of(said["entering"]),
            turned_round=share("turned_round"),
            lifetime_cost=Range(said["lifetime_low"], said["lifetime"], said["lifetime_high"]),
            years=int(said["years"]),
            reached=build_up_of(int(said["build_up"])),
            discount_rate=said["discount"] / 100,
        )
