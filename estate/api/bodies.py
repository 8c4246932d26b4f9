"""What a program sends of a property and what belongs to it: types, code lists and geometry. Services check the rest.

null, or "", says that a text is not known.
"""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from rest_framework import serializers

from estate import choices
from estate.models import EnergyUse, Lease, Occupation, Property, RunningCost, Valuation
from estate.selectors.grid import to_grid
from totalplace.api.writing import Body, BodyCode, only_known
from totalplace.calc.parsed import Parsed, Refused
from totalplace.calc.values import parse_postcode, parse_uprn

OPEN_STATUSES = [code for code in choices.Status.values if code not in choices.CLOSED_STATUSES]
PLAIN = (
    "local_reference", "uprn", "name", "description", "street_number", "street", "locality", "post_town", "postcode",
    "category", "use", "status", "tenure", "holding", "reason_for_holding", "gross_internal_area_m2", "site_area_ha",
    "built_year", "condition", "functional_suitability", "energy_rating", "energy_rating_expires_on",
    "required_maintenance", "book_value", "book_value_basis", "book_value_date", "book_value_method", "is_sensitive",
    "is_community_asset", "sharing_potential", "sharing_note",
)  # fmt: skip
# Great Britain and the sea around it, in degrees: what the National Grid reaches.
WEST, SOUTH, EAST, NORTH = -9.5, 49.0, 2.5, 61.5


class Geometry(serializers.Field):
    """GeoJSON of certain kinds in longitude and latitude, stored on the National Grid."""

    def __init__(self, *kinds: str, **options: Any) -> None:
        self.kinds = kinds
        super().__init__(allow_null=True, required=False, **options)

    def to_internal_value(self, data: Any) -> GEOSGeometry:
        if not isinstance(data, dict) or data.get("type") not in self.kinds:
            raise serializers.ValidationError(f"This must be GeoJSON of type {' or '.join(self.kinds)}.")
        # Its coordinates alone: whatever else an object says of itself is not followed.
        plain = {"type": data["type"], "coordinates": data.get("coordinates")}
        try:
            shape = shapely.force_2d(shapely.from_geojson(json.dumps(plain)))
        except (shapely.GEOSException, TypeError, ValueError):
            raise serializers.ValidationError("Its coordinates cannot be read as GeoJSON.") from None
        self._check(shape)
        if shape.geom_type == "Polygon":
            shape = shapely.multipolygons([shape])
        return to_grid(shapely.to_wkb(shape))

    def _check(self, shape: Any) -> None:
        if shape.is_empty:
            raise serializers.ValidationError("It has no coordinates.")
        west, south, east, north = shape.bounds
        inside = west >= WEST and east <= EAST and south >= SOUTH and north <= NORTH
        if not (inside and all(map(math.isfinite, shape.bounds))):
            raise serializers.ValidationError("It is not in Great Britain. Write longitude, then latitude, in degrees.")
        if not shapely.is_valid(shape):
            raise serializers.ValidationError(f"It is not valid: {shapely.is_valid_reason(shape)}.")

    def to_representation(self, value: Any) -> Any:
        raise NotImplementedError("rows are written by the database")


class PropertyBody(Body):
    """A property's own details."""

    organisation = BodyCode(required=False)
    status = serializers.ChoiceField(choices=OPEN_STATUSES, required=False)
    location = Geometry("Point")
    boundary = Geometry("Polygon", "MultiPolygon")

    class Meta:
        model = Property
        fields = ("organisation", *PLAIN, "location", "boundary")
        validators: list[Any] = []

    def validate_postcode(self, value: str) -> str:
        return _parsed(parse_postcode, value)

    def validate_uprn(self, value: str) -> str:
        return _parsed(parse_uprn, value)


def _parsed(parse: Callable[[str], Parsed], value: str) -> str:
    """As the pages read it."""
    try:
        return str(parse(value).value or "")
    except Refused as refusal:
        raise serializers.ValidationError(str(refusal)) from None


class RagBody(serializers.Serializer):
    """A rating: what, why, and until when it should stand."""

    rating = serializers.ChoiceField(choices=choices.Rag.choices)
    reason = serializers.CharField(max_length=20, allow_blank=True, default="")
    note = serializers.CharField(max_length=4000, allow_blank=True, default="")
    next_review_on = serializers.DateField(allow_null=True, default=None)

    def to_internal_value(self, data: Any) -> Any:
        only_known(data, self.fields)
        return super().to_internal_value(data)


class BreakBody(serializers.Serializer):
    """A day on which a lease may be ended early."""

    on = serializers.DateField()
    notice_months = serializers.IntegerField(min_value=0, max_value=60, allow_null=True, default=None)
    by = serializers.ChoiceField(choices=choices.LeaseRole.choices, allow_blank=True, default="")


class LeaseBody(Body):
    """A lease, with its breaks and the days of its reviews."""

    breaks = BreakBody(many=True, required=False)
    reviews = serializers.ListField(child=serializers.DateField(), required=False, max_length=100)

    class Meta:
        model = Lease
        fields = (
            "role", "counterparty", "starts_on", "expires_on", "annual_rent", "repair_liability", "inside_1954_act",
            "note", "breaks", "reviews",
        )  # fmt: skip
        validators: list[Any] = []

    def validate_breaks(self, value: list[Mapping[str, Any]]) -> tuple[Any, ...]:
        if any("on" not in each for each in value):
            raise serializers.ValidationError("Each break needs its day: on.")
        rows = [(each["on"], each.get("notice_months"), each.get("by", "")) for each in value]
        return tuple(sorted(rows, key=lambda row: tuple(map(str, row))))

    def validate_reviews(self, value: list[datetime.date]) -> tuple[datetime.date, ...]:
        return tuple(sorted(set(value)))


class OccupationBody(Body):
    """A body's use of it."""

    organisation = BodyCode()

    class Meta:
        model = Occupation
        fields = ("organisation", "use", "area_m2", "staff_fte", "desks")
        validators: list[Any] = []


class CostBody(Body):
    """What it cost to run in a year."""

    class Meta:
        model = RunningCost
        fields = ("year", "heading", "amount")
        validators: list[Any] = []


class ValuationBody(Body):
    """What it was worth on a day."""

    class Meta:
        model = Valuation
        fields = ("valued_on", "basis", "method", "amount")
        validators: list[Any] = []


class EnergyBody(Body):
    """Energy used in a year."""

    class Meta:
        model = EnergyUse
        fields = ("year", "fuel", "kwh")
        validators: list[Any] = []


BELONGINGS: dict[str, type[Body]] = {
    "leases": LeaseBody,
    "occupations": OccupationBody,
    "costs": CostBody,
    "valuations": ValuationBody,
    "energy-use": EnergyBody,
}
