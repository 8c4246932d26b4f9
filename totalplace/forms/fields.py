"""Boxes and choices of the editing forms, and how each is drawn (templates/components/field.html)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from totalplace.calc.parsed import Parsed, Refused

Parser = Callable[[Any], Parsed]


class ParsedField(forms.Field):
    """A box read by one of the importer's cell parsers. `note` says what was cleaned, "" when nothing was.

    `blank` is what an empty box stores: None, or "" for text. `prefix`, `suffix` and `width` (characters, one of
    GOV.UK Frontend's) are for the page.
    """

    look = "input"

    def __init__(
        self,
        parser: Parser,
        label: str,
        *,
        help: str = "",
        required: str = "",
        blank: Any = None,
        prefix: str = "",
        suffix: str = "",
        width: int = 20,
        rows: int = 0,
        numeric: bool = False,
        autocomplete: str = "off",
    ) -> None:
        self.parser, self.blank, self.note = parser, blank, ""
        self.prefix, self.suffix, self.width, self.rows, self.numeric = prefix, suffix, width, rows, numeric
        self.autocomplete = autocomplete
        self.look = "textarea" if rows else "input"
        super().__init__(
            label=label,
            help_text=help,
            required=bool(required),
            widget=forms.Textarea if rows else forms.TextInput,
            error_messages={"required": required} if required else None,
        )

    def to_python(self, value: Any) -> Any:
        self.note = ""
        # No store of text takes the character nought.
        value = value.replace("\0", "") if isinstance(value, str) else value
        try:
            parsed = self.parser(value)
        except Refused as refusal:
            raise ValidationError(f"{refusal.reason} {in_a_box(refusal.remedy)}") from refusal
        self.note = parsed.note or ""
        return self.blank if parsed.value is None else parsed.value

    def prepare_value(self, value: Any) -> Any:
        """A stored value as an officer would write it."""
        return written(value)


def in_a_box(remedy: str) -> str:
    """A remedy for a spreadsheet's cell in the words of a form."""
    for of_a_file, of_a_form in (
        ("the cell empty", "it empty"),
        ("both cells empty", "both empty"),
        (" of the file", ""),
    ):
        remedy = remedy.replace(of_a_file, of_a_form)
    return remedy


def written(value: Any) -> str:
    """A value as text for its box: 31/03/2027, 1,234,567, 12.5."""
    match value:
        case None:
            return ""
        case datetime.date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            digits = f"{value:,f}"
            return digits.rstrip("0").rstrip(".") if "." in digits else digits
    return str(value)


class ChosenField(forms.TypedChoiceField):
    """One of a list. Without `required`, "Not known" is the first of it."""

    look = "select"

    def __init__(
        self,
        choices: Sequence[tuple[Any, str]],
        label: str,
        *,
        help: str = "",
        required: str = "",
        coerce: Callable[[Any], Any] = str,
        blank: Any = "",
        unknown: str = "Not known",
    ) -> None:
        first = [] if required and not unknown else [("", "Choose one" if required else unknown)]
        super().__init__(
            choices=[*first, *choices],
            coerce=coerce,
            empty_value=blank,
            label=label,
            help_text=help,
            required=bool(required),
            error_messages={
                "invalid_choice": "“%(value)s” is not on the list. Choose one that is.",
                **({"required": required} if required else {}),
            },
        )


def yes_or_no(label: str, help: str = "") -> ChosenField:
    """Yes, No, or not known."""
    return ChosenField(
        [("True", "Yes"), ("False", "No")], label, help=help, coerce=lambda word: word == "True", blank=None
    )


class TickField(forms.BooleanField):
    """A single box to tick."""

    look = "tick"

    def __init__(self, label: str, *, help: str = "") -> None:
        super().__init__(label=label, help_text=help, required=False)


class TicksField(forms.TypedMultipleChoiceField):
    """Any number of a list, each with a box to tick: read to a list in the list's own order."""

    look = "ticks"

    def __init__(self, choices: Sequence[tuple[Any, str]], label: str, *, help: str = "", required: str = "") -> None:
        super().__init__(
            choices=choices,
            label=label,
            help_text=help,
            required=bool(required),
            error_messages={
                "invalid_choice": "“%(value)s” is not on the list. Choose one that is.",
                **({"required": required} if required else {}),
            },
        )

    def clean(self, value: Any) -> list[Any]:
        chosen = set(super().clean(value))
        return [code for code, _ in self.choices if code in chosen]

    def prepare_value(self, value: Any) -> list[str]:
        return [str(each) for each in value or ()]


class RowsWidget(forms.Widget):
    """A few boxes side by side, a row for each thing; the last rows are empty, for more."""

    def __init__(self, columns: Mapping[str, forms.Field], spare: int = 2) -> None:
        super().__init__()
        self.columns, self.spare = columns, spare

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, str]]:
        numbers = {
            int(key.split("-")[1])
            for key in data
            if key.startswith(f"{name}-") and key.count("-") == 2 and key.split("-")[1].isdecimal()
        }
        return [
            {column: str(data.get(f"{name}-{number}-{column}", "")) for column in self.columns}
            for number in sorted(numbers)[:200]
        ]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False


def _order(row: Any) -> tuple[str, ...]:
    """Rows by their first box, a day by the calendar."""
    return tuple(map(str, row)) if isinstance(row, tuple) else (str(row),)


class RowsField(forms.Field):
    """Several short rows in one field: read to a sorted tuple of tuples (of single values where there is one column).

    A row whose boxes are all empty says nothing, so emptying a row takes it out.
    """

    look = "rows"

    def __init__(self, label: str, columns: Mapping[str, forms.Field], *, noun: str, help: str = "") -> None:
        self.columns, self.noun = columns, noun
        super().__init__(label=label, help_text=help, required=False, widget=RowsWidget(columns))

    def prepare_value(self, value: Any) -> list[dict[str, str]]:
        """Rows of text for the boxes, whether they are what was stored or what was sent; with two empty ones."""
        if isinstance(value, list):
            # What was sent has its own empty rows.
            return value if len(value) > 1 else [*value, {}, {}]
        return [*(self._row(each) for each in value or ()), {}, {}]

    def _row(self, value: Any) -> dict[str, str]:
        parts = value if isinstance(value, tuple) else (value,)
        return {column: written(part) for column, part in zip(self.columns, parts, strict=True)}

    def clean(self, value: list[dict[str, str]]) -> tuple[Any, ...]:
        """The rows, read; ValidationError says which row is wrong, and why."""
        rows, faults = set(), []
        for number, texts in enumerate(value, start=1):
            if any(text.strip() for text in texts.values()):
                read = self._read(number, texts, faults)
                if read in rows:
                    faults.append(f"{self.noun} {number} is there twice. Leave one of them empty.")
                rows.add(read)
        if faults:
            raise ValidationError(faults)
        return tuple(sorted(rows, key=_order))

    def _read(self, number: int, texts: Mapping[str, str], faults: list[str]) -> Any:
        values = []
        for column, field in self.columns.items():
            try:
                values.append(field.clean(texts[column]))
            except ValidationError as refusal:
                faults += [f"{self.noun} {number}, {str(field.label).lower()}: {words}" for words in refusal.messages]
        return tuple(values) if len(self.columns) > 1 else next(iter(values), None)
