"""The kinds of filter that lists of properties are narrowed by, each checked before anything is asked."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import django_filters as filters
from django import forms
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db.models import QuerySet

from estate.calc import places
from totalplace.models import Area


class CodesField(forms.MultipleChoiceField):
    """One code or several from a list: the parameter again, or parted by commas."""

    def to_python(self, value: Any) -> list[str]:
        codes = [code.strip() for text in value or [] for code in str(text).split(",")]
        return [code for code in dict.fromkeys(codes) if code]

    def validate(self, value: list[str]) -> None:
        allowed = [str(code) for code, _ in self.choices]
        wrong = [code for code in value if code not in allowed]
        if wrong:
            raise forms.ValidationError(f"“{', '.join(wrong)[:80]}” is not one of: {', '.join(allowed)}.")


class Codes(filters.MultipleChoiceFilter):
    """A filter on a field that holds a code."""

    field_class = CodesField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.always_filter = False

    def __deepcopy__(self, memo: dict[int, Any]) -> Codes:
        """A copy for one request. It has the same choices: nobody changes them in place, and they are many."""
        made = memo[id(self)] = copy.copy(self)
        made.extra = dict(self.extra)
        # What narrows by a method of the filter set must do so by that of the copy's own set.
        made.method = self.method
        return made

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class Amount(filters.NumberFilter):
    def __init__(self, **kwargs: Any) -> None:
        message = "This must be an amount in pounds, such as 250000."
        super().__init__(min_value=0, max_digits=14, decimal_places=2, error_messages={"invalid": message}, **kwargs)


class Number(filters.NumberFilter):
    """A record's number."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        message = "This must be a whole number."
        super().__init__(min_value=1, max_value=2**31, error_messages={"invalid": message}, **kwargs)


class Day(filters.DateFilter):
    def __init__(self, **kwargs: Any) -> None:
        message = "This must be a day, such as 2027-03-31 or 31/3/2027."
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], error_messages={"invalid": message}, **kwargs)


class MomentField(forms.DateTimeField):
    """A moment, in ISO 8601; without an offset it is in the county's time."""

    def to_python(self, value: Any) -> Any:
        # In an address "+" stands for a space, and who wrote +01:00 by hand meant the plus.
        return super().to_python(re.sub(r" (\d\d:?\d\d)$", r"+\1", value) if isinstance(value, str) else value)


class Moment(filters.Filter):
    field_class = MomentField

    def __init__(self, **kwargs: Any) -> None:
        message = "This must be a moment, such as 2027-03-31T09:00:00Z."
        super().__init__(error_messages={"invalid": message}, **kwargs)


class PlaceField(forms.CharField):
    """A place in the words of an address; `parse` reads it, and says what is wrong with it."""

    def __init__(self, *, parse: Callable[[str], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.parse = parse

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            place = self.parse(text)
        except places.NotAPlace as fault:
            raise forms.ValidationError(str(fault)) from None
        if isinstance(place, places.Ring) and not Polygon(place.corners).valid:
            raise forms.ValidationError("The sides of this shape cross each other: draw it so that they do not.")
        return place


class Place(filters.Filter):
    field_class = PlaceField


class AreaField(forms.CharField):
    """The code of an area in force; cleaned, the area itself."""

    def clean(self, value: Any) -> Area | None:
        code = super().clean(value)
        if not code:
            return None
        area = Area.objects.current().filter(code=code[:20]).defer("boundary").order_by("pk").first()
        if area is None:
            raise forms.ValidationError(
                f"“{code[:40]}” is not the code of an area in force. Write a GSS code, such as E07000237."
            )
        return area


class AreaCode(filters.Filter):
    field_class = AreaField


def box_shape(box: places.Box) -> GEOSGeometry | None:
    """A box as a polygon in degrees; None where it holds no place in Great Britain."""
    clipped = box.clipped()
    return Polygon(clipped.ring(), srid=4326) if clipped else None
