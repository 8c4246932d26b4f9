"""Properties and what belongs to them as programs read them: the columns of the API's rows.

Codes are codes, money pounds, areas m² or hectares, days ISO 8601; what is not known is null.
"""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Transform
from django.db.models import F, Func, TextField
from django.db.models.functions import Coalesce

from estate import choices
from totalplace.db.texts import Column

# Digits after the point: about a decimetre in degrees, a centimetre in metres.
DIGITS = {4326: 6, 3857: 2, 27700: 2}


def place(srid: int, field: str = "") -> Any:
    """A property's outline, or its point where it has none; or one geometry `field` of its own."""
    source: Any = F(field) if field else Coalesce("boundary", "location", output_field=GeometryField(srid=27700))
    return source if srid == 27700 else Transform(source, srid)


def shape(srid: int, field: str = "") -> Func:
    """The same as GeoJSON text."""
    # Without the last option, GeoJSON of another system than WGS 84 would repeat its name in every geometry.
    template = f"ST_AsGeoJSON(%(expressions)s, {DIGITS[srid]}, 0)"
    return Func(place(srid, field), template=template, output_field=TextField())


def _ordinate(axis: str, srid: int, digits: int) -> Func:
    there: Any = F("location") if srid == 27700 else Transform("location", srid)
    return Func(there, template=f"round(ST_{axis}(%(expressions)s)::numeric, {digits})", output_field=TextField())


def _coded(name: str, codes: Any, words: str = "") -> Column:
    return Column(name, name, "code", words, codes.values)


PROPERTY: tuple[Column, ...] = (
    Column("reference", "reference", "code", "Ours, and never another's."),
    Column("version", "version", "integer", "Moves with every change; the ETag begins with it."),
    Column("organisation", "organisation__code", "code", "The code of the accountable body."),
    Column("local_reference", "local_reference", words="The body's own reference."),
    Column("uprn", "uprn"),
    Column("site", "site__name", words="The site that it is part of."),
    *(Column(name, name) for name in ("name", "description", "street_number", "street", "locality", "post_town")),
    Column("postcode", "postcode"),
    Column("easting", _ordinate("X", 27700, 2), "number", "Metres, EPSG:27700."),
    Column("northing", _ordinate("Y", 27700, 2), "number", "Metres, EPSG:27700."),
    Column("longitude", _ordinate("X", 4326, 6), "number", "Degrees, EPSG:4326."),
    Column("latitude", _ordinate("Y", 4326, 6), "number", "Degrees, EPSG:4326."),
    _coded("location_source", choices.LocationSource),
    Column("district", "district__code", "code", "GSS code."),
    Column("ward", "ward__code", "code", "GSS code."),
    Column("lsoa", "lsoa__code", "code", "GSS code."),
    _coded("category", choices.Category),
    _coded("use", choices.Use),
    _coded("status", choices.Status),
    Column("closed_on", "closed_on", "date"),
    Column("closed_reason", "closed_reason"),
    _coded("tenure", choices.Tenure),
    _coded("holding", choices.Holding, "How it is held."),
    Column("reason_for_holding", "reason_for_holding"),
    Column("gross_internal_area_m2", "gross_internal_area_m2", "number", "Square metres."),
    Column("site_area_ha", "site_area_ha", "number", "Hectares."),
    Column("built_year", "built_year", "integer"),
    _coded("condition", choices.Condition),
    _coded("functional_suitability", choices.Suitability),
    _coded("energy_rating", choices.EnergyRating),
    Column("energy_rating_expires_on", "energy_rating_expires_on", "date"),
    Column("required_maintenance", "required_maintenance", "number", "Pounds."),
    Column("book_value", "book_value", "number", "Pounds."),
    _coded("book_value_basis", choices.ValuationBasis),
    Column("book_value_date", "book_value_date", "date"),
    _coded("book_value_method", choices.ValuationMethod),
    Column("running_cost", "running_cost", "number", "Pounds, of the latest year there is any of."),
    Column("running_cost_year", "running_cost_year", "integer", "2025 is 2025/26."),
    Column("is_sensitive", "is_sensitive", "boolean"),
    Column("is_community_asset", "is_community_asset", "boolean"),
    _coded("rag", choices.Rag),
    Column("rag_assessed_on", "rag_assessed_on", "date"),
    Column("next_review_on", "next_review_on", "date"),
    _coded("sharing_potential", choices.SharingPotential),
    Column("sharing_note", "sharing_note"),
    Column("is_synthetic", "is_synthetic", "boolean", "Made up for the demonstration."),
    Column("created_at", "created_at", "moment"),
    Column("updated_at", "updated_at", "moment"),
    Column("location", shape(4326, "location"), "json", "GeoJSON point, EPSG:4326.", is_heavy=True),
    Column("boundary", shape(4326, "boundary"), "json", "GeoJSON multipolygon, EPSG:4326.", is_heavy=True),
)

