"""The parameters that all lists have, checked; and how a wrong one is named in the answer."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from totalplace.calc.problems import Fault
from totalplace.db.texts import Column
from totalplace.selectors.keyset import NotAPosition, Order, Position, Sort

DEFAULT_LIMIT = 50
MOST_AT_ONCE = 10_000
# Rows passed over are read all the same: further on, a cursor goes straight there.
FURTHEST_OFFSET = 100_000
CRS = {"4326": 4326, "3857": 3857, "27700": 27700}
FORMATS = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "geoparquet": "application/vnd.apache.parquet",
    "gpkg": "application/geopackage+sqlite3",
}
# Formats that are one file and cannot be read in pages, and how its name ends.
FILES = {"geoparquet": "parquet", "gpkg": "gpkg"}


class Codes(forms.MultipleChoiceField):
    """One code or several from a list: the parameter again, or parted by commas."""

    def to_python(self, value: Any) -> list[str]:
        codes = [code.strip() for text in value or [] for code in str(text).split(",")]
        return [code for code in dict.fromkeys(codes) if code]

    def validate(self, value: list[str]) -> None:
        allowed = [str(code) for code, _ in self.choices] if value else []
        if wrong := [code for code in value if code not in allowed]:
            raise ValidationError(f"“{', '.join(wrong)[:80]}” is not one of: {', '.join(allowed)}.")


class One(forms.ChoiceField):
    """One code of a list."""

    def validate(self, value: str) -> None:
        if value and value not in (allowed := [str(code) for code, _ in self.choices]):
            raise ValidationError(f"“{value[:80]}” is not one of: {', '.join(allowed)}.")


class Whole(forms.IntegerField):
    """A whole number between two others."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        words = f"This must be a whole number from {least:,} to {most:,}."
        errors = dict.fromkeys(("invalid", "min_value", "max_value"), words)
        super().__init__(min_value=least, max_value=most, required=False, error_messages=errors, **options)


class ReadForm(forms.Form):
    """What may be asked of one record: some of its fields."""

    fields_ = Codes(required=False, help_text="Only these fields, parted by commas.")

    def __init__(self, data: Any, *, columns: Sequence[Column], formats: Sequence[str] = ("json",)) -> None:
        super().__init__(data)
        # A form keeps its own fields by the name that the parameter has.
        self.fields["fields"] = self.fields.pop("fields_")
        # Read when somebody asks for some of them, and not for each page.
        self.fields["fields"].choices = lambda: [(column.name, column.words) for column in columns]
        if len(formats) > 1:
            self.fields["format"] = One(
                required=False, choices=[(name, FORMATS[name]) for name in formats], help_text="How it is written."
            )
        if "geojson" in formats:
            self.fields["crs"] = One(
                required=False,
                choices=[(code, f"EPSG:{code}") for code in CRS],
                help_text="The coordinates of geometries: longitude and latitude unless another is named.",
            )
        self.columns = columns

    @property
    def wanted(self) -> list[Column]:
        """The columns to answer with: those named, in their own order, else all but the heavy ones."""
        names = self.cleaned_data["fields"]
        return [each for each in self.columns if (each.name in names if names else not each.is_heavy)]

    @property
    def format(self) -> str:
        return self.cleaned_data.get("format") or "json"

    @property
    def srid(self) -> int:
        return CRS[self.cleaned_data.get("crs") or "4326"]


class ListForm(ReadForm):
    """What may be asked of every list beside its filters."""

    limit = Whole(1, MOST_AT_ONCE, help_text=f"Rows of one page: {DEFAULT_LIMIT} unless named.")
    offset = Whole(0, FURTHEST_OFFSET, help_text="Rows to pass over. Further on, follow `next` of a list by cursor.")
    cursor = forms.CharField(
        required=False, max_length=500, help_text="Where the page begins, as the `next` link says; empty: at the start."
    )
    ordering = One(required=False, help_text="The order; with - before it, downwards.")

    def __init__(self, data: Any, *, sorts: Mapping[str, Sort], default: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.sorts, self.default = sorts, default
        self.fields["ordering"].choices = lambda: [(f"{sign}{key}", key) for key in sorts for sign in ("", "-")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "cursor" in self.data and "offset" in self.data:
            self.add_error("cursor", "A list is read by offset or by cursor, not both.")
        elif cleaned.get("cursor") and "ordering" not in self.errors:
            try:
                self.position = read_cursor(cleaned["cursor"], self.order)
            except NotAPosition:
                self.add_error("cursor", "This list gave out no such cursor. Begin again with an empty one.")
        return cleaned

    position = Position()

    @property
    def is_by_cursor(self) -> bool:
        return "cursor" in self.data

    @property
    def order(self) -> Order:
        return Order.named(self.cleaned_data.get("ordering") or self.default, self.sorts)

    @property
    def limit_asked(self) -> int | None:
        return self.cleaned_data["limit"]

    @property
    def size(self) -> int:
        return self.cleaned_data["limit"] or DEFAULT_LIMIT

    @property
    def skip(self) -> int:
        return self.cleaned_data["offset"] or 0


def write_cursor(order: Order, value: Any, row_id: int) -> str:
    """The position after the row with that sort value and id, as text for an address."""
    kept = None if value is None else (value if isinstance(value, int) else str(value))
    text = json.dumps([str(order), kept, row_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, order: Order) -> Position:
    """The position a cursor says; NotAPosition when it is none, or one of a list in another order."""
    try:
        padded = text + "=" * (-len(text) % 4)
        sort, value, row_id = json.loads(base64.urlsafe_b64decode(padded.encode()))
        is_whole = type(row_id) is int and 0 < row_id < 2**63
        is_plain = value is None or type(value) in (str, int)
        if sort != str(order) or not (is_whole and is_plain) or (value is None and not order.sort.may_be_unknown):
            raise NotAPosition(text)
        return Position(value=None if value is None else order.sort.read_back(value), id=row_id)
    except (ValueError, TypeError, ArithmeticError, binascii.Error, UnicodeError) as problem:
        raise NotAPosition(text) from problem


def faults_of(problems: Mapping[str, Iterable[str]], fields: Mapping[str, forms.Field]) -> list[Fault]:
    """Messages by parameter as faults, each with the values that are allowed where they are a list."""
    return [
        Fault(name if name != "__all__" else "", " ".join(map(str, messages)), allowed=_allowed(fields.get(name)))
        for name, messages in problems.items()
    ]


def unknown(asked: Iterable[str], allowed: Iterable[str]) -> list[Fault]:
    """A fault for each name that is no parameter here."""
    names = sorted(allowed)
    words = "There is no parameter of this name here."
    return [Fault(name[:80], words, allowed=names) for name in asked if name not in names]


def _allowed(field: forms.Field | None) -> tuple[str, ...]:
    return tuple(str(code) for code, _ in getattr(field, "choices", ()) if code)
