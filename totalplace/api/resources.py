"""Bodies and areas, which anybody who is signed in may read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.gis.db.models.functions import Transform
from django.db.models import F, Func, QuerySet, TextField

from totalplace.api.lists import ListView
from totalplace.api.parameters import FORMATS, Codes, ListForm
from totalplace.choices import AreaLevel, OrganisationKind
from totalplace.db.texts import Column
from totalplace.models import Area, Organisation
from totalplace.selectors.keyset import Sort

# Digits after the point: about a decimetre in degrees, a centimetre in metres.
DIGITS = {4326: 6, 3857: 2, 27700: 2}


def as_geojson(field: str, srid: int) -> Func:
    """A geometry column as GeoJSON text in that reference system."""
    shape = field if srid == 27700 else Transform(field, srid)
    return Func(
        shape, template=f"ST_AsGeoJSON(%(expressions)s, {DIGITS[srid]}, 0)", output_field=TextField()
    )  # Without the option, GeoJSON of another system than WGS 84 would repeat its name in every geometry.


class Organisations(ListView):
    """Public bodies. Their codes are what other resources name them by."""

    columns = (
        Column("code", "code", words="Short and stable."),
        Column("name", "name"),
        Column("short_name", "short_name"),
        Column("kind", "kind", "code", values=OrganisationKind.values),
        Column("sponsor", "sponsor__code", words="The code of the body that it answers to."),
        Column("is_partner", "is_partner", "boolean"),
        Column("protocol_signed_on", "protocol_signed_on", "date"),
    )
    sorts = {sort.key: sort for sort in (Sort("code", "Code", "code"), Sort("name", "Name", "name"))}
    default_sort = "code"

    def form(self, data: Any) -> ListForm:
        form = super().form(data)
        form.fields["kind"] = Codes(required=False, choices=OrganisationKind.choices, help_text="Of these kinds.")
        return form

    def found(self, request: Any, form: ListForm, filters: Any) -> QuerySet[Organisation]:
        kinds = form.cleaned_data["kind"]
        return Organisation.objects.filter(kind__in=kinds) if kinds else Organisation.objects.all()


class Areas(ListView):
    """Counties, districts, wards and smaller areas, as they are in force on a day: today, unless another is named."""

    columns = (
        Column("code", "code", words="The GSS code, or our own of a neighbourhood."),
        Column("name", "name"),
        Column("level", "level", "code", values=AreaLevel.values),
        Column("parent", "parent__code", words="The code of the area that it is part of."),
        Column("valid_from", "valid_from", "date"),
        Column("valid_to", "valid_to", "date", words="The first day on which it is no longer in force."),
        Column("is_illustrative", "is_illustrative", "boolean", words="Drawn for the demonstration only."),
        Column("source", "source"),
    )
    sorts = {
        sort.key: sort
        for sort in (Sort("code", "Code", "code"), Sort("name", "Name", "name"), Sort("level", "Level", "level"))
    }
    default_sort = "code"
    formats = tuple(FORMATS)

    def form(self, data: Any) -> ListForm:
        form = super().form(data)
        form.fields["level"] = Codes(required=False, choices=AreaLevel.choices, help_text="Of these levels.")
        form.fields["parent"] = forms.CharField(
            required=False, max_length=20, help_text="Within the area with this code."
        )
        form.fields["on"] = forms.DateField(
            required=False,
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": "This must be a day, such as 2027-03-31."},
            help_text="As they were in force on this day.",
        )
        return form

    def found(self, request: Any, form: ListForm, filters: Any) -> QuerySet[Area]:
        asked = form.cleaned_data
        areas = Area.objects.current(asked["on"])
        if asked["level"]:
            areas = areas.filter(level__in=asked["level"])
        if asked["parent"]:
            areas = areas.filter(parent__code=asked["parent"])
        return areas

    def geometry(self, srid: int) -> Any:
        return as_geojson("boundary", srid)

    def place(self, srid: int) -> Any:
        return F("boundary") if srid == 27700 else Transform("boundary", srid)