RAG_ASSESSMENT: tuple[Column, ...] = (
    Column("id", "id", "integer"),
    _coded("rating", choices.Rag),
    _coded("reason", choices.RagReason),
    Column("note", "note"),
    Column("assessed_by", "assessed_by__username"),
    Column("assessed_at", "assessed_at", "moment"),
    Column("next_review_on", "next_review_on", "date"),
    Column("supersedes", "supersedes_id", "integer", "The assessment that stood before."),
    Column("withdrawn_at", "withdrawal__withdrawn_at", "moment", "When it was taken back; null while it holds."),
)

_BREAKS = """(SELECT json_agg(json_build_object(
    'on', b."on", 'notice_months', b.notice_months, 'by', nullif(b."by", '')) ORDER BY b."on", b."by")
    FROM estate_leasebreak b WHERE b.lease_id = %(expressions)s)"""
_REVIEWS = """(SELECT json_agg(r."on" ORDER BY r."on")
    FROM estate_leasereview r WHERE r.lease_id = %(expressions)s)"""
_OF_ALL = (Column("id", "id", "integer"), Column("version", "version", "integer"))

# By the name of the kind, as the services know it.
BELONGINGS: dict[str, tuple[Column, ...]] = {
    "leases": (
        *_OF_ALL,
        _coded("role", choices.LeaseRole, "Whether the body is tenant or landlord."),
        Column("counterparty", "counterparty"),
        Column("starts_on", "starts_on", "date"),
        Column("expires_on", "expires_on", "date"),
        Column("annual_rent", "annual_rent", "number", "Pounds a year."),
        _coded("repair_liability", choices.RepairLiability),
        Column("inside_1954_act", "inside_1954_act", "boolean"),
        Column("note", "note"),
        Column("breaks", Func("id", template=_BREAKS, output_field=TextField()), "list", "on, notice_months, by."),
        Column("reviews", Func("id", template=_REVIEWS, output_field=TextField()), "list", "Days."),
    ),
    "occupations": (
        *_OF_ALL,
        Column("organisation", "organisation__code", "code"),
        _coded("use", choices.OccupationUse),
        Column("area_m2", "area_m2", "number", "Square metres."),
        Column("staff_fte", "staff_fte", "number", "Full-time equivalents."),
        Column("desks", "desks", "integer"),
    ),
    "costs": (
        *_OF_ALL,
        Column("year", "year", "integer", "2025 is 2025/26."),
        _coded("heading", choices.CostHeading),
        Column("amount", "amount", "number", "Pounds."),
    ),
    "valuations": (
        *_OF_ALL,
        Column("valued_on", "valued_on", "date"),
        _coded("basis", choices.ValuationBasis),
        _coded("method", choices.ValuationMethod),
        Column("amount", "amount", "number", "Pounds."),
    ),
    "energy-use": (
        *_OF_ALL,
        Column("year", "year", "integer", "2025 is 2025/26."),
        _coded("fuel", choices.Fuel),
        Column("kwh", "kwh", "number", "Kilowatt-hours."),
    ),
}
