"""A stored value in words, by what its model says of the field: its label, its choices, its unit."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import hypot
from typing import Any

from django.contrib.gis.db.models import GeometryField, PointField
from django.contrib.gis.geos import Point
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

NOT_KNOWN = "not known"
# The unit that a field's name ends in, and how it is written. Decimals of two places without one are pounds.
UNITS = {"_m2": " m²", "_ha": " ha", "_bytes": " bytes"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A place or an outline: its middle (EPSG:27700, metres), its area in m² (None for a point), its digest."""

    middle: tuple[float, float]
    area_m2: float | None
    digest: str

    def moved_from(self, earlier: Shape) -> str:
        """How far the middle moved, in words; nothing under half a metre."""
        metres = hypot(self.middle[0] - earlier.middle[0], self.middle[1] - earlier.middle[1])
        if metres < 0.5:
            return ""
        return f", moved by {metres:,.0f} m" if metres < 10_000 else f", moved by {metres / 1000:,.1f} km"


@dataclass(frozen=True, slots=True)
class FieldWording:
    """How one model field is told. `name_of(model, key)` names what a foreign key points at."""

    field: Any
    name_of: Callable[[type[models.Model], int], str]

    @property
    def label(self) -> str:
        """The field's name for people, without the unit that stands with the value."""
        words = str(self.field.verbose_name)
        for ending in UNITS:
            words = words.removesuffix(ending.replace("_", " "))
        return words[:1].upper() + words[1:]

    def value_in(self, row: Mapping[str, Any]) -> Any:
        """The field's value in a row of an event table: a Shape for geometry, the key for a foreign key."""
        name = self.field.name
        if isinstance(self.field, PointField):
            point: Point | None = row.get(name)
            return None if point is None else Shape((point.x, point.y), None, point.hexewkb.decode())
        if isinstance(self.field, GeometryField):
            middle: Point | None = row.get(f"{name}__middle")
            if middle is None:
                return None
            return Shape((middle.x, middle.y), row[f"{name}__area"].sq_m, row[f"{name}__digest"])
        return row.get(self.field.attname)

    @staticmethod
    def is_blank(value: Any) -> bool:
        """Whether the value says nothing: unknown, or a flag that is off."""
        return value is None or value == "" or value is False

    def words(self, value: Any) -> str:
        """The value as people read it; "not known" for what is not."""
        if value is None or value == "":
            return NOT_KNOWN
        if self.field.related_model:
            return self.name_of(self.field.related_model, value)
        if self.field.choices:
            return str(dict(self.field.flatchoices).get(value, value))
        return self._plain(value)

    def _plain(self, value: Any) -> str:
        match value:
            case Shape(area_m2=None):
                return f"{value.middle[0]:.0f}, {value.middle[1]:.0f}"
            case Shape():
                return f"{value.area_m2:,.0f} m²"
            case bool():
                return "Yes" if value else "No"
            case datetime.datetime():
                return date_format(timezone.localtime(value), "j F Y, H:i")
            case datetime.date():
                return date_format(value, "j F Y")
            case Decimal():
                return self._number(value)
            case int() if any(self.field.name.endswith(ending) for ending in UNITS):
                return f"{value:,}{self._unit()}"
        return str(value)

    def _number(self, value: Decimal) -> str:
        unit = self._unit()
        whole = value == value.to_integral_value()
        if not unit and self.field.decimal_places == 2:
            return f"£{value:,.0f}" if whole else f"£{value:,.2f}"
        digits = f"{value:,f}"
        return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{unit}"

    def _unit(self) -> str:
        return next((unit for ending, unit in UNITS.items() if self.field.name.endswith(ending)), "")
