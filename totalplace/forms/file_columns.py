"""The form that says which field of the register each column of a file is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from totalplace.importing.mapping import ColumnSuggestion
from totalplace.importing.targets import ImportField, ImportTarget

NOT_IMPORTED = ""
SYSTEMS = [
    ("", "As the numbers say"),
    ("27700", "British National Grid (eastings and northings)"),
    ("4326", "WGS 84 (latitude and longitude, as GPS gives)"),
    ("4258", "ETRS89 (latitude and longitude)"),
    ("3857", "Web Mercator"),
]
KEEP, CLEAR = "keep", "clear"


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One line of the page: the column as the file has it, and its select."""

    suggestion: ColumnSuggestion
    field: forms.BoundField
    confidence: str


class ColumnsForm(forms.Form):
    """One select a column, named by its place in the file; and how the file's coordinates and blanks are read."""

    crs = forms.ChoiceField(label="Coordinates are in", choices=SYSTEMS, required=False)
    swapped = forms.BooleanField(
        label="The two coordinates are the other way round from their headings", required=False
    )
    blank = forms.ChoiceField(
        label="Where a cell of the file is blank",
        choices=[(KEEP, "Keep the value that the register has"), (CLEAR, "Take the value out of the register")],
        widget=forms.RadioSelect,
        initial=KEEP,
        required=False,
    )

    def __init__(
        self, *args: Any, target: ImportTarget, columns: list[ColumnSuggestion], options: dict[str, Any], **kwargs: Any
    ) -> None:
        chosen = {"crs": str(options.get("epsg", "")), "swapped": options.get("swapped", False)}
        super().__init__(*args, initial=chosen | {"blank": options.get("blank", KEEP)}, **kwargs)
        self.target, self.columns = target, columns
        if not target.has_places:
            del self.fields["crs"], self.fields["swapped"]
        for option in target.options:
            self.fields[option.name] = forms.ChoiceField(
                label=option.label, choices=option.choices, help_text=option.help, required=False,
                initial=options.get(option.name, ""),
            )  # fmt: skip
        choices = [(NOT_IMPORTED, "Do not import"), *_grouped(target)]
        for index, column in enumerate(columns):
            self.fields[_name(index)] = forms.ChoiceField(
                label=f"What “{column.column}” is",
                choices=choices,
                required=False,
                initial=column.field or NOT_IMPORTED,
                widget=forms.Select(attrs={"class": "govuk-select"}),
            )

    def rows(self) -> Iterator[ColumnRow]:
        """Each column with its select, in the file's order."""
        for index, column in enumerate(self.columns):
            yield ColumnRow(column, self[_name(index)], confidence_words(column))

    @property
    def has_places(self) -> bool:
        return self.target.has_places

    def further(self) -> list[forms.BoundField]:
        """The questions about the whole file that its kind asks."""
        return [self[option.name] for option in self.target.options]

    def missing_fields(self) -> list[ImportField]:
        """Useful fields that no column fills, as the form stands now."""
        chosen = {self[_name(index)].value() for index in range(len(self.columns))}
        return [field for field in self.target.fields if field.warn_if_blank and field.name not in chosen]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        used: dict[str, list[int]] = defaultdict(list)
        for index in range(len(self.columns)):
            if name := data.get(_name(index)):
                used[name].append(index)
        if not used and not self.errors:
            raise forms.ValidationError("Say what at least one column is: nothing would be imported.")
        for name, indexes in used.items():
            if len(indexes) > 1:
                self._refuse_twice(name, indexes)
        return data

    def _refuse_twice(self, name: str, indexes: list[int]) -> None:
        label = next(field.label for field in self.target.fields if field.name == name)
        headings = " and ".join(f"“{self.columns[index].column}”" for index in indexes)
        for index in indexes[1:]:
            self.add_error(
                _name(index),
                f"{headings} are both “{label}”. Keep one of them and choose “Do not import” for the other.",
            )

    def mapping(self) -> dict[str, str]:
        """{field name: column heading}, as the services take it."""
        return {
            self.cleaned_data[_name(index)]: column.column
            for index, column in enumerate(self.columns)
            if self.cleaned_data[_name(index)]
        }

    def options(self) -> dict[str, Any]:
        """What else was decided; what is left to the file is not in it."""
        data = self.cleaned_data
        decided: dict[str, Any] = {"blank": data["blank"] or KEEP}
        decided |= {option.name: data[option.name] for option in self.target.options if data[option.name]}
        if data.get("crs"):
            decided |= {"epsg": int(data["crs"]), "swapped": data["swapped"]}
        return decided


def _grouped(target: ImportTarget) -> list[tuple[str, list[tuple[str, str]]]]:
    """The target's fields as groups of choices, both in the target's order."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for field in target.fields:
        groups.setdefault(field.group or target.label, []).append((field.name, field.label))
    return list(groups.items())


def confidence_words(column: ColumnSuggestion) -> str:
    """How sure the guess is, in words."""
    if column.field is None:
        return "not imported"
    if column.confidence >= 0.9:
        return "sure"
    return "likely" if column.confidence > 0.5 else "a guess"


def _name(index: int) -> str:
    return f"column-{index}"
